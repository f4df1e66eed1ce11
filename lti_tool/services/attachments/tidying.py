"""Files without a row: what a sudden end left behind, and what went together with others."""

from datetime import timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.store import attachments
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.database import Transaction

_LEFT_FOR: Final = timedelta(days=1)
_AT_ONCE: Final = 500


class FileTidying:
    """Removes files that no row knows of."""

    def __init__(self, *, reading: Transaction, clock: Clock, folder: AttachmentFolder) -> None:
        self._reading = reading
        self._clock = clock
        self._folder = folder

    def tidy(self) -> None:
        """Remove files that have been without a row for longer than a day."""
        before = self._clock() - _LEFT_FOR
        for tenant_id in self._folder.tenants():
            old = self._folder.older_than(before, tenant_id)
            for start in range(0, len(old), _AT_ONCE):
                names = old[start : start + _AT_ONCE]
                with self._reading() as session:
                    known = attachments.list_stored(session, names, tenant_id=tenant_id)
                for name in set(names) - set(known):
                    self._folder.discard(tenant_id, name)
