"""What a list of activities says of each, and how one is searched."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lti_tool.learning.activities import Activity, Kind, Scoring
from lti_tool.learning.frameworks import Framework, Use

MOST_WORDS: Final = 8
"""How many words of a search count; more would only find less."""
LENGTHS: Final = (15, 30, 60, 120, 240, 480)
"""Minutes that a search can be limited to."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The newest version of an activity, as far as a list shows it."""

    code: str
    title: str
    summary: str
    framework: str
    kind: Kind
    scoring: Scoring
    minutes: int
    points: int
    needs_review: bool
    is_retired: bool
    filed: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for. All of it has to fit; what is empty does not matter."""

    words: str = ""
    framework: str = ""
    items: tuple[str, ...] = ()
    """Codes of framework items; an activity has to be tagged with each of them."""
    kind: Kind | None = None
    longest: int | None = None
    """Minutes."""

    @property
    def each_word(self) -> tuple[str, ...]:
        """The words, without case, each once."""
        return tuple(dict.fromkeys(self.words.casefold().split()))[:MOST_WORDS]


def searched(activity: Activity, framework: Framework | None) -> str:
    """Every word that an activity may be found by, without case: its own, and its items'."""
    return "\n".join(_texts(activity, framework)).casefold()


def _texts(activity: Activity, framework: Framework | None) -> Iterator[str]:
    yield activity.title
    yield activity.summary
    yield activity.code.replace("-", " ")
    yield from activity.professions
    yield activity.kind.replace("_", " ")
    for use, codes in activity.codes_by_use:
        for code in codes:
            item = framework.find(code) if framework else None
            if item is None:
                continue
            yield item.abbreviated
            yield item.statement
            if use is not Use.MAPPED:
                yield from (label.text for label in item.labels)
