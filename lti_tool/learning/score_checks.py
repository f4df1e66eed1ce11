"""What a gradebook holds beside what was sent there: the same, or a difference of some kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

_ROUNDED: Final = Decimal("0.005")
"""By how many points gradebooks round, which show two decimals."""
_ROUNDED_SHARE: Final = Decimal("0.0001")
"""By how much of the maximum, where that was rounded before it was brought to their scale."""
_SHOWN: Final = Decimal("0.01")


class CheckFinding(StrEnum):
    """What came of comparing a gradebook with the score that had arrived there."""

    SAME = "same"
    MISSING = "missing"
    """Nothing is there."""
    OUTDATED = "outdated"
    """An earlier score of ours is there."""
    OVERRIDDEN = "overridden"
    """Something is there that was never sent."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """A score on somebody's scale."""

    given: Decimal
    maximum: Decimal | None
    """``None`` where a platform does not say it."""

    @property
    def said(self) -> str:
        """As people read it: "5 of 8", "6.67 of 10"."""
        given = _spelt(self.given)
        return given if self.maximum is None else f"{given} of {_spelt(self.maximum)}"


@dataclass(frozen=True, kw_only=True)
class ScoreDifference:
    """What a gradebook holds in place of the score that had arrived there."""

    finding: CheckFinding
    held: Points | None
    """``None``: nothing."""
    checked_at: datetime
    agreed_by: str | None = None
    """The instructor who said that the gradebook is to stay so, by their name."""
    agreed_at: datetime | None = None

    @property
    def shown(self) -> str:
        """What the gradebook shows, as people read it: "5 of 8", "no score"."""
        return self.held.said if self.held else "no score"


def compare(held: Points | None, newest: Points, earlier: Iterable[Points] = ()) -> CheckFinding:
    """Compare what is held with the newest score of ours and those before it.

    Each is on whatever scale it has. A maximum that changed, a score that was cut down to the
    maximum, and rounding are no differences. A 0 is held also by platforms that do not show it.
    """
    if held is None:
        return CheckFinding.MISSING
    if is_same(held, newest):
        return CheckFinding.SAME
    if any(is_same(held, one) for one in earlier):
        return CheckFinding.OUTDATED
    return CheckFinding.OVERRIDDEN


def is_same(held: Points, sent: Points) -> bool:
    """Whether what is held is this score, also rounded; without a maximum, out of ours or of 1."""
    if not sent.maximum:
        return held.given == sent.given
    share = sent.given / sent.maximum
    scales = (held.maximum,) if held.maximum else (sent.maximum, Decimal(1))
    return any(
        abs(held.given - part * scale) <= max(_ROUNDED, _ROUNDED_SHARE * scale)
        for scale in scales
        for part in (share, min(share, Decimal(1)))
    )


def _spelt(number: Decimal) -> str:
    """Spell a number with two decimals at the most."""
    return format(number.quantize(_SHOWN).normalize() + 0, "f")
