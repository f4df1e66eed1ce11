"""What a family of platforms does with activities and scores: data from ``config/platforms/``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What somebody who adds activities is told about this family of platforms: sentences."""

    one: tuple[str, ...] = ()
    """About completion, where one activity is added."""
    several: tuple[str, ...] = ()
    """About completion, where several are added at once."""
    dates: str = ""
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a family means by the HTTP statuses that it answers scores with.

    Whatever is not named here means what it means to everybody.
    """

    not_newer: frozenset[int] = frozenset({409})
    """The column holds an entry of that time or later, if it is not something else.

    A 409 is never anything else. After any of these, what the column holds is read back.
    """
    not_this_person: frozenset[int] = frozenset({400, 422})
    """It takes no score for this learner."""
    new_token: frozenset[int] = frozenset({401})
    """The access token is not good any more."""


@dataclass(frozen=True, kw_only=True)
class FamilyRules:
    """How one family of platforms treats activities and scores."""

    family: str
    name: str
    clock_step: timedelta
    """The least distance between two timestamps for one learner and line item."""
    whole_seconds: bool
    """The platform compares timestamps in whole seconds."""
    product_family_codes: tuple[str, ...] = ()
    """What a launch calls such a platform; capitals do not matter."""
    addresses: tuple[str, ...] = ()
    """What the addresses of such a platform have in them, and those of no other."""
    token_audience: str = ""
    """Whom requests for tokens are made out to; "" where that is the address they go to."""
    tells_progress: bool = False
    """Whether it may be told that work waits to be decided, before there is any score."""
    longest_comment: int = 1000
    """How many characters of a comment it takes; 0 where it takes none."""
    zero_note: str = ""
    """What people are told beside a 0 that arrived; "" where it shows as any other score."""
    zero_after_note: str = ""
    """What they are told instead where a score was there before; "" where that is the same."""
    override_note: str = ""
    """What instructors are told of sending a score over one that was set by hand."""
    zero_is_given: bool = False
    """Whether a 0 among its results is a score that somebody gave, and not how it lists people
    without one."""
    most_points: int = 1000
    """The largest maximum that a column may have."""
    most_at_once: int = 50
    """How many scores may be on their way to one such platform at the same time, at the most."""
    most_per_second: int = 0
    """How many may leave for it in a second; 0 while the platform itself asks for no less."""
    answers: Answers = Answers()
    score_extension: Mapping[str, object] = field(default_factory=dict)
    """What goes out with each score besides what the standard names, by the extension's address."""
    advice: Advice = Advice()

    def as_sent(self, comment: str | None) -> str | None:
        """The comment of a score as this family is sent it; ``None`` where it takes none."""
        if comment is None or not self.longest_comment:
            return None
        if len(comment) <= self.longest_comment:
            return comment
        return comment[: self.longest_comment - 1].rstrip() + "…"


def rules_of(families: Mapping[str, FamilyRules], family: str | None) -> FamilyRules:
    """The rules of a family by its name; the careful ones where there are none of that name."""
    return families.get(family or "default", families["default"])


def family_called(families: Mapping[str, FamilyRules], code: str | None) -> str | None:
    """The family of a platform by what its launches call it; ``None`` if that says nothing."""
    called = (code or "").strip().casefold()
    for rules in families.values():
        if called in map(str.casefold, rules.product_family_codes):
            return rules.family
    return None


def family_at(families: Mapping[str, FamilyRules], *addresses: str) -> str | None:
    """The family of a platform by the shape of its addresses; ``None`` if that says nothing."""
    plain = [_host_and_path(address) for address in addresses]
    for rules in families.values():
        if any(piece.casefold() in address for piece in rules.addresses for address in plain):
            return rules.family
    return None


def _host_and_path(address: str) -> str:
    parts = urlsplit(address)
    return f"//{parts.hostname}{parts.path}".casefold()
