from datetime import timedelta

from lti_tool.app.database import Database
from lti_tool.store import logins
from tests.store.rows import NOW, a_login, a_registration
from tests.store.threads import at_once


def keep(database: Database, *keys: str) -> None:
    with database.transaction() as session:
        registration = a_registration(session)
        for key in keys:
            logins.add(session, a_login(registration, key), now=NOW)


def test_a_login_is_found_until_it_ends(database: Database) -> None:
    keep(database, "state")
    with database.reading() as session:
        ends_at = NOW + timedelta(minutes=10)
        found = logins.find(session, "state", now=ends_at)
        assert found is not None
        assert (found.nonce, found.ends_at) == ("nonce", ends_at)
        assert logins.find(session, "state", now=ends_at + timedelta(seconds=1)) is None
        assert logins.find(session, "other", now=NOW) is None


def test_a_login_is_spent_once(database: Database) -> None:
    keep(database, "state", "other")
    with database.transaction() as session:
        assert logins.spend(session, "state")
    with database.transaction() as session:
        assert not logins.spend(session, "state")
        assert logins.find(session, "state", now=NOW) is None
        assert logins.spend(session, "other")


def test_of_many_launches_with_one_login_exactly_one_passes(database: Database) -> None:
    def spend(key: str) -> bool:
        with database.transaction() as session:
            return logins.spend(session, key)

    keys = [f"state-{number}" for number in range(5)]
    keep(database, *keys)
    for key in keys:
        spent = at_once(*[lambda key=key: spend(key)] * 6)
        assert sorted(spent) == [False, False, False, False, False, True]


def test_a_spent_login_is_there_again_when_the_launch_after_it_fails(database: Database) -> None:
    keep(database, "state")

    def fail() -> None:
        with database.transaction() as session:
            logins.spend(session, "state")
            raise ArithmeticError

    for _ in range(2):
        try:
            fail()
        except ArithmeticError:
            continue
    with database.transaction() as session:
        assert logins.spend(session, "state")


def test_logins_that_ended_are_forgotten_when_another_begins(database: Database) -> None:
    keep(database, "old")
    later = NOW + timedelta(minutes=11)
    with database.transaction() as session:
        registration = a_registration(session, "two")
        logins.add(session, a_login(registration, "new", ends_at=later), now=later)
    with database.reading() as session:
        assert logins.find(session, "old", now=NOW) is None
        assert logins.find(session, "new", now=later) is not None
