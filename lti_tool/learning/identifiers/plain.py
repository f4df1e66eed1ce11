"""A text as a search reads it: one kind of blank, dash and apostrophe, nothing that is not seen."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ALIKE: Final = {
    **dict.fromkeys("'`´‘’ʼ＇", "'"),  # noqa: RUF001  # as phones and word processors write it
    **dict.fromkeys("−﹘﹣－", "-"),  # noqa: RUF001  # what is no dash by its category
    **dict.fromkeys("⁄∕／", "/"),  # noqa: RUF001
    **dict.fromkeys("·․．", "."),  # noqa: RUF001
    **dict.fromkeys("：﹕", ":"),  # noqa: RUF001
    **dict.fromkeys("\t\v", " "),
    **dict.fromkeys("\n\r\x85\u2028", "\n"),
    **dict.fromkeys("\f\u2029", "\f"),
}
_BLANKS: Final = frozenset(" \n\f")
_BETWEEN_WORDS: Final = re.compile(r"_|(?<=[^\W\d])[-.+](?=\w)|(?<=\w)[-.+](?=[^\W\d])")
_JOINT: Final = re.compile(
    r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])"
)


@dataclass(frozen=True, kw_only=True)
class PlainText:
    """A text to search in, and where in what was written each of its letters stands."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in what was written some letters of the plain text begin and end."""
        return self.starts[start], self.ends[end - 1]


def plain(written: str) -> PlainText:
    """Read a text: a run of blanks is one, with a line's end in it a line's, with two a page's.

    What has no width is left out, and a letter and the accent written after it are one.
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(written):
        letter = _letter(sign)
        before = letters[-1] if letters else ""
        if letter == "\n" and sign == "\n" and written[place - 1 : place] == "\r":
            letter = " "  # both are one line's end
        if letter in _BLANKS and before in _BLANKS:
            joined = _blank(before, letter)
        elif unicodedata.combining(sign) and before.isalpha():
            joined = unicodedata.normalize("NFC", before + sign)[:1]
        elif letter:
            letters.append(letter)
            starts.append(place)
            ends.append(place + 1)
            continue
        else:
            continue
        letters[-1], ends[-1] = joined, place + 1
    return PlainText(text="".join(letters), starts=tuple(starts), ends=tuple(ends))


def with_spaces(read: PlainText) -> PlainText:
    """The same with a space for each mark that joins words, as in the name of a file."""
    text = _BETWEEN_WORDS.sub(" ", read.text)
    return PlainText(text=text, starts=read.starts, ends=read.ends)


def taken_apart(read: PlainText) -> PlainText:
    """The same with a space where a letter meets a digit, or a small letter a capital one."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    joints = {match.start() for match in _JOINT.finditer(read.text)}
    for place, letter in enumerate(read.text):
        if place in joints:
            letters.append(" ")
            starts.append(read.starts[place])
            ends.append(read.starts[place])
        letters.append(letter)
        starts.append(read.starts[place])
        ends.append(read.ends[place])
    return PlainText(text="".join(letters), starts=tuple(starts), ends=tuple(ends))


def _blank(one: str, other: str) -> str:
    """What two blanks are together: as far apart as the wider of them, or two lines' ends."""
    if one == other == "\n" or "\f" in {one, other}:
        return "\f"
    return "\n" if "\n" in {one, other} else " "


@lru_cache(maxsize=1024)
def _letter(sign: str) -> str:
    """One sign as it is read; empty where it has no width."""
    if sign in _ALIKE:
        return _ALIKE[sign]
    category = unicodedata.category(sign)
    if category in {"Cf", "Cc"}:
        return ""
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    return sign
