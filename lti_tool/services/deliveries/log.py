"""The scores of a course for its instructors: whether they arrived, and what to do if not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.people import instructor_name, learner_name
from lti_tool.learning.portfolio import Paging
from lti_tool.learning.score_advice import (
    GONE,
    HELD_UP,
    NOT_COMPARED,
    UNDONE,
    what_differs,
    what_to_do,
    why_and_what,
    why_not_compared,
    zero_advice,
)
from lti_tool.learning.score_checks import ScoreDifference
from lti_tool.learning.scores import DeliveryState, ScoreStatus
from lti_tool.services.deliveries.resending import may_send_again
from lti_tool.store import platform_paces, score_checks, score_log, score_statuses
from lti_tool.store.database import Transaction
from lti_tool.store.score_checks import Comparison
from lti_tool.store.score_log import FoundScore, ScoreShown, ScoresSought

PAGE: Final = 50
"""How many scores one page of the log has."""


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """One score of a course, as its instructors see it."""

    id: int
    learner: str
    activity_title: str
    """As the course calls it."""
    attempt_number: int
    status: ScoreStatus
    comment: str | None
    """What went, or goes, to the gradebook with it."""
    tries: int
    next_try_at: datetime | None
    asked_by: str | None
    """Who had it sent again, at ``asked_at``."""
    asked_at: datetime
    is_newest: bool
    advice: str
    may_leave: bool
    """Whether the gradebook shows something else, and nobody has said that it is to stay so."""
    says: str
    """Why it is where it is, and the advice; "" where nothing is to be said."""
    may_send_again: bool


@dataclass(frozen=True, kw_only=True)
class ScoresPage:
    """One page of the score log."""

    sought: ScoresSought
    lines: tuple[ScoreLine, ...]
    paging: Paging
    counts: Mapping[ScoreShown, int]
    """By what is shown, whatever else is looked for."""
    activities: tuple[tuple[str, str], ...]
    """Code and title of those that scores here are of."""
    comparison: Comparison | None
    """Where those are shown that differ: whether the gradebook was looked at. A trouble is "" where
    it passes by itself."""


class ContextScores:
    """Shows instructors the scores of their course. It changes nothing."""

    def __init__(self, *, reading: Transaction, families: Mapping[str, FamilyRules]) -> None:
        self._reading = reading
        self._families = families

    def page(self, sought: ScoresSought, number: int = 1) -> ScoresPage:
        """One page of the scores that fit, the newest first."""
        here = {"tenant_id": sought.tenant_id, "context_id": sought.context_id}
        with self._reading() as session:
            total = score_log.count_found(session, sought)
            paging = Paging.within(number, size=PAGE, total=total)
            rows = score_log.list_found(session, sought, most=PAGE, skip=paging.skip)
            failing = platform_paces.list_failing(session)
            return ScoresPage(
                sought=sought,
                lines=tuple(
                    _line(row, rules_of(self._families, row.family), failing) for row in rows
                ),
                paging=paging,
                counts=score_log.count_shown(session, **here),
                activities=tuple(score_log.list_activities(session, **here)),
                comparison=_comparison(session, sought)
                if sought.shown is ScoreShown.DIFFERENT
                else None,
            )


def _comparison(session: Session, sought: ScoresSought) -> Comparison:
    found = score_checks.find_comparison(
        session, tenant_id=sought.tenant_id, context_id=sought.context_id
    )
    said = {why_not_compared(trouble) for trouble in found.troubles}
    return replace(found, troubles=tuple(sorted(said)))


def _line(row: FoundScore, rules: FamilyRules, failing: Mapping[int, Collection[int]]) -> ScoreLine:
    delivery = row.delivery
    status = score_statuses.status_of(
        delivery, row.check, failing=failing, is_over_finding=row.is_over_finding
    )
    status = replace(status, earlier=row.earlier)
    advice = _advice(row, status, rules)
    learner = delivery.person
    is_waiting = status.state is DeliveryState.RETRYING and not status.is_held_up
    return ScoreLine(
        id=delivery.id,
        learner=learner_name(learner.name, learner.id, is_test=learner.is_test),
        activity_title=row.link_title or delivery.attempt.activity_version.title,
        attempt_number=delivery.attempt.number,
        status=status,
        comment=delivery.comment,
        tries=delivery.tries,
        next_try_at=delivery.due_at if is_waiting else None,
        asked_by=instructor_name(delivery.asker.name) if delivery.asker else None,
        asked_at=delivery.created_at,
        is_newest=row.is_newest,
        advice=advice,
        may_leave=status.difference is not None and status.difference.agreed_at is None,
        says=why_and_what(status.said, advice),
        may_send_again=may_send_again(row),
    )


def _advice(row: FoundScore, status: ScoreStatus, rules: FamilyRules) -> str:
    """What is to be done about the newest one; a newer one has settled what was with the rest."""
    if status.difference:
        return _about_difference(row, status.difference, rules)
    if row.is_newest and row.is_undone:
        return UNDONE if status.state is DeliveryState.DELIVERED else ""
    if not row.is_newest or (status.given is None and not status.is_under_way):
        return ""
    return _on_the_way(status, rules) or what_to_do(
        status.state, status.reason, has_column=row.has_column
    )


def _about_difference(row: FoundScore, found: ScoreDifference, rules: FamilyRules) -> str:
    """What is to be done about what the gradebook holds; nothing where somebody has left it so."""
    if found.agreed_at is not None:
        return ""
    if row.is_column_gone:
        return GONE
    return what_differs(found.finding, rules.override_note) if may_send_again(row) else ""


def _on_the_way(status: ScoreStatus, rules: FamilyRules) -> str:
    """What there is to know about one that is under way, or has arrived."""
    if status.is_held_up:
        return HELD_UP
    if status.state is DeliveryState.DELIVERED and status.is_over_finding:
        return NOT_COMPARED
    return zero_advice(status, rules)
