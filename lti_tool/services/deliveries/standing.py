"""Where scores stand: for their learner, for the instructors of their context, for the operator."""

from dataclasses import dataclass
from datetime import datetime

from lti_tool.learning.people import learner_name
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import ScoreStatus
from lti_tool.store import deliveries
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Person

_MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class ContextScore:
    """One score of a context, as its instructors see it."""

    learner: str
    activity_title: str
    attempt_number: int
    status: ScoreStatus


@dataclass(frozen=True, kw_only=True)
class BacklogRow:
    """A score that has not arrived, as the operator sees it: no name, no answer."""

    id: int
    platform: str
    resource_link: str
    state: str
    since: datetime
    tries: int
    due_at: datetime
    reason: str | None


class ScoreLog:
    """Says where scores stand. It changes nothing."""

    def __init__(self, *, reading: Transaction) -> None:
        self._reading = reading

    def score_of_attempt(self, attempt_id: int, *, tenant_id: int, person_id: int) -> ScoreStatus:
        """Where the score of somebody's own attempt stands; raises :class:`MissingError`."""
        with self._reading() as session:
            status = deliveries.find_status(
                session, attempt_id, tenant_id=tenant_id, person_id=person_id
            )
        if status is None:
            raise MissingError("No score belongs to this attempt.")
        return status

    def scores_of_context(self, *, tenant_id: int, context_id: int) -> tuple[ContextScore, ...]:
        """The newest scores of a context, for its instructors."""
        with self._reading() as session:
            rows = deliveries.list_of_context(
                session, tenant_id=tenant_id, context_id=context_id, most=_MOST_SHOWN
            )
            return tuple(
                ContextScore(
                    learner=_named(row.person),
                    activity_title=row.attempt.activity_version.title,
                    attempt_number=row.attempt.number,
                    status=deliveries.status_of(row),
                )
                for row in rows
            )

    def backlog(self) -> tuple[BacklogRow, ...]:
        """What has not arrived, of all tenants, for the operator."""
        with self._reading() as session:
            return tuple(
                BacklogRow(
                    id=row.id,
                    platform=registration.name,
                    resource_link=link.external_id,
                    state=row.state,
                    since=row.changed_at,
                    tries=row.tries,
                    due_at=row.due_at,
                    reason=row.reason,
                )
                for row, link, registration in deliveries.list_backlog(session)
            )


def _named(learner: Person) -> str:
    return learner_name(learner.name, learner.id, is_test=learner.is_test)
