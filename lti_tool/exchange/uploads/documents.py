"""What makes a Word document sound: a ZIP archive that holds one, no macros, and is no bomb.

The sizes are those of its directory, and nothing of it is unpacked but the start of its list of
contents: so an archive that would fill a disk is told by what it says about itself. One that lies
is told by entries that overlap or do not fit into the file.
"""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Final

from lti_tool.exchange.uploads.unfit import UnfitError

_CONTENTS: Final = "[Content_Types].xml"
_DOCUMENT: Final = "word/document.xml"
_MAIN: Final = b"wordprocessingml.document.main+xml"
_MACROS: Final = b"macroenabled"

_MOST_ENTRIES: Final = 2_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_TIMES: Final = 200
"""How many times its own size an archive may unpack to; Word's own stay far below."""
_SMALL: Final = 5 * 1024 * 1024
"""An archive that unpacks to no more than this is no bomb, however well it was packed."""
_MOST_CONTENTS: Final = 1024 * 1024
_MOST_DIRECTORY: Final = 1024 * 1024

_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_MOST_COMMENT: Final = 65_535
_LOCAL_BYTES: Final = 30
_ENCRYPTED: Final = 0x1

_DAMAGED: Final = "The document is damaged or only a part of it arrived. Save it again in Word"
_BOMB: Final = "The document would unpack to far more than a document holds, so it was not opened"
_NO_WORD: Final = "The file is a ZIP archive, but no Word document. Save it as .docx in Word"
_WITH_MACROS: Final = (
    "The document holds macros, which could be harmful. Save it as .docx without macros, or as PDF"
)


def sound_docx(content: bytes) -> bytes:
    """Give back a Word document that is sound. Raises :class:`UnfitError`."""
    _check_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_entries(archive.infolist(), archive.start_dir)
            _check_names(archive.namelist())
            with archive.open(_CONTENTS) as listed:
                _check_contents(listed.read(_MOST_CONTENTS).lower())
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        zlib.error,
        struct.error,
    ):
        raise UnfitError(_DAMAGED) from None
    return content


def _check_directory(content: bytes) -> None:
    """Refuse a directory that is too large to be read at all."""
    at = content.rfind(_END, max(0, len(content) - _END_BYTES - _MOST_COMMENT))
    if at < 0 or at + _END_BYTES > len(content):
        raise UnfitError(_DAMAGED)
    entries, size = struct.unpack_from("<HI", content, at + 10)
    if entries > _MOST_ENTRIES or size > _MOST_DIRECTORY:
        raise UnfitError(_BOMB)


def _check_entries(entries: Sequence[zipfile.ZipInfo], directory_at: int) -> None:
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise UnfitError("The document has a password. Save it without one")
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED:
        raise UnfitError(_BOMB)
    if unpacked > max(_SMALL, _MOST_TIMES * directory_at):
        raise UnfitError(_BOMB)
    starts = sorted((one.header_offset, one.compress_size) for one in entries)
    ends = [*starts, (directory_at, 0)]
    if ends[0][0] != 0:
        raise UnfitError(_DAMAGED)  # something stands before it, which another program may open
    for (start, packed), (following, _) in pairwise(ends):
        if start + _LOCAL_BYTES + packed > following:
            raise UnfitError(_BOMB)  # two entries made of the same bytes


def _check_names(names: Sequence[str]) -> None:
    lower = [name.lower().replace("\\", "/") for name in names]
    if len(set(lower)) != len(lower) or any(_leads_out(name) for name in lower):
        raise UnfitError(_DAMAGED)
    if _CONTENTS not in names or _DOCUMENT not in names:
        raise UnfitError(_NO_WORD)
    if any("vbaproject" in name or "vbadata" in name for name in lower):
        raise UnfitError(_WITH_MACROS)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or ":" in name


def _check_contents(contents: bytes) -> None:
    if _MACROS in contents:
        raise UnfitError(_WITH_MACROS)
    if _MAIN not in contents:
        raise UnfitError(_NO_WORD)
