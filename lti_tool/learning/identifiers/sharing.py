"""Before others read something: what was found in it has been looked at, or it is not shared."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lti_tool.learning.identifiers.finding import find_identifiers, find_in_file_name
from lti_tool.learning.identifiers.kinds import Found, IdentifierKind

_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class SharedText:
    """A text, or the name of a file, that others are about to be able to read."""

    key: str
    """Which text it is among those that are shared together."""
    place: str
    """Where it stands, as its author knows it: the title of a part, or of a field."""
    text: str
    part: str | None = None
    """The key of the part of an activity where it can be changed."""
    is_file_name: bool = False

    def find(self) -> tuple[Found, ...]:
        """Find what in it looks as if it told who a patient is."""
        return (find_in_file_name if self.is_file_name else find_identifiers)(self.text)


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """Words to be looked at before others read them, and where they stand."""

    place: str
    part: str | None
    found: Found


class IdentifiersFoundError(Exception):
    """Something looks as if it told who a patient is, and nobody said that it does not.

    The page lists ``suspects``; whoever has looked at them sends ``digest`` back.
    """

    def __init__(self, suspects: tuple[Suspect, ...], digest: str) -> None:
        super().__init__(f"{len(suspects)} words look as if they told who a patient is")
        self.suspects = suspects
        self.digest = digest


@dataclass(frozen=True, kw_only=True)
class Override:
    """That an author shared what had been found, without its words."""

    kinds: tuple[IdentifierKind, ...]
    number: int

    @property
    def about(self) -> dict[str, object]:
        """What is kept of it."""
        return {"kinds": [kind.value for kind in self.kinds], "number": self.number}


def look_through(texts: Iterable[SharedText], looked_at: str) -> Override | None:
    """Look through all that others are about to read; gives what its author let stand, if anything.

    Raises :class:`IdentifiersFoundError` where something is found and ``looked_at`` is not the
    digest of just that.
    """
    read = [(one, one.find()) for one in texts]
    suspects = tuple(
        Suspect(place=one.place, part=one.part, found=found) for one, all_ in read for found in all_
    )
    if not suspects:
        return None
    digest = digest_of({one.key: found for one, found in read})
    if looked_at != digest:
        raise IdentifiersFoundError(suspects, digest)
    kinds = {one.found.kind for one in suspects}
    return Override(
        kinds=tuple(kind for kind in IdentifierKind if kind in kinds), number=len(suspects)
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
