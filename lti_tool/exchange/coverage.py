"""The table of what the library covers, as the text of a page in ``docs/``."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lti_tool.learning.activities import Activity
from lti_tool.learning.coverage import Coverage, Trait

_ACTIVITIES_AT = "../config/activities"
_NONE = "–"  # noqa: RUF001  # an empty cell that can be seen
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def write_coverage(
    covered: Sequence[Coverage], *, activities_at: str = "../config/activities"
) -> str:
    """Write what activities cover, framework by framework, as one Markdown page.

    ``activities_at`` is where the page finds the files of the activities.
    """
    blocks = [
        "# What the activities cover",
        "Made from the files in `config/`: change those, not this page.",
    ]
    for one in covered:
        blocks += _Page(one, activities_at).blocks()
    return "\n\n".join(blocks) + "\n"


class _Page:
    def __init__(self, covered: Coverage, activities_at: str) -> None:
        self._covered = covered
        self._at = activities_at

    def blocks(self) -> Iterator[str]:
        framework = self._covered.framework
        yield f"## {_plain(framework.title)}"
        yield f"{_counted(len(self._covered.activities), 'activity', 'activities')}."
        for level in framework.levels:
            yield f"### {_plain(level.plural)}"
            rows = (
                (one.item.code, one.item.statement, str(one.times), one.activities)
                for one in self._covered.of_level(level.key)
            )
            yield _table(
                ("code", level.name, "times", "activities"),
                ((code, _plain(said), times, self._links(by)) for code, said, times, by in rows),
            )
        yield "### What they are made of"
        yield _table(("what", "which", "times", "activities"), self._traits())
        yield "### Activity by activity"
        yield _table(
            ("activity", "kind", "minutes", "scoring", "parts", "filed, mapped, tagged", "for"),
            (self._row(activity) for activity in self._covered.activities),
        )

    def _traits(self) -> Iterator[Sequence[str]]:
        yield from self._trait("kind", self._covered.kinds)
        yield from self._trait("scoring", self._covered.scorings)
        yield from self._trait("part", self._covered.parts)
        yield from self._trait("question", self._covered.questions)
        yield from self._trait("made for", self._covered.professions)

    def _trait(
        self, what: str, found: Mapping[Trait, tuple[Activity, ...]]
    ) -> Iterator[Sequence[str]]:
        for trait, by in found.items():
            yield what, _plain(_words(trait)), str(len(by)), self._links(by)

    def _row(self, activity: Activity) -> Sequence[str]:
        codes = [code for _, codes in activity.codes_by_use for code in codes]
        sorts = dict.fromkeys(_words(part.sort) for part in activity.parts)
        return (
            self._link(activity),
            _words(activity.kind),
            str(activity.minutes),
            _words(activity.scoring),
            ", ".join(sorts),
            ", ".join(_plain(code) for code in codes),
            ", ".join(_plain(name) for name in activity.professions) or "everybody",
        )

    def _links(self, activities: Iterable[Activity]) -> str:
        return ", ".join(self._link(activity) for activity in activities) or _NONE

    def _link(self, activity: Activity) -> str:
        return f"[{_plain(activity.title)}]({self._at}/{activity.code}.md)"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
