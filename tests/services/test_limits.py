"""Whom an address stands for, and what is asked of the database for it."""

import pytest

from lti_tool.app.database import Database
from lti_tool.services.launch.limits import MOST_REFUSED, REFUSED_IN, RefusalLimit, network_of
from lti_tool.store.tables import LaunchEntry, Tally
from tests.builders import SetClock
from tests.store.rows import NOW
from tests.store.threads import at_once


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("2001:DB8:0:0:9::7", "2001:db8::/64"),
        ("[2001:db8::7]:443", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("a" * 9_000, "unknown"),
        ("é\x00", "unknown"),
        ("192.0.2.999", "unknown"),
        ("[", "unknown"),
    ],
)
def test_an_address_stands_for_itself_and_an_ipv6_one_for_its_network(
    address: str, stands_for: str
) -> None:
    assert network_of(address) == stands_for


def limit(database: Database, clock: SetClock, secret: bytes = b"secret") -> RefusalLimit:
    return RefusalLimit(transaction=database.transaction, clock=clock, secret=secret, is_on=True)


@pytest.fixture
def clock() -> SetClock:
    clock = SetClock()
    clock.now = NOW
    return clock


def rows(database: Database, table: type[Tally | LaunchEntry]) -> int:
    with database.reading() as session:
        return session.query(table).count()


def test_all_processes_count_together(database: Database, clock: SetClock) -> None:
    one, other = limit(database, clock), limit(database, clock)
    for _ in range(MOST_REFUSED // 2):
        assert not one.count("192.0.2.7").is_over
        assert not other.count("192.0.2.7").is_over

    assert one.count("192.0.2.7").is_over
    assert other.count("192.0.2.7").is_over
    assert one.count("192.0.2.7").reference == other.count("192.0.2.7").reference


def test_none_is_lost_when_many_are_refused_at_once(database: Database, clock: SetClock) -> None:
    processes = [limit(database, clock) for _ in range(4)]

    def be_refused(which: RefusalLimit) -> list[bool]:
        return [which.count("192.0.2.7").is_over for _ in range(20)]

    seen = at_once(*[lambda one=one: be_refused(one) for one in processes])

    assert sum(not is_over for one in seen for is_over in one) == MOST_REFUSED
    assert rows(database, LaunchEntry) == 1


def test_an_address_over_its_limit_costs_no_more_transactions(
    database: Database, clock: SetClock
) -> None:
    opened: list[object] = []

    def transaction() -> object:
        opened.append(clock())
        return database.transaction()

    one = RefusalLimit(transaction=transaction, clock=clock, secret=b"x", is_on=True)  # type: ignore[arg-type]  # it is one
    for _ in range(MOST_REFUSED + 100):
        one.count("192.0.2.7")
    assert len(opened) == MOST_REFUSED + 1

    clock.now += REFUSED_IN
    assert not one.count("192.0.2.7").is_over


def test_what_is_kept_of_an_address_says_nothing_without_the_secret(
    database: Database, clock: SetClock
) -> None:
    limit(database, clock).count("192.0.2.7")
    limit(database, clock, b"another secret").count("192.0.2.7")

    with database.reading() as session:
        kept = {row.whose for row in session.query(Tally)}
    assert len(kept) == 2
    assert all(len(whose) == 64 for whose in kept)


def test_many_addresses_at_once_do_not_fill_our_memory(database: Database, clock: SetClock) -> None:
    one = limit(database, clock)
    for number in range(3):
        for _ in range(MOST_REFUSED + 1):
            one.count(f"192.0.2.{number}")

    assert len(one._over) == 3  # noqa: SLF001  # what it remembers shows in no other way
    one._over.update({str(number): clock() for number in range(1_000)})  # noqa: SLF001
    for _ in range(MOST_REFUSED + 1):
        one.count("192.0.2.99")
    assert len(one._over) == 1  # noqa: SLF001
