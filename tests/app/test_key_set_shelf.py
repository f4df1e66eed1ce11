"""Key sets that all processes of one tool share, in a real database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from demo.platform import Platform
from lti_tool.app.database import Database
from lti_tool.app.key_set_shelf import KeySetsInStore
from lti_tool.lti.errors import KeySetUnavailableError, LaunchRejectedError
from lti_tool.lti.key_set_shelf import LOOKS
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.transport import PlatformSession, open_session
from lti_tool.store.tables import Base
from tests.builders import SetClock
from tests.store.databases import database, database_url, migrated_file, migrated_postgres
from tests.store.threads import at_once

__all__ = ["database", "database_url", "migrated_file", "migrated_postgres"]


@pytest.fixture
def session() -> Iterator[PlatformSession]:
    with open_session(allow_insecure_http=True, private_networks=("127.0.0.0/8",)) as session:
        yield session


@pytest.fixture
def platform(platform: Platform) -> Platform:
    platform.rotate_keys()
    return platform


@pytest.fixture
def process(session: PlatformSession, database: Database, clock: SetClock) -> KeySets:
    return another_process(session, database, clock)


def another_process(session: PlatformSession, database: Database, clock: SetClock) -> KeySets:
    shelf = KeySetsInStore(transaction=database.transaction, reading=database.reading)
    return KeySets(session, clock, shelf)


def fetched(platform: Platform) -> int:
    return sum(each.path.endswith("/certs") for each in platform.requests)


def find(process: KeySets, platform: Platform, kid: str = "", registration_id: int = 1) -> object:
    kid = kid or platform.key_pairs[0].kid
    return process.find(platform.addresses.key_set, kid, registration_id=registration_id)


def refused(process: KeySets, platform: Platform, kid: str, registration_id: int = 1) -> str:
    with pytest.raises(LaunchRejectedError) as refusal:
        find(process, platform, kid, registration_id)
    return refusal.value.reason


def test_a_copy_serves_other_processes_and_the_next_start(
    platform: Platform,
    process: KeySets,
    session: PlatformSession,
    database: Database,
    clock: SetClock,
) -> None:
    find(process, platform)
    platform.faults.key_set_status = 503
    find(another_process(session, database, clock), platform)
    assert fetched(platform) == 1

    clock.advance(hours=20)
    find(another_process(session, database, clock), platform)
    find(another_process(session, database, clock), platform)
    assert fetched(platform) == 2

    clock.advance(hours=6)
    with pytest.raises(KeySetUnavailableError):
        find(another_process(session, database, clock), platform)


def test_processes_that_start_together_ask_once(
    platform: Platform, session: PlatformSession, database: Database, clock: SetClock
) -> None:
    platform.faults.delay = 0.5
    processes = [another_process(session, database, clock) for _ in range(4)]
    at_once(*[lambda each=each: find(each, platform) for each in processes])

    assert fetched(platform) == 1


def test_looks_for_made_up_keys_are_counted_for_each_registration_and_come_back(
    platform: Platform,
    process: KeySets,
    session: PlatformSession,
    database: Database,
    clock: SetClock,
) -> None:
    other = another_process(session, database, clock)
    for number in range(6):
        clock.advance(seconds=1)
        assert refused(process, platform, f"made-up-{number}") == "key-unknown"
        assert refused(other, platform, f"made-up-{number}") == "key-unknown"
    assert fetched(platform) == 1 + LOOKS

    platform.rotate_keys()
    new = platform.key_pairs[-1].kid
    assert refused(process, platform, new) == "key-unknown"
    assert find(process, platform, new, registration_id=2)  # the address is the same
    platform.rotate_keys()
    newest = platform.key_pairs[-1].kid
    assert refused(process, platform, newest) == "key-unknown"
    clock.advance(seconds=30)
    assert find(process, platform, newest)


def test_of_many_looks_at_once_none_is_counted_twice(database: Database, clock: SetClock) -> None:
    shelf = KeySetsInStore(transaction=database.transaction, reading=database.reading)
    allowed = at_once(*[lambda: shelf.may_look(1, now=clock())] * 8)

    assert sum(allowed) == LOOKS


def test_while_the_own_copy_is_fresh_no_statement_is_sent(
    platform: Platform, process: KeySets, database: Database
) -> None:
    find(process, platform)
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    find(process, platform)
    assert statements == []


def test_a_database_that_is_lost_takes_no_key_with_it(
    platform: Platform, process: KeySets, database: Database, clock: SetClock
) -> None:
    find(process, platform)
    table = Base.metadata.tables["platform_key_set"]
    table.drop(database.engine)
    try:
        clock.advance(hours=2)
        assert find(process, platform)
    finally:
        table.create(database.engine)
    assert fetched(platform) == 2


def test_the_network_is_not_waited_for_inside_a_transaction(
    platform: Platform, process: KeySets, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = process.session.get

    def get_outside(*args: object, **kwargs: object) -> object:
        with database.reading():  # refused where one is open already
            pass
        return get(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(process.session, "get", get_outside)
    assert find(process, platform)
