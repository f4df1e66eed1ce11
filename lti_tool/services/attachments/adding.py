"""Adding files to an attempt or to own evidence, and removing them again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.exchange.uploads import Examined
from lti_tool.learning.activities import Activity
from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import Audience
from lti_tool.learning.files import MOST_WITH_EVIDENCE, AttachedFile, FileLimits
from lti_tool.learning.handed_in import from_kept
from lti_tool.learning.parts import FileType, Upload
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.attachments.receiving import FILE_FIELD, Brought, Receiving
from lti_tool.store import as_submitted, attempts, evidence, evidence_events
from lti_tool.store.attachments import AttachmentFolder, files_of
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Attachment, Attempt, Evidence

SUBMITTED = "This attempt has been submitted. Its files cannot change any more."


@dataclass(frozen=True, kw_only=True)
class FileOwner:
    """Whose files they are, and the placement that their visit came from."""

    tenant_id: int
    person_id: int
    resource_link_id: int | None


@dataclass(frozen=True, kw_only=True)
class EvidenceFiles:
    """The files of a piece of evidence, for its author."""

    evidence_id: int
    title: str
    files: tuple[AttachedFile, ...]
    is_returned: bool
    """Whether an instructor returned it, so that others read it as it was submitted."""
    most: int = MOST_WITH_EVIDENCE
    types: tuple[FileType, ...] = tuple(FileType)


class Attachments:
    """Keeps files with upload parts and with own evidence, each whole or not at all."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        read_activity: Callable[[str], Activity],
        folder: AttachmentFolder,
        receiving: Receiving,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._read_activity = read_activity
        self._folder = folder
        self._receiving = receiving

    @property
    def limits(self) -> FileLimits:
        """How much there may be."""
        return self._receiving.limits

    def add_to_attempt(
        self, owner: FileOwner, attempt_id: int, part_key: str, brought: Brought
    ) -> None:
        """Add a file to an upload part of an open attempt.

        Raises :class:`MissingError`, :class:`PassedError`, and :class:`FieldsError` when the file
        cannot be kept.
        """
        with self._reading() as session:  # strangers are turned away before a file is looked at
            part = self._upload(self._attempt(session, owner, attempt_id), part_key)
        found = self._receiving.examined(brought, part.types)
        with (
            self._folder.holding(owner.tenant_id, found.content) as stored_as,
            self._transaction() as session,
        ):
            attempt, returned = self._changing(session, owner, attempt_id)
            there = [one for one in attempt.attachments if one.part_key == part.key]
            _check_number(there, part.most, "This part")
            row = self._row(owner, found, stored_as)
            row.attempt_id, row.part_key = attempt.id, part.key
            self._receiving.keep(session, row)
            attempt.saved_at = self._clock()
            if returned is not None:
                evidence_events.add_change(session, returned, at=attempt.saved_at)

    def remove_from_attempt(
        self, owner: FileOwner, attempt_id: int, part_key: str, attachment_id: int
    ) -> None:
        """Remove a file from an open attempt; nothing happens when it is gone already.

        What was handed in and returned is there for instructors until it is submitted again.
        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._transaction() as session:
            attempt, returned = self._changing(session, owner, attempt_id)
            there = [one for one in attempt.attachments if one.part_key == part_key]
            found = _found(there, attachment_id)
            attempt.saved_at = self._clock()
            if found is not None and returned is not None:
                evidence_events.add_change(session, returned, at=attempt.saved_at)
            gone = _take_out(session, found, returned)
        self._discard(owner, gone)

    def add_to_evidence(self, owner: FileOwner, evidence_id: int, brought: Brought) -> None:
        """Add a file to one's own evidence that has no activity and is not submitted, or returned.

        Raises :class:`MissingError`, :class:`PassedError`, :class:`FieldsError`.
        """
        with self._reading() as session:
            _evidence(session, owner, evidence_id)
        found = self._receiving.examined(brought, tuple(FileType))
        with (
            self._folder.holding(owner.tenant_id, found.content) as stored_as,
            self._transaction() as session,
        ):
            attempts.hold_person(session, tenant_id=owner.tenant_id, person_id=owner.person_id)
            piece = _evidence(session, owner, evidence_id, lock=True)
            _check_number(piece.attachments, MOST_WITH_EVIDENCE, "This evidence")
            row = self._row(owner, found, stored_as)
            row.evidence_id = piece.id
            self._receiving.keep(session, row)
            piece.changed_at = self._clock()
            evidence_events.add_change(session, piece, at=piece.changed_at)

    def remove_from_evidence(self, owner: FileOwner, evidence_id: int, attachment_id: int) -> None:
        """Remove a file from one's own evidence; nothing happens when it is gone already.

        What was handed in and returned is there for instructors until it is submitted again.
        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._transaction() as session:
            attempts.hold_person(session, tenant_id=owner.tenant_id, person_id=owner.person_id)
            piece = _evidence(session, owner, evidence_id, lock=True)
            found = _found(piece.attachments, attachment_id)
            piece.changed_at = self._clock()
            if found is not None:
                evidence_events.add_change(session, piece, at=piece.changed_at)
            gone = _take_out(session, found, piece)
        self._discard(owner, gone)

    def of_evidence(self, owner: FileOwner, evidence_id: int) -> EvidenceFiles:
        """The files of one's own evidence, to be changed.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._reading() as session:
            piece = _evidence(session, owner, evidence_id)
            return EvidenceFiles(
                evidence_id=piece.id,
                title=piece.title,
                files=files_of(piece.attachments),
                is_returned=piece.review == ReviewState.RETURNED,
            )

    def _attempt(
        self, session: Session, owner: FileOwner, attempt_id: int, *, lock: bool = False
    ) -> Attempt:
        attempt = attempts.find(
            session,
            attempt_id,
            tenant_id=owner.tenant_id,
            person_id=owner.person_id,
            resource_link_id=owner.resource_link_id,
            lock=lock,
        )
        if attempt is None:
            raise MissingError("There is no such attempt of yours.")
        if attempt.state not in OPEN_STATES:
            raise PassedError(SUBMITTED)
        return attempt

    def _changing(
        self, session: Session, owner: FileOwner, attempt_id: int
    ) -> tuple[Attempt, Evidence | None]:
        """Lock an open attempt, and what it left if that was returned."""
        of_it = {"tenant_id": owner.tenant_id, "person_id": owner.person_id}
        returned = evidence.find_returned(session, attempt_id, **of_it)
        attempt = self._attempt(session, owner, attempt_id, lock=True)
        if returned is None and evidence.is_returned(session, attempt_id, **of_it):
            raise PassedError(SUBMITTED)  # as it was when this was asked for
        return attempt, returned

    def _upload(self, attempt: Attempt, part_key: str) -> Upload:
        activity = self._read_activity(attempt.activity_version.document)
        part = next((one for one in activity.parts if one.key == part_key), None)
        if not isinstance(part, Upload):
            raise MissingError("This activity has no such part to hand files in.")
        return part

    def _row(self, owner: FileOwner, found: Examined, stored_as: str) -> Attachment:
        return Attachment(
            tenant_id=owner.tenant_id,
            person_id=owner.person_id,
            name=found.name,
            stored_as=stored_as,
            type=found.type,
            size=len(found.content),
            added_at=self._clock(),
        )

    def _discard(self, owner: FileOwner, gone: Attachment | None) -> None:
        if gone is not None:
            self._folder.discard(owner.tenant_id, gone.stored_as)


def _evidence(
    session: Session, owner: FileOwner, evidence_id: int, *, lock: bool = False
) -> Evidence:
    """One's own evidence that files can be added to."""
    piece = evidence.find_own(
        session,
        evidence_id,
        tenant_id=owner.tenant_id,
        person_id=owner.person_id,
        lock=lock,
    )
    if piece is None or piece.attempt_id is not None:
        raise MissingError("There is no such evidence of yours that files can be added to.")
    if piece.audience == Audience.SUBMITTED and piece.review != ReviewState.RETURNED:
        raise PassedError(
            "This evidence is submitted to a course, so its files cannot change. Withdraw it first."
        )
    return piece


def _check_number(there: Sequence[Attachment], most: int, what: str) -> None:
    if len(there) >= most:
        files = "one file" if most == 1 else f"up to {most} files"
        said = f"{what} takes {files}. Remove one before you add another"
        raise FieldsError({FILE_FIELD: said})


def _found(there: Sequence[Attachment], attachment_id: int) -> Attachment | None:
    return next((one for one in there if one.id == attachment_id), None)


def _take_out(
    session: Session, found: Attachment | None, piece: Evidence | None
) -> Attachment | None:
    """Take a file out; gives it where nobody may open it any more, so that it goes."""
    if found is None:
        return None
    version = as_submitted.returned_version(session, piece) if piece else None
    handed_in = from_kept(version.content).files if version else ()
    if version is None or found.stored_as not in {one.kept_as for one in handed_in}:
        session.delete(found)
        return found
    found.attempt_id, found.part_key, found.evidence_id = None, None, None
    found.returned_with = version.decision_id
    return None
