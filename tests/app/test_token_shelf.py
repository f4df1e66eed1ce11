"""Access tokens that all processes of one tool share, in a real database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text

from demo.claims import SCORE
from demo.platform import Platform
from lti_tool.app.database import Database
from lti_tool.app.token_shelf import TokensInStore
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession, open_session
from lti_tool.store.former import Seal, SealedKind
from lti_tool.store.tables import Base
from tests.builders import SetClock
from tests.lti.conftest import registration_with
from tests.store.databases import database, database_url, migrated_file, migrated_postgres
from tests.store.rows import a_registration
from tests.store.threads import at_once

__all__ = ["database", "database_url", "migrated_file", "migrated_postgres"]

SECRET_KEY = "not a secret, this is for tests only"

Start = Callable[..., AccessTokens]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> ToolKeys:
    return ToolKeys.open(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def session() -> Iterator[PlatformSession]:
    with open_session(allow_insecure_http=True, private_networks=("127.0.0.0/8",)) as session:
        yield session


@pytest.fixture
def registration(platform: Platform, keys: ToolKeys, database: Database) -> Registration:
    platform.tool_keys.cached = dict(keys.key_set())
    with database.transaction() as session:
        return registration_with(platform, id=a_registration(session).id)


@pytest.fixture
def start(session: PlatformSession, keys: ToolKeys, database: Database, clock: SetClock) -> Start:
    def start_with(secret_key: str = SECRET_KEY) -> AccessTokens:
        shelf = TokensInStore(
            transaction=database.transaction,
            reading=database.reading,
            seal=Seal(secret_key, SealedKind.ACCESS),
        )
        return AccessTokens(session, keys, clock, shelf)

    return start_with


def asked(platform: Platform) -> int:
    return sum(each.path.endswith("/token") for each in platform.requests)


def test_a_token_serves_other_processes_and_the_next_start(
    platform: Platform, start: Start, registration: Registration
) -> None:
    (only,) = {start().get(registration, [SCORE]) for _ in range(3)}

    assert only in platform.desk.tokens
    assert asked(platform) == 1


def test_threads_of_processes_that_start_together_ask_once_and_so_after_a_revocation(
    platform: Platform, start: Start, registration: Registration
) -> None:
    platform.faults.delay = 0.2
    processes = [start() for _ in range(4)] * 2
    (first,) = set(
        at_once(*[lambda each=each: each.get(registration, [SCORE]) for each in processes])
    )
    assert asked(platform) == 1

    def meet_a_401(process: AccessTokens) -> str:
        process.forget(registration, [SCORE], first)
        return process.get(registration, [SCORE])

    (second,) = set(at_once(*[lambda each=each: meet_a_401(each) for each in processes]))
    assert second != first
    assert asked(platform) == 2


def test_while_the_own_token_lasts_no_statement_is_sent(
    start: Start, registration: Registration, database: Database
) -> None:
    process = start()
    process.get(registration, [SCORE])
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    process.get(registration, [SCORE])
    assert statements == []


def test_threads_without_an_app_context_are_served(
    start: Start, registration: Registration
) -> None:
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(start().get, registration, [SCORE]).result(timeout=30)


def test_a_copy_of_the_database_gives_no_token_away(
    start: Start, registration: Registration, database: Database
) -> None:
    token = start().get(registration, [SCORE])
    with database.reading() as session:
        (row,) = session.execute(text("SELECT * FROM access_token")).all()

    assert row.sealed_token
    assert token not in str(row)


def test_a_token_that_was_sealed_under_another_key_counts_as_none(
    platform: Platform, start: Start, registration: Registration
) -> None:
    first = start().get(registration, [SCORE])
    second = start("another secret, also for tests only.").get(registration, [SCORE])

    assert second != first
    assert asked(platform) == 2


def test_a_token_of_another_address_is_not_used(
    platform: Platform, start: Start, registration: Registration
) -> None:
    first = start().get(registration, [SCORE])
    moved = registration_with(
        platform,
        id=registration.id,
        auth_token_url=f"{platform.addresses.token}?moved",
        auth_audience=platform.addresses.token,
    )

    assert start().get(moved, [SCORE]) != first


def test_a_database_that_is_lost_leaves_each_process_on_its_own(
    platform: Platform,
    start: Start,
    registration: Registration,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    process = start()
    table = Base.metadata.tables["access_token"]
    table.drop(database.engine)
    try:
        first = process.get(registration, [SCORE])
        assert process.get(registration, [SCORE]) == first
        process.forget(registration, [SCORE], first)
        second = process.get(registration, [SCORE])
    finally:
        table.create(database.engine)

    assert second != first
    assert asked(platform) == 2
    assert "token.unshared" in caplog.text
    assert first not in caplog.text
    assert second not in caplog.text


def test_the_network_is_not_waited_for_inside_a_transaction(
    start: Start,
    registration: Registration,
    session: PlatformSession,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exchange = session.exchange

    def exchange_outside(*given: object) -> object:
        with database.reading():  # refused where one is open already
            pass
        return exchange(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "exchange", exchange_outside)
    assert start().get(registration, [SCORE])
