"""Files that learners hand in: what is known of one, what it is called, how much there may be."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from lti_tool.learning.parts import FileType

MOST_WITH_EVIDENCE: Final = 5
"""How many files there may be with one piece of evidence that has no activity."""

_MEGABYTE: Final = 1024 * 1024
_BESIDE_A_FILE: Final = 64 * 1024
_LONGEST_STEM: Final = 100
_ENDINGS: Final = {
    FileType.PDF: ("pdf",),
    FileType.DOCX: ("docx",),
    FileType.PNG: ("png",),
    FileType.JPG: ("jpg", "jpeg", "jpe", "jfif"),
}
MEDIA_TYPES: Final = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.PNG: "image/png",
    FileType.JPG: "image/jpeg",
}
"""What a browser is told of a file, and asks its system for."""
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*]+')


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file that is kept: what it is called, what it is, and how large."""

    id: int
    name: str
    type: FileType
    size: int
    """Bytes."""


@dataclass(frozen=True, kw_only=True)
class FileLimits:
    """How many megabytes one file may have, one person's files, and those of a tenant."""

    file_mb: int
    person_mb: int
    tenant_mb: int

    @property
    def file_bytes(self) -> int:
        """The most bytes of one file."""
        return self.file_mb * _MEGABYTE

    @property
    def form_bytes(self) -> int:
        """The most bytes of a form that brings one file, with all that stands beside it."""
        return self.file_bytes + _BESIDE_A_FILE

    @property
    def person_bytes(self) -> int:
        """The most bytes of one person's files."""
        return self.person_mb * _MEGABYTE

    @property
    def tenant_bytes(self) -> int:
        """The most bytes of a tenant's files."""
        return self.tenant_mb * _MEGABYTE


def cleaned_name(name: str, file_type: FileType) -> str:
    """Give what a file is called on pages and when it is opened: never a path, nothing hidden.

    Its ending is that of its type, whatever it was before: an ending that lies is no help.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one if _is_seen(one) else " " if one.isspace() else "" for one in last)
    stem = " ".join(_NOT_IN_A_NAME.sub(" ", seen).split()).strip(". ")
    before, dot, ending = stem.rpartition(".")
    if dot and ending.lower() in {one for known in _ENDINGS.values() for one in known}:
        stem = before.rstrip(". ")
    elif stem.lower() in {one for known in _ENDINGS.values() for one in known}:
        stem = ""
    return f"{stem[:_LONGEST_STEM].rstrip('. ') or 'file'}.{file_type}"


def accepted(types: Collection[FileType]) -> str:
    """Give what a browser offers to choose; a phone makes a JPG of its own format for it."""
    endings = (f".{ending}" for one in types for ending in _ENDINGS[one])
    return ",".join((*endings, *(MEDIA_TYPES[one] for one in types)))


def listed(types: Collection[FileType]) -> str:
    """Name types as a sentence does: PDF, DOCX or PNG."""
    *rest, last = (one.upper() for one in types)
    return f"{', '.join(rest)} or {last}" if rest else last


def in_words(size: int) -> str:
    """Say how large something is, as a person would."""
    if size < 1024:  # noqa: PLR2004  # where a kilobyte begins
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < _MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / _MEGABYTE:.1f} MB"


def _is_seen(character: str) -> bool:
    """Whether a character is to be seen: not a control, not one that turns the writing round."""
    return character == " " or unicodedata.category(character)[0] not in "CZ"
