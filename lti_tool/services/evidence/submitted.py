"""What instructors see of the evidence that is submitted to their course."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.differences import Differences, differences
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.people import learner_name
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.evidence.choices import ReadFramework, known_frameworks
from lti_tool.services.evidence.pages import (
    Instructor,
    KeptVersion,
    SubmittedPage,
)
from lti_tool.services.evidence.rows import ReadActivity, piece_of
from lti_tool.services.evidence.versions import as_returned, gone_files, versions_of
from lti_tool.store import enrolments, evidence, evidence_events
from lti_tool.store.database import Transaction
from lti_tool.store.handed_in import handed_in_of
from lti_tool.store.tables import Evidence

ONE_VIEW: Final = timedelta(minutes=10)
"""Whoever opens what was submitted again within this time has seen it once."""


class SubmittedEvidence:
    """Shows instructors what learners submitted to their course, and notes that they saw it."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        read_framework: ReadFramework,
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity
        self._read_framework = read_framework

    def open(self, instructor: Instructor, evidence_id: int) -> SubmittedPage:
        """One piece that is submitted to this course; its author is told who opened it.

        Raises :class:`MissingError`, also for what was withdrawn or belongs to another course.
        """
        with self._transaction() as session:
            row = evidence.find_submitted(
                session,
                evidence_id,
                tenant_id=instructor.tenant_id,
                context_id=instructor.context_id,
            )
            if row is None:
                raise MissingError(
                    "There is no such evidence in this course. Its author may have withdrawn it."
                )
            self._note_view(session, row, instructor)
            return self._page(session, row)

    def _page(self, session: Session, row: Evidence) -> SubmittedPage:
        known = known_frameworks(session, self._read_framework)
        piece = piece_of(row, read_activity=self._read_activity, frameworks=known)
        versions = versions_of(session, row)
        latest = next(iter(versions), None)
        if row.review == ReviewState.RETURNED:
            return SubmittedPage(
                piece=as_returned(session, piece, latest, row),
                author=_name_of_author(session, row),
                returned=latest,
                changes=None,
                earlier=versions[1:],
                gone_files=gone_files(session, latest, row),
            )
        return SubmittedPage(
            piece=piece,
            author=_name_of_author(session, row),
            returned=None,
            changes=self._changes(row, latest),
            earlier=versions,
        )

    def _changes(self, row: Evidence, latest: KeptVersion | None) -> Differences | None:
        if latest is None:
            return None
        return differences(latest.handed, handed_in_of(row, self._read_activity))

    def _note_view(self, session: Session, row: Evidence, instructor: Instructor) -> None:
        reader, now = instructor.person_id, self._clock()
        since = max(now - ONE_VIEW, row.submitted_at or now - ONE_VIEW)
        if reader == row.person_id or evidence_events.was_seen_since(
            session, row, person_id=reader, at=since
        ):
            return
        evidence_events.add(
            session,
            row,
            EvidenceAction.VIEWED,
            person_id=reader,
            at=now,
        )


def _name_of_author(session: Session, row: Evidence) -> str:
    author = enrolments.find_person(session, row.person_id, tenant_id=row.tenant_id)
    name, is_test = (author.name, author.is_test) if author else (None, False)
    return learner_name(name, row.person_id, is_test=is_test)
