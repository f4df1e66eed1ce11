"""Use cases of files that learners hand in: add, remove, open, and tidy away what nobody has."""

from lti_tool.services.attachments.adding import Attachments, FileOwner
from lti_tool.services.attachments.opening import FileReader, OpenedFile, OpenFiles
from lti_tool.services.attachments.receiving import FILE_FIELD, TICK_FIELD, Brought, Receiving
from lti_tool.services.attachments.tidying import FileTidying

__all__ = [
    "FILE_FIELD",
    "TICK_FIELD",
    "Attachments",
    "Brought",
    "FileOwner",
    "FileReader",
    "FileTidying",
    "OpenFiles",
    "OpenedFile",
    "Receiving",
]
