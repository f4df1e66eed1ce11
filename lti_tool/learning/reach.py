"""What the activities of one course reach of a curriculum, and what they leave out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lti_tool.learning.frameworks import Framework, FrameworkItem, Level
from lti_tool.learning.listings import Listing


@dataclass(frozen=True, kw_only=True)
class ItemReach:
    """One item of a framework, and the activities of the course that are tagged with it."""

    item: FrameworkItem
    activities: tuple[Listing, ...]


@dataclass(frozen=True, kw_only=True)
class LevelReach:
    """One level of a framework, item by item."""

    level: Level
    items: tuple[ItemReach, ...]

    @property
    def reached(self) -> int:
        """How many of its items some activity is tagged with."""
        return sum(bool(one.activities) for one in self.items)

    def reached_by(self, codes: Collection[str]) -> int:
        """How many of its items one of these activities is tagged with."""
        return sum(any(each.code in codes for each in one.activities) for one in self.items)

    @property
    def missing(self) -> tuple[FrameworkItem, ...]:
        """The items that no activity is tagged with."""
        return tuple(one.item for one in self.items if not one.activities)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What some activities reach of a framework; levels without items are left out."""

    framework: Framework
    levels: tuple[LevelReach, ...]


def reach(activities: Iterable[Listing], framework: Framework) -> Reach:
    """Find out what activities reach of a framework; those of other frameworks are left out."""
    own = [one for one in activities if one.framework == framework.code]
    tagged = {one.code: {*one.filed, *one.mapped, *one.tagged} for one in own}
    levels = (
        LevelReach(
            level=level,
            items=tuple(
                ItemReach(
                    item=item,
                    activities=tuple(one for one in own if item.code in tagged[one.code]),
                )
                for item in framework.items_of(level.key)
            ),
        )
        for level in framework.levels
    )
    return Reach(framework=framework, levels=tuple(one for one in levels if one.items))
