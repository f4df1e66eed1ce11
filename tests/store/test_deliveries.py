from sqlalchemy import select

from lti_tool.app.database import Database
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import deliveries
from lti_tool.store.tables import ScoreDelivery
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.scores import TICK, add, keep, look


def add_to(database: Database, world: World, **given: object) -> int:
    """Put a delivery in the outbox as a use case does."""
    with database.transaction() as session:
        number = len(session.scalars(select(ScoreDelivery.id)).all()) + 1
        return add(session, a_delivery(world, an_attempt(session, world, number), **given))


def test_a_newer_score_takes_the_place_of_those_still_queued(database: Database) -> None:
    world = a_world(database)
    waiting = keep(database, world)
    retrying = keep(database, world, state=DeliveryState.RETRYING)
    add_to(database, world, created_at=NOW + TICK)
    for each in (waiting, retrying):
        row = look(database, each)
        assert (row.state, row.reason) == ("superseded", "A newer score took its place.")
        assert row.changed_at == NOW + TICK


def test_a_newer_score_leaves_alone_what_is_settled_or_being_sent(database: Database) -> None:
    world = a_world(database)
    states = ["sending", "delivered", "refused", "given_up"]
    ids = [keep(database, world, state=state) for state in states]
    add_to(database, world)
    assert [look(database, each).state for each in ids] == states


def test_a_newer_score_leaves_those_of_other_learners_and_columns_alone(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, "two")
    mei = another_learner(database, world, "5")
    ids = [keep(database, world, mei), keep(database, other)]
    add_to(database, world)
    assert [look(database, each).state for each in ids] == ["waiting", "waiting"]


def test_a_score_knows_whether_a_newer_one_of_the_same_learner_and_column_is_there(
    database: Database,
) -> None:
    world = a_world(database)
    first = keep(database, world)
    keep(database, world, another_learner(database, world, "5"))
    with database.reading() as session:
        assert not deliveries.has_newer(session, session.get_one(ScoreDelivery, first))
    second = keep(database, world)
    with database.reading() as session:
        assert deliveries.has_newer(session, session.get_one(ScoreDelivery, first))
        assert not deliveries.has_newer(session, session.get_one(ScoreDelivery, second))
