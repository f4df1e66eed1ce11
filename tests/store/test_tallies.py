from datetime import timedelta

from lti_tool.app.database import Database
from lti_tool.store import tallies
from tests.store.rows import NOW
from tests.store.threads import at_once

MINUTE = timedelta(minutes=1)


def counted(database: Database, whose: str = "somebody", *, after: timedelta = timedelta()) -> int:
    with database.transaction() as session:
        return tallies.count(session, "refusal", whose, now=NOW + after, lasts=MINUTE)


def test_each_one_is_counted_apart(database: Database) -> None:
    assert [counted(database), counted(database), counted(database, "another")] == [1, 2, 1]
    with database.reading() as session:
        assert tallies.read(session, "refusal", "somebody", now=NOW) == 2
        assert tallies.read(session, "refusal", "nobody", now=NOW) == 0
        assert tallies.read(session, "something else", "somebody", now=NOW) == 0


def test_counting_begins_anew_when_its_time_has_ended(database: Database) -> None:
    counted(database)
    assert counted(database, after=MINUTE - timedelta(seconds=1)) == 2
    assert counted(database, after=MINUTE) == 1
    assert counted(database, after=2 * MINUTE - timedelta(seconds=1)) == 2


def test_what_has_ended_is_forgotten_and_reads_as_nothing(database: Database) -> None:
    counted(database)
    with database.transaction() as session:
        assert tallies.read(session, "refusal", "somebody", now=NOW + MINUTE) == 0
        tallies.forget_ended(session, now=NOW + MINUTE)
        assert tallies.read(session, "refusal", "somebody", now=NOW) == 0


def test_none_is_lost_when_many_count_at_once(database: Database) -> None:
    counts = at_once(*[lambda: counted(database)] * 8)

    assert sorted(counts) == list(range(1, 9))
