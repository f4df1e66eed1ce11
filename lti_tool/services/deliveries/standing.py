"""Where scores stand: for their learner and for the operator."""

from dataclasses import dataclass
from datetime import datetime

from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import ScoreStatus
from lti_tool.store import deliveries
from lti_tool.store.database import Transaction


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
