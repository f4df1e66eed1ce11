"""What a file is, by its content: one of the allowed types and sound, or refused in a sentence."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO, Final

import puremagic

from lti_tool.exchange.uploads.documents import sound_docx
from lti_tool.exchange.uploads.pictures import clean_picture
from lti_tool.exchange.uploads.portable import sound_pdf
from lti_tool.exchange.uploads.unfit import UnfitError
from lti_tool.learning.files import FileLimits, cleaned_name, listed
from lti_tool.learning.parts import FileType

_MOST_LOOKED_AT: Final = 64 * 1024
"""Whatever says what a file is stands at its beginning."""
_BEGINNINGS: Final = {
    b"%PDF-": FileType.PDF,
    b"PK\x03\x04": FileType.DOCX,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"\xff\xd8\xff": FileType.JPG,
}
"""Nothing may stand before these: what begins as something else may be opened as that."""
_CHECKS: Final[dict[FileType, Callable[[bytes], bytes]]] = {
    FileType.PDF: sound_pdf,
    FileType.DOCX: sound_docx,
    FileType.PNG: lambda content: clean_picture(content, FileType.PNG),
    FileType.JPG: lambda content: clean_picture(content, FileType.JPG),
}
_KNOWN: Final = {
    ".doc": "an older Office document, or one with a password: save it as .docx without one",
    ".heif": "an iPhone picture in the HEIC format: send it as JPG",
    ".heic": "an iPhone picture in the HEIC format: send it as JPG",
    ".html": "a web page",
    ".exe": "a program",
    ".gif": "a GIF picture",
    ".webp": "a WebP picture",
    ".rtf": "a rich text document",
    ".svg": "an SVG picture",
    ".mp4": "a film",
    ".mov": "a film",
}


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file that may be kept: its clean name, what it is, and its content without metadata."""

    name: str
    type: FileType
    content: bytes


def examine(file: BinaryIO, name: str, types: Collection[FileType], limits: FileLimits) -> Examined:
    """Examine a file that somebody sent. Raises :class:`UnfitError`."""
    content = file.read(limits.file_bytes + 1)
    if not content:
        raise UnfitError("The file is empty. Choose one with something in it")
    if len(content) > limits.file_bytes:
        raise UnfitError(f"The file is larger than {limits.file_mb} MB. Choose a smaller one")
    found = next((one for mark, one in _BEGINNINGS.items() if content.startswith(mark)), None)
    if found is None or found not in types:
        raise UnfitError(f"The file has to be {listed(types)}; this is {_what(content, found)}")
    return Examined(name=cleaned_name(name, found), type=found, content=_CHECKS[found](content))


def _what(content: bytes, found: FileType | None) -> str:
    """Say what a file that was refused seems to be."""
    if found is FileType.DOCX:
        return "a Word document or a ZIP archive"
    if found is not None:
        return found.upper()
    try:
        ending = puremagic.from_string(content[:_MOST_LOOKED_AT])
    except (puremagic.PureError, ValueError):
        return "something else, whatever its name says"
    return _KNOWN.get(ending, f"something else (it looks like {ending})")
