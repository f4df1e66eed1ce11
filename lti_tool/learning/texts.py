"""What of a learner's text is kept, and how long it may be."""

from typing import Final

LONGEST_TEXT: Final = 20_000
"""Characters in one text: a prompt, a statement, what was done."""
LONGEST_ANSWER: Final = 200
"""Characters in a short answer."""
_BLANKS = frozenset("\n\t")
_TURNING: Final = range(0x202A, 0x202F)
"""Embeddings and overrides of direction: they could turn the rest of a page round."""
_ISOLATES: Final = range(0x2066, 0x206A)
"""What sets a run of another direction apart; each ends with its paragraph."""


def plain(text: str) -> str:
    """Give a text with its lines as they were and without what no keyboard writes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if _is_text(one))


def plain_line(text: str) -> str:
    """Give a text that stands in a line among others: one line, in which nothing is set apart."""
    words = " ".join(plain(text).split())
    return "".join(one for one in words if ord(one) not in _ISOLATES)


def too_long(text: str, longest: int) -> str:
    """Say that a text is too long, and by how much."""
    return f"Use {longest:,} characters or fewer; this has {len(text):,}"


def _is_text(character: str) -> bool:
    code = ord(character)
    is_control = code < 0x20 or 0x7F <= code < 0xA0  # noqa: PLR2004  # C0 and C1 of Unicode
    is_half = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004  # half a pair; no database takes it
    return character in _BLANKS or not (is_control or is_half or code in _TURNING)
