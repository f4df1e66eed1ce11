"""Conditions on scores and their states, each written so that the right index is used."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import aliased

from lti_tool.learning.scores import UNDER_WAY, DeliveryState
from lti_tool.store.tables import ScoreDelivery


def is_in(states: Collection[DeliveryState]) -> ColumnElement[bool]:
    """Whether each score is in one of these states, which are of one index.

    They are written into the statement, not bound to it: only then does a database see that the
    index has all such scores, and never looks at those that arrived.
    """
    if len(states) == 1:
        return ScoreDelivery.state == literal_column(f"'{next(iter(states))}'")
    return ScoreDelivery.state.in_([literal_column(f"'{state}'") for state in states])


def is_queued() -> ColumnElement[bool]:
    """Whether each score waits for a worker."""
    return is_in((DeliveryState.WAITING, DeliveryState.RETRYING))


def is_sending() -> ColumnElement[bool]:
    """Whether each score is in the hands of a worker."""
    return is_in((DeliveryState.SENDING,))


def is_newest() -> ColumnElement[bool]:
    """Whether none newer of the same learner and column has followed each score.

    By the largest number there: each score has few beside it, where PostgreSQL would read the whole
    table to find those that have a newer one.
    """
    other = aliased(ScoreDelivery)
    newest = select(func.max(other.id)).where(
        other.line_item_id == ScoreDelivery.line_item_id,
        other.person_id == ScoreDelivery.person_id,
    )
    return ScoreDelivery.id == newest.correlate(ScoreDelivery).scalar_subquery()


def is_beside_one_under_way() -> ColumnElement[bool]:
    """Whether something of the same learner and column is on its way; by its number, as above."""
    other = aliased(ScoreDelivery)
    latest = select(func.max(other.id)).where(
        other.line_item_id == ScoreDelivery.line_item_id,
        other.person_id == ScoreDelivery.person_id,
        other.state.in_(UNDER_WAY),
    )
    return latest.correlate(ScoreDelivery).scalar_subquery().is_not(None)
