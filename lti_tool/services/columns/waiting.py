"""Scores that waited for a column: they go into the outbox once it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.columns import says_gone
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.scores import UNDER_WAY, DeliveryState, ScoreDue, progress_of
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.store import attempts, decisions, deliveries, placed_columns
from lti_tool.store.standing_scores import ReadActivity, points_of
from lti_tool.store.tables import Attempt, LineItem, ResourceLink, ScoreDelivery


@dataclass(frozen=True, kw_only=True)
class WaitingScores:
    """Puts into the outbox what the learners of a link have, and its column does not."""

    read_activity: ReadActivity
    families: Mapping[str, FamilyRules]

    def send(
        self, session: Session, link: ResourceLink, column: LineItem, now: datetime, *, is_new: bool
    ) -> int:
        """Let the newest score of each learner go to a column: how many did.

        To a column that ``is_new`` all of them go; else those that were never sent there, that were
        refused because it was gone, or that have changed meanwhile.
        """
        newest = placed_columns.list_newest(session, column)
        sent = 0
        for attempt in attempts.list_last_submitted(
            session,
            tenant_id=link.tenant_id,
            context_id=link.context_id,
            resource_link_id=link.id,
        ):
            due = self._due(session, attempt)
            if due is not None and (is_new or _is_missing(due, newest.get(attempt.person_id))):
                sent += deliveries.add_due(session, attempt, due, scope=SCORE_SCOPE, now=now)
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


def _is_missing(due: ScoreDue, newest: ScoreDelivery | None) -> bool:
    if newest is None:
        return True
    if newest.state == DeliveryState.REFUSED and says_gone(newest.reason):
        return True
    is_same = (newest.given, newest.maximum) == (due.given, due.maximum)
    return not is_same and newest.state not in UNDER_WAY
