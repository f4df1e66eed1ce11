"""Before others read something: what was found in it has been looked at, or it is not shared."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from lti_tool.learning.identifiers.finding import find_identifiers, find_in_file_name
from lti_tool.learning.identifiers.kinds import LOOKS_LIKE, Found, IdentifierKind

_LENGTH: Final = 16


@dataclass(frozen=True, kw_only=True)
class SharedText:
    """A text, or the name of a file, that others are about to be able to read."""

    key: str
    """Which text it is among those that are shared together."""
    place: str
    """Where it stands, as its author knows it and in the words of a sentence: “What happened?”."""
    text: str
    part: str | None = None
    """The key of the part of an activity that it belongs to."""
    field: str | None = None
    """The part of its page where it can be changed."""
    is_file_name: bool = False

    def find(self) -> tuple[Found, ...]:
        """Find what in it looks as if it told who a patient is."""
        return (find_in_file_name if self.is_file_name else find_identifiers)(self.text)


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """Words to be looked at before others read them, and the text in which they stand."""

    within: SharedText
    found: Found

    @property
    def words(self) -> str:
        """How a list of what to do says it."""
        found = self.found
        return f"“{found.text}” in {self.within.place} looks like {LOOKS_LIKE[found.kind]}"


class IdentifiersFoundError(Exception):
    """Something looks as if it told who a patient is, and nobody said that it does not.

    The page lists the ``suspects``, the same words in the same place once; whoever has looked at
    them sends the ``digest`` back.
    """

    def __init__(self, suspects: tuple[Suspect, ...], digest: str) -> None:
        super().__init__(f"{len(suspects)} words look as if they told who a patient is")
        self.suspects = suspects
        self.digest = digest


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was found in all that others are about to read, and whether its author knows it."""

    suspects: tuple[Suspect, ...]
    digest: str
    looked_at: str

    @property
    def is_clear(self) -> bool:
        """Whether it can be shared: nothing was found, or just that has been looked at."""
        return not self.suspects or self.looked_at == self.digest

    def check(self) -> None:
        """Raise :class:`IdentifiersFoundError` where it cannot be shared yet."""
        if not self.is_clear:
            lines = {(one.words, one.within.part, one.within.field): one for one in self.suspects}
            raise IdentifiersFoundError(tuple(lines.values()), self.digest)

    @property
    def override(self) -> dict[str, Any] | None:
        """What is kept where something is shared all the same: kinds and number, no words."""
        kinds = {one.found.kind for one in self.suspects}
        if not kinds:
            return None
        return {
            "kinds": [kind.value for kind in IdentifierKind if kind in kinds],
            "number": len(self.suspects),
        }


def look_through(texts: Iterable[SharedText], looked_at: str) -> Look:
    """Look through all that others are about to read.

    ``looked_at`` is the digest of what the author has been shown and says to tell of nobody; empty
    where nothing was said.
    """
    found_in = [(one, one.find()) for one in texts]
    return Look(
        suspects=tuple(
            Suspect(within=text, found=one) for text, found in found_in for one in found
        ),
        digest=digest_of({text.key: found for text, found in found_in}),
        looked_at=looked_at,
    )


def digest_of(found_by_field: Mapping[str, Sequence[Found]]) -> str:
    """A short sign of what was found in which field: another finding has another one.

    Where in its field it stands does not count, so a comma more asks nobody to look again.
    """
    findings = sorted(
        (field, [[one.kind.value, one.text] for one in found])
        for field, found in found_by_field.items()
        if found
    )
    return sha256(json.dumps(findings).encode()).hexdigest()[:_LENGTH]
