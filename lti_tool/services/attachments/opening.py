"""Opening a file: one's own, or one that was submitted to the course that one teaches."""

import logging
from dataclasses import dataclass
from typing import BinaryIO

from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.parts import FileType
from lti_tool.learning.refusals import MissingError
from lti_tool.store import attachments, evidence_events
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Attachment

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class FileReader:
    """Who wants to open a file: its author, or somebody who teaches this course."""

    tenant_id: int
    person_id: int
    context_id: int
    may_teach: bool


@dataclass(frozen=True, kw_only=True)
class OpenedFile:
    """A file to be handed out; whoever gets it closes it."""

    name: str
    type: FileType
    size: int
    content: BinaryIO


class OpenFiles:
    """Hands files out to whoever is entitled to them, and tells their author who that was."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        folder: AttachmentFolder,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._folder = folder

    def open(self, reader: FileReader, attachment_id: int) -> OpenedFile:
        """Open a file of one's own, or one that was submitted to the course one teaches.

        Its author is told who opened it. Raises :class:`MissingError`.
        """
        found = self._own(reader, attachment_id) or self._submitted(reader, attachment_id)
        if found is None:
            raise MissingError("There is no such file, or it is not open to you.")
        content = self._folder.open(found.tenant_id, found.stored_as)
        if content is None:
            log.error("attachment.lost attachment=%s", found.id)
            raise MissingError(
                "This file cannot be found any more. Please tell whoever runs this tool."
            )
        kind = FileType(found.type)
        return OpenedFile(name=found.name, type=kind, size=found.size, content=content)

    def _own(self, reader: FileReader, attachment_id: int) -> Attachment | None:
        with self._reading() as session:
            return attachments.find_own(
                session, attachment_id, tenant_id=reader.tenant_id, person_id=reader.person_id
            )

    def _submitted(self, reader: FileReader, attachment_id: int) -> Attachment | None:
        if not reader.may_teach:
            return None
        with self._transaction() as session:
            found = attachments.find_submitted(
                session, attachment_id, tenant_id=reader.tenant_id, context_id=reader.context_id
            )
            if found is None:
                return None
            evidence_events.add(
                session,
                found[1],
                EvidenceAction.FILE_OPENED,
                person_id=reader.person_id,
                at=self._clock(),
            )
            return found[0]
