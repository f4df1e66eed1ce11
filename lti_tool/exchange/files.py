"""How a file is opened: whole, bounded, UTF-8, and refused with file, line and reason."""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileError(Exception):
    """A file that cannot be taken, with the line to look at and one sentence that says why."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


def files_in(folder: Path, pattern: str) -> list[Path]:
    """List the files of a folder by name; none where there is no folder.

    FileError, if it is there and cannot be read: ``Path.glob`` would find nothing in it.
    """
    try:
        names = os.listdir(folder)  # noqa: PTH208  # the names are matched, not the paths
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(folder, 1, f"the folder cannot be read ({error.strerror}).") from error
    return [folder / name for name in sorted(names) if fnmatchcase(name, pattern)]


def read_text(path: Path, *, most_bytes: int) -> str:
    """Read a text file whose lines end in line feeds; FileError if it is anything else."""
    try:
        # Asked first because opening a pipe or a device can wait for ever.
        if path.exists() and not path.is_file():
            raise FileError(path, 1, "this is not a file.")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise FileError(path, 1, f"the file cannot be read ({why}).") from error
    if len(content) > most_bytes:
        raise FileError(path, 1, f"the file is larger than {most_bytes // 1000} kB.")
    text = _decoded(path, content).replace("\r\n", "\n")
    if found := _INVISIBLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise FileError(path, line, f"the {_named(found.group())} does not belong in a text.")
    return text


def write_new(path: Path, text: str) -> bool:
    """Write a text as a file that was not there; False where it is there and says the same.

    FileError, if it says something else or cannot be written.
    """
    content = text.encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() == content:
            return False
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise FileError(path, 1, "the file is there already and says something else.") from None
    except OSError as error:
        raise FileError(path, 1, f"the file cannot be written ({error.strerror}).") from error
    return True


def invisible_character(text: str) -> str | None:
    """Name the first character of a text that no file may hold, if there is one."""
    found = _INVISIBLE.search(text)
    return _named(found.group()) if found else None


def _named(character: str) -> str:
    return f"invisible character U+{ord(character):04X}"


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith(_BYTE_ORDER_MARK):
        reason = "the file begins with a byte order mark; save it as UTF-8 without one (no BOM)."
        raise FileError(path, 1, reason)
    if content.startswith(_WIDE_BYTE_ORDER_MARKS):
        raise FileError(path, 1, "the file is UTF-16; save it as UTF-8.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError(path, line, "the file is not UTF-8 from here on.") from error
