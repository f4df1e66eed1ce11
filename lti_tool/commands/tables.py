"""Lists as people read them in a terminal: in columns."""

from collections.abc import Sequence
from typing import Final

_WIDEST: Final = 40


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Set rows in columns; the last one, which is the longest, may go on in the next line."""
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(*rows, strict=True)][:-1]
    return "\n".join("  ".join([*_padded(row, widths), row[-1]]) for row in rows)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [f"{cell[:width]:{width}}" for cell, width in zip(row, widths, strict=False)]
