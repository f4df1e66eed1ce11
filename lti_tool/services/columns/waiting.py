"""Scores that waited for a column: they go into the outbox once it is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from sqlalchemy.orm import Session

from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.columns import says_gone
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.score_checks import CheckFinding, Points, compare
from lti_tool.learning.scores import UNDER_WAY, DeliveryState, ScoreDue, progress_of
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.store import attempts, decisions, deliveries, placed_columns
from lti_tool.store.standing_scores import ReadActivity, points_of
from lti_tool.store.tables import Attempt, LineItem, ResourceLink, ScoreDelivery

_OTHERS: Final = "The gradebook holds a score that did not come from here; it was left alone."


@dataclass(frozen=True, kw_only=True)
class WaitingScores:
    """Puts into the outbox what the learners of a link have, and its column does not."""

    read_activity: ReadActivity
    families: Mapping[str, FamilyRules]

    def send(
        self,
        session: Session,
        link: ResourceLink,
        column: LineItem,
        now: datetime,
        held: Mapping[str, Points],
        *,
        is_new: bool,
    ) -> int:
        """Let the newest score of each learner go to a column: how many did.

        To a column that ``is_new`` all of them go; else those that were never sent there, that were
        refused because it was gone, or that have changed meanwhile. Whoever's points are ``held``
        there that were never sent keeps these: it is for an instructor to replace them.
        """
        newest = placed_columns.list_newest(session, column)
        others = _Others.read(session, link, column, held)
        sent = 0
        for attempt in attempts.list_last_submitted(
            session,
            tenant_id=link.tenant_id,
            context_id=link.context_id,
            resource_link_id=link.id,
        ):
            due, last = self._due(session, attempt), newest.get(attempt.person_id)
            if due is None or not (is_new or _is_missing(due, last)):
                continue
            is_left = others.hold(attempt, due)
            if is_left and last is not None and last.state != DeliveryState.REFUSED:
                continue  # comparing tells of it
            is_added = deliveries.add_due(session, attempt, due, scope=SCORE_SCOPE, now=now)
            if is_added and is_left:
                placed_columns.leave_out(session, column, attempt.person_id, _OTHERS, now=now)
            sent += is_added and not is_left
        return sent

    def _due(self, session: Session, attempt: Attempt) -> ScoreDue | None:
        """The points that count now; or that somebody has to decide, where that may be told."""
        activity = self.read_activity(attempt.activity_version.document)
        points = points_of(session, attempt, activity, self.read_activity)
        if points is not None or attempt.state != AttemptState.AWAITING_REVIEW:
            return points
        if not deliveries.tells_progress(session, attempt, self.families):
            return None
        return progress_of(activity, decisions.gradebook_words(session, attempt))


@dataclass(frozen=True, kw_only=True)
class _Others:
    """Who has points in a column that are not to be sent now, and never were."""

    held: Mapping[str, Points]
    sent: Mapping[str, Sequence[Points]]
    subjects: Mapping[int, str]

    @classmethod
    def read(
        cls, session: Session, link: ResourceLink, column: LineItem, held: Mapping[str, Points]
    ) -> Self:
        if not held:
            return cls(held={}, sent={}, subjects={})
        return cls(
            held=held,
            sent=placed_columns.list_sent(session, column),
            subjects=placed_columns.list_subjects(session, link),
        )

    def hold(self, attempt: Attempt, due: ScoreDue) -> bool:
        subject = self.subjects.get(attempt.person_id, "")
        held = self.held.get(subject)
        if held is None:
            return False
        ours = [*self.sent.get(subject, ())]
        if due.given is not None:
            ours.append(Points(given=due.given, maximum=due.maximum))
        return all(compare(held, one) is CheckFinding.OVERRIDDEN for one in ours)


def _is_missing(due: ScoreDue, newest: ScoreDelivery | None) -> bool:
    if newest is None:
        return True
    if newest.state == DeliveryState.REFUSED and says_gone(newest.reason):
        return True
    is_same = (newest.given, newest.maximum) == (due.given, due.maximum)
    return not is_same and newest.state not in UNDER_WAY
