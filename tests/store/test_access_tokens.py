from datetime import timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.store import access_tokens
from lti_tool.store.tables import AccessToken
from tests.store.rows import NOW, a_registration
from tests.store.threads import at_once

URL = "https://lms.example/token"
SCOPES = "scope/a scope/b"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def whose(database: Database) -> int:
    with database.transaction() as session:
        return a_registration(session).id


def asked(
    database: Database, whose: int, scopes: str = SCOPES, *, after: timedelta = timedelta()
) -> bool:
    now = NOW + after
    with database.transaction() as session:
        return access_tokens.ask(
            session, whose, scopes, auth_token_url=URL, now=now, until=now + MINUTE
        )


def keep(database: Database, whose: int, sealed: str, url: str = URL) -> None:
    lasts = (NOW + 3 * MINUTE, NOW + 4 * MINUTE)
    with database.transaction() as session:
        access_tokens.keep(session, whose, SCOPES, auth_token_url=url, sealed=sealed, lasts=lasts)


def drop(database: Database, whose: int, sealed: str) -> None:
    with database.transaction() as session:
        access_tokens.drop(session, whose, SCOPES, sealed)


def known(database: Database, whose: int) -> AccessToken:
    with database.reading() as session:
        row = access_tokens.load(session, whose, SCOPES)
    assert row is not None
    return row


def test_nothing_is_known_of_a_token_that_nobody_asked_for(database: Database, whose: int) -> None:
    with database.reading() as session:
        assert access_tokens.load(session, whose, SCOPES) is None


def test_the_token_that_was_given_last_is_kept(database: Database, whose: int) -> None:
    keep(database, whose, "first")
    keep(database, whose, "second", "https://lms.example/another")
    row = known(database, whose)

    assert (row.sealed_token, row.auth_token_url) == ("second", "https://lms.example/another")
    assert (row.renew_from, row.good_until) == (NOW + 3 * MINUTE, NOW + 4 * MINUTE)


def test_one_asks_until_there_is_a_token(database: Database, whose: int) -> None:
    assert asked(database, whose)
    assert not asked(database, whose)
    assert asked(database, whose, "scope/a"), "other scopes are another token"

    keep(database, whose, "first")
    assert asked(database, whose)
    assert known(database, whose).sealed_token == "first"


def test_one_asks_until_it_gives_the_right_back(database: Database, whose: int) -> None:
    keep(database, whose, "first")
    asked(database, whose)
    with database.transaction() as session:
        access_tokens.give_back(session, whose, SCOPES)

    assert known(database, whose).sealed_token == "first"
    assert asked(database, whose)


def test_nobody_waits_for_ever_for_one_who_died_while_it_asked(
    database: Database, whose: int
) -> None:
    asked(database, whose)

    assert not asked(database, whose, after=MINUTE - timedelta(seconds=1))
    assert asked(database, whose, after=MINUTE)


def test_of_many_who_ask_at_once_one_may(database: Database, whose: int) -> None:
    assert sorted(at_once(*[lambda: asked(database, whose)] * 8)) == [False] * 7 + [True]


def test_a_token_is_dropped_but_none_that_came_after_it(database: Database, whose: int) -> None:
    keep(database, whose, "second")
    drop(database, whose, "first")
    assert known(database, whose).sealed_token == "second"

    drop(database, whose, "second")
    row = known(database, whose)
    assert (row.sealed_token, row.renew_from, row.good_until) == (None, None, None)
