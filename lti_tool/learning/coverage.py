"""What a library of activities covers of a framework, and what it leaves out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lti_tool.learning.activities import Activity, Kind, Scoring
from lti_tool.learning.frameworks import Framework, FrameworkItem, Level, Problem, Use
from lti_tool.learning.parts import PartSort
from lti_tool.learning.questions import QuestionSort

Trait = TypeVar("Trait", bound=str)


@dataclass(frozen=True, kw_only=True)
class ItemCoverage:
    """One item of the framework, and the activities that name it."""

    item: FrameworkItem
    level: Level
    activities: tuple[Activity, ...]

    @property
    def times(self) -> int:
        """How many activities name the item."""
        return len(self.activities)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the activities of one framework cover of it, and of what an activity can be."""

    framework: Framework
    activities: tuple[Activity, ...]
    """Those that name the framework, in the order of their codes."""
    items: tuple[ItemCoverage, ...]
    """Every item of the framework, in its order."""
    kinds: Mapping[Kind, tuple[Activity, ...]]
    scorings: Mapping[Scoring, tuple[Activity, ...]]
    parts: Mapping[PartSort, tuple[Activity, ...]]
    questions: Mapping[QuestionSort, tuple[Activity, ...]]
    professions: Mapping[str, tuple[Activity, ...]]
    """The professions that activities were made for, in the order of the alphabet."""

    def of_level(self, key: str) -> tuple[ItemCoverage, ...]:
        """List what is covered of one level, in order."""
        return tuple(one for one in self.items if one.level.key == key)


def coverage(activities: Iterable[Activity], framework: Framework) -> Coverage:
    """Find out what activities cover of a framework; those of other frameworks are left out."""
    named = [activity for activity in activities if activity.framework == framework.code]
    chosen = tuple(sorted(named, key=lambda activity: activity.code))
    professions = {name for activity in chosen for name in activity.professions}
    return Coverage(
        framework=framework,
        activities=chosen,
        items=tuple(
            ItemCoverage(
                item=item,
                level=framework.level(item.level),
                activities=tuple(one for one in chosen if item.code in _codes(one)),
            )
            for item in framework.items
        ),
        kinds=_having(chosen, {one.code: {one.kind} for one in chosen}, Kind),
        scorings=_having(chosen, {one.code: {one.scoring} for one in chosen}, Scoring),
        parts=_having(
            chosen, {one.code: {part.sort for part in one.parts} for one in chosen}, PartSort
        ),
        questions=_having(
            chosen, {one.code: {q.sort for q in one.questions} for one in chosen}, QuestionSort
        ),
        professions=_having(
            chosen, {one.code: set(one.professions) for one in chosen}, sorted(professions)
        ),
    )


def gaps(covered: Coverage, *, filed_times: int = 1) -> tuple[Problem, ...]:
    """Say what a library lacks: items no activity names, and kinds and parts that none has.

    Items that evidence is filed under are to be named ``filed_times``, all others once.
    """
    return (
        *_item_gaps(covered, filed_times),
        *_trait_gaps("kind", covered.kinds),
        *_trait_gaps("part", covered.parts),
        *_trait_gaps("question", covered.questions),
    )


def _codes(activity: Activity) -> set[str]:
    return {code for _, codes in activity.codes_by_use for code in codes}


def _having(
    activities: tuple[Activity, ...], traits: Mapping[str, set[Trait]], wanted: Iterable[Trait]
) -> dict[Trait, tuple[Activity, ...]]:
    return {
        trait: tuple(activity for activity in activities if trait in traits[activity.code])
        for trait in wanted
    }


def _item_gaps(covered: Coverage, filed_times: int) -> Iterator[Problem]:
    for one in covered.items:
        wanted = filed_times if one.level.use is Use.FILED else 1
        if one.times < wanted:
            said = "no activity" if one.times == 0 else f"{one.times} of {wanted} activities"
            yield Problem(one.item.code, f"{one.item.code} ({one.level.name}) has {said}")


def _trait_gaps(what: str, found: Mapping[Trait, tuple[Activity, ...]]) -> Iterator[Problem]:
    for trait, activities in found.items():
        if not activities:
            yield Problem(trait, f'no activity has the {what} "{trait}"')
