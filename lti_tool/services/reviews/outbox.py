"""What a decision sends to the gradebook: points, words that go with them, or that it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.judging import is_assessed, progress_of_return
from lti_tool.learning.scores import ScoreDue, progress_of
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.reviews.rows import ReadActivity
from lti_tool.store import decisions, deliveries, undone_scores
from lti_tool.store.standing_scores import points_of
from lti_tool.store.tables import Attempt


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Puts scores of one attempt into the outbox as decisions about it come and go."""

    session: Session
    attempt: Attempt
    activity: Activity
    read_activity: ReadActivity
    families: Mapping[str, FamilyRules]
    now: datetime

    @property
    def words(self) -> str:
        """What goes to the gradebook with each score."""
        return decisions.gradebook_words(self.session, self.attempt)

    def after_decision(self, words_before: str) -> None:
        """Send the points that were decided; else the same points, where the words are others."""
        if is_assessed(self.activity) or self.words != words_before:
            self._send(self._points())

    def after_return(self, words_before: str) -> None:
        """Say that it goes on; or send the points that there are, where the words are others."""
        points = self._points()
        if points is None:
            self._tell(progress_of_return(self.activity, self.words))
        elif self.words != words_before:
            self._send(points)

    def after_undo(self, words_before: str, *, had_points: bool, was_return: bool) -> None:
        """Send what counts again; what has no score any more is not sent, if it was not yet.

        Where no score with points was ever sent, the gradebook is told again that it waits.
        """
        points = self._points()
        if points is not None and (had_points or self.words != words_before):
            self._send(points)
        elif points is None and had_points:
            undone_scores.leave_out(self.session, self.attempt, now=self.now)
            self._tell(progress_of(self.activity, words=self.words))
        elif points is None and was_return:
            self._tell(progress_of(self.activity, words=self.words))

    def _points(self) -> ScoreDue | None:
        """The score that counts now, with the words that go with it."""
        return points_of(self.session, self.attempt, self.activity, self.read_activity)

    def _tell(self, progress: ScoreDue | None) -> None:
        if deliveries.tells_progress(self.session, self.attempt, self.families):
            self._send(progress)

    def _send(self, due: ScoreDue | None) -> None:
        if due is not None:
            deliveries.add_due(self.session, self.attempt, due, scope=SCORE_SCOPE, now=self.now)
