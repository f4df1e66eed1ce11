"""What a form brought: whether it is fit to be kept, and whether there is room for it."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from sqlalchemy.orm import Session

from lti_tool.exchange.scanning import HarmfulError, NotScannedError
from lti_tool.exchange.uploads import Examined, UnfitError, examine
from lti_tool.learning.files import FileLimits
from lti_tool.learning.parts import FileType
from lti_tool.learning.refusals import FieldsError
from lti_tool.store import attachments
from lti_tool.store.tables import Attachment

log = logging.getLogger(__name__)

FILE_FIELD: Final = "upload-file"
TICK_FIELD: Final = "upload-tick"


class Scanner(Protocol):
    """What looks for harm in a file; see :mod:`lti_tool.exchange.scanning`."""

    def scan(self, content: bytes) -> None:
        """Raise ``HarmfulError`` or ``NotScannedError``."""
        ...


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a form brought: a file, its name, and the word that nobody can be recognised in it."""

    name: str
    file: BinaryIO | None
    is_anonymous: bool


@dataclass(frozen=True, kw_only=True)
class Receiving:
    """Takes what was brought for what it is, as long as there is room for it."""

    limits: FileLimits
    scanner: Scanner | None

    def examined(self, brought: Brought, types: Collection[FileType]) -> Examined:
        """Look at what was brought, outside any transaction. Raises :class:`FieldsError`."""
        problems = {}
        found = None
        try:
            found = self._fit(brought, types)
        except UnfitError as error:
            problems[FILE_FIELD] = str(error)
        if not brought.is_anonymous:
            problems[TICK_FIELD] = (
                "Look through the file and tick that no patient can be recognised in it"
            )
        if found is None or problems:
            raise FieldsError(problems)
        self._scan(found.content)
        return found

    def keep(self, session: Session, row: Attachment) -> None:
        """Keep a row if there is room for its file. Raises :class:`FieldsError`."""
        tenant_id, person_id = row.tenant_id, row.person_id
        attachments.lock_sizes(session, tenant_id=tenant_id)
        theirs = attachments.size_of_person(session, tenant_id=tenant_id, person_id=person_id)
        if theirs + row.size > self.limits.person_bytes:
            said = (
                f"All your files together may have {self.limits.person_mb} MB, and with this one "
                "they would have more. Remove one that you do not need, or choose a smaller one"
            )
            raise FieldsError({FILE_FIELD: said})
        everybodys = attachments.size_of_tenant(session, tenant_id=tenant_id)
        if everybodys + row.size > self.limits.tenant_bytes:
            log.error("attachment.no-room tenant=%s", tenant_id)
            said = "There is no room for more files just now. Please tell whoever runs your course"
            raise FieldsError({FILE_FIELD: said})
        session.add(row)

    def _fit(self, brought: Brought, types: Collection[FileType]) -> Examined:
        if brought.file is None:
            raise UnfitError("Choose a file")
        return examine(brought.file, brought.name, types, self.limits)

    def _scan(self, content: bytes) -> None:
        if self.scanner is None:
            return
        try:
            self.scanner.scan(content)
        except HarmfulError:
            said = "Something harmful was found in this file, so it was not kept"
            raise FieldsError({FILE_FIELD: said}) from None
        except NotScannedError:
            said = (
                "Files cannot be checked for harm just now, so nothing was kept. "
                "Try again in a few minutes"
            )
            raise FieldsError({FILE_FIELD: said}) from None
