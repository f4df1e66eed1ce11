"""What can tell who a patient is, and how a page speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class IdentifierKind(StrEnum):
    """What a piece of text looks like; where two fit the same words, the first one counts."""

    HOSPITAL_NUMBER = "hospital_number"
    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    NAME = "name"


LOOKS_LIKE: Final[Mapping[IdentifierKind, str]] = MappingProxyType(
    {
        IdentifierKind.NHS_NUMBER: "an NHS number",
        IdentifierKind.DATE_OF_BIRTH: "a date of birth",
        IdentifierKind.EMAIL: "an e-mail address",
        IdentifierKind.HOSPITAL_NUMBER: "a hospital number",
        IdentifierKind.PHONE: "a phone number",
        IdentifierKind.POSTCODE: "a postcode",
        IdentifierKind.NAME: "a name",
    }
)
"""What stands after "looks like"."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Words that look as if they told who a patient is, and where in the text they stand."""

    kind: IdentifierKind
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        """How a page says it in a list."""
        return f"“{self.text}” looks like {LOOKS_LIKE[self.kind]}"
