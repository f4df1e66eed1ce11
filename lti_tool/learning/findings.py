"""What a check of the tool or of a platform found: one sentence each, for an operator."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How well it is."""

    WELL = "well"
    WORTH_A_LOOK = "worth a look"
    """It works, and somebody ought to know."""
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    """Its name in one or two words, such as ``keys`` or ``token``."""
    verdict: Verdict
    sentence: str
    """What was found and, unless all is well, what to do."""
