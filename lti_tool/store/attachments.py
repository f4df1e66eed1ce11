"""Attachments: their rows, and their bytes in a folder for each tenant under random names.

A file is there before its row is committed, and goes after its row has gone: so a row has its file,
whatever ends the process. What that leaves behind is a file without a row, which is tidied away.
"""

import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from lti_tool.learning.evidence import Audience
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.parts import FileType
from lti_tool.store.tables import Attachment, Evidence, ReturnedVersion, Tenant

_UNFINISHED: Final = ".part"


class AttachmentFolder:
    """The bytes of attachments; only the user that runs the tool can read them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def holding(self, tenant_id: int, content: bytes) -> Iterator[str]:
        """Write a file for as long as the block lasts, and for good if nothing is raised in it.

        Gives the name to be kept in its row. Where the database did not answer to the commit, the
        row may be there: then the file stays, and is tidied away if there is none.
        """
        stored_as = self._write(tenant_id, content)
        try:
            yield stored_as
        except BaseException as error:
            if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
                self.discard(tenant_id, stored_as)
            raise

    def open(self, tenant_id: int, stored_as: str) -> BinaryIO | None:
        """Open a file to be read; ``None`` where it is not there."""
        try:
            return (self._of(tenant_id) / stored_as).open("rb")
        except FileNotFoundError:
            return None

    def discard(self, tenant_id: int, stored_as: str) -> None:
        """Remove a file; one that is not there any more is no fault."""
        with suppress(FileNotFoundError):
            (self._of(tenant_id) / stored_as).unlink()

    def tenants(self) -> Sequence[int]:
        """List the tenants that have a folder."""
        if not self._folder.is_dir():
            return []
        return sorted(int(one.name) for one in self._folder.iterdir() if one.name.isdecimal())

    def older_than(self, moment: datetime, tenant_id: int) -> Sequence[str]:
        """List a tenant's files that were written before a moment, finished or not."""
        found = []
        with os.scandir(self._of(tenant_id)) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # removed while we look
                    if entry.stat().st_mtime < moment.timestamp():
                        found.append(entry.name)
        return found

    def _of(self, tenant_id: int) -> Path:
        return self._folder / str(tenant_id)

    def _write(self, tenant_id: int, content: bytes) -> str:
        folder = self._of(tenant_id)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        stored_as = secrets.token_hex(24)
        unfinished = folder / f"{stored_as}{_UNFINISHED}"
        try:
            written = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(written, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(folder / stored_as)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return stored_as


def files_of(attachments: Iterable[Attachment]) -> tuple[AttachedFile, ...]:
    """Give rows as what a page knows of files."""
    return tuple(
        AttachedFile(id=one.id, name=one.name, type=FileType(one.type), size=one.size)
        for one in attachments
    )


def files_by_part(attachments: Collection[Attachment]) -> dict[str, tuple[AttachedFile, ...]]:
    """Give the rows of an attempt by the part that they were handed in with."""
    keys = dict.fromkeys(one.part_key for one in attachments)
    return {key: files_of(one for one in attachments if one.part_key == key) for key in keys if key}


def lock_sizes(session: Session, *, tenant_id: int) -> None:
    """Let nobody else of this tenant add a file until the transaction ends.

    It does not keep anybody from anything else: rows that only name the tenant can be added.
    """
    session.execute(select(Tenant.id).where(Tenant.id == tenant_id).with_for_update(key_share=True))


def size_of_person(session: Session, *, tenant_id: int, person_id: int) -> int:
    """How many bytes the files of a person have, but for those that they took out again."""
    statement = select(func.sum(Attachment.size)).where(
        Attachment.tenant_id == tenant_id,
        Attachment.person_id == person_id,
        Attachment.returned_with.is_(None),
    )
    return int(session.scalar(statement) or 0)


def size_of_tenant(session: Session, *, tenant_id: int) -> int:
    """How many bytes the files of a tenant have."""
    statement = select(func.sum(Attachment.size)).where(Attachment.tenant_id == tenant_id)
    return int(session.scalar(statement) or 0)


def find_own(
    session: Session, attachment_id: int, *, tenant_id: int, person_id: int
) -> Attachment | None:
    """Find an attachment of this person."""
    return session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.tenant_id == tenant_id,
            Attachment.person_id == person_id,
        )
    )


def find_submitted(
    session: Session, attachment_id: int, *, tenant_id: int, context_id: int
) -> tuple[Attachment, Evidence] | None:
    """Find an attachment with the evidence it belongs to, if that is submitted to this course.

    What its author adds while it is with them again is not, until they submit it again; and until
    then what they take out is there.
    """
    here = (
        Attachment.id == attachment_id,
        Attachment.tenant_id == tenant_id,
        Evidence.tenant_id == tenant_id,
        Evidence.context_id == context_id,
        Evidence.audience == Audience.SUBMITTED,
        Attachment.added_at <= Evidence.submitted_at,
    )
    belongs = or_(
        Evidence.id == Attachment.evidence_id,
        and_(Attachment.attempt_id.is_not(None), Evidence.attempt_id == Attachment.attempt_id),
    )
    row = (
        session.execute(select(Attachment, Evidence).join(Evidence, belongs).where(*here)).first()
        or session.execute(
            select(Attachment, Evidence)
            .join(ReturnedVersion, ReturnedVersion.decision_id == Attachment.returned_with)
            .join(Evidence, Evidence.id == ReturnedVersion.evidence_id)
            .where(*here)
        ).first()
    )
    return None if row is None else (row[0], row[1])


def list_taken_out(session: Session, evidence: Evidence) -> Sequence[Attachment]:
    """List what its author has taken out of a piece since it was returned to them."""
    versions = select(ReturnedVersion.decision_id).where(
        ReturnedVersion.tenant_id == evidence.tenant_id,
        ReturnedVersion.evidence_id == evidence.id,
    )
    return session.scalars(
        select(Attachment)
        .where(
            Attachment.tenant_id == evidence.tenant_id,
            Attachment.person_id == evidence.person_id,
            Attachment.returned_with.in_(versions),
        )
        .order_by(Attachment.id)
    ).all()


def forget_taken_out(session: Session, evidence: Evidence) -> tuple[str, ...]:
    """Forget what was taken out of a piece; gives the files, which go once the rows have gone."""
    gone = list_taken_out(session, evidence)
    for one in gone:
        session.delete(one)
    return tuple(one.stored_as for one in gone)


def list_stored(session: Session, names: Collection[str], *, tenant_id: int) -> Collection[str]:
    """List which of these files of a tenant belong to a row."""
    return set(
        session.scalars(
            select(Attachment.stored_as).where(
                Attachment.tenant_id == tenant_id, Attachment.stored_as.in_(names)
            )
        )
    )
