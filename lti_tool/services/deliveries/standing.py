"""Where the score of an attempt stands, for its learner."""

from collections.abc import Mapping

from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.score_advice import about_zero, is_earlier_kept, zero_advice
from lti_tool.learning.scores import ScoreStatus
from lti_tool.store import score_statuses
from lti_tool.store.database import Transaction


class ScoreLog:
    """Says where scores stand. It changes nothing."""

    def __init__(self, *, reading: Transaction, families: Mapping[str, FamilyRules]) -> None:
        self._reading = reading
        self._families = families

    def note_on(self, status: ScoreStatus) -> str:
        """What there is to know of a score in this gradebook; "" for nothing."""
        return about_zero(status, rules_of(self._families, status.family))

    def advice_on(self, status: ScoreStatus) -> str:
        """The same for instructors, with what to do about it."""
        return zero_advice(status, rules_of(self._families, status.family))

    def is_earlier_kept(self, status: ScoreStatus) -> bool:
        """Whether the gradebook may still show the score before it."""
        return is_earlier_kept(status, rules_of(self._families, status.family))

    def on_replacing(self, status: ScoreStatus) -> str:
        """What there is to know of replacing a score in this gradebook; "" for nothing."""
        return rules_of(self._families, status.family).zero_after_note

    def score_of_attempt(self, attempt_id: int, *, tenant_id: int, person_id: int) -> ScoreStatus:
        """Where the score of somebody's own attempt stands; raises :class:`MissingError`."""
        with self._reading() as session:
            status = score_statuses.find(
                session, attempt_id, tenant_id=tenant_id, person_id=person_id
            )
        if status is None:
            raise MissingError("No score belongs to this attempt.")
        return status
