from datetime import timedelta

from lti_tool.app.database import Database
from lti_tool.store import key_sets
from lti_tool.store.tables import PlatformKeySet
from tests.store.rows import NOW
from tests.store.threads import at_once

URL = "https://lms.example/certs"
KEYS = {"a": {"n": "x", "e": "AQAB"}, "ü": {"n": "y", "e": "AQAB"}}
MINUTE = timedelta(minutes=1)


def asked(database: Database, url: str = URL, *, after: timedelta = timedelta()) -> bool:
    with database.transaction() as session:
        return key_sets.ask(session, url, now=NOW + after, until=NOW + after + MINUTE)


def keep(database: Database, *, after: timedelta = timedelta(), **keys: dict[str, str]) -> None:
    with database.transaction() as session:
        at = NOW + after
        key_sets.keep(session, URL, keys=keys, fetched_at=at, fresh_until=at + 60 * MINUTE)


def known(database: Database) -> PlatformKeySet:
    with database.reading() as session:
        row = key_sets.load(session, URL)
    assert row is not None
    return row


def test_nothing_is_known_of_an_address_where_nobody_asked(database: Database) -> None:
    with database.reading() as session:
        assert key_sets.load(session, URL) is None


def test_a_copy_is_kept(database: Database) -> None:
    keep(database, **KEYS)
    row = known(database)

    assert row.keys == KEYS
    assert (row.fetched_at, row.fresh_until) == (NOW, NOW + 60 * MINUTE)


def test_the_next_copy_takes_its_place(database: Database) -> None:
    keep(database, **KEYS)
    keep(database, after=MINUTE, another={"n": "z", "e": "AQAB"})
    row = known(database)

    assert list(row.keys) == ["another"]
    assert row.fetched_at == NOW + MINUTE


def test_one_asks_until_it_has_an_answer(database: Database) -> None:
    assert asked(database)
    assert not asked(database)
    assert asked(database, "https://another.example/certs")

    keep(database, **KEYS)
    assert asked(database)


def test_one_asks_until_it_has_failed_and_the_copy_stays(database: Database) -> None:
    keep(database, **KEYS)
    asked(database)
    with database.transaction() as session:
        key_sets.note_failure(session, URL, at=NOW)
    row = known(database)

    assert (row.keys, row.failed_at, row.asking_until) == (KEYS, NOW, None)
    assert asked(database)
    keep(database, after=MINUTE, **KEYS)
    assert known(database).failed_at is None


def test_nobody_waits_for_ever_for_one_who_died_while_it_asked(database: Database) -> None:
    asked(database)

    assert not asked(database, after=MINUTE - timedelta(seconds=1))
    assert asked(database, after=MINUTE)


def test_of_many_who_ask_at_once_one_may(database: Database) -> None:
    assert sorted(at_once(*[lambda: asked(database)] * 8)) == [False] * 7 + [True]
