"""What a curriculum is: typed levels, and items with the source of every word."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what somebody wrote."""

    where: str
    """The field, the key of a part, question or option, or the code of an item."""
    sentence: str


class Use(StrEnum):
    """What evidence does with the items of a level."""

    FILED = "filed"
    MAPPED = "mapped"
    TAGGED = "tagged"


@dataclass(frozen=True, kw_only=True)
class Level:
    """One sort of item: a domain, a programme outcome, a domain outcome, a theme."""

    key: str
    name: str
    plural: str
    use: Use
    spans: bool = False
    """Its items belong to the whole framework and may span several filed items."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """Another wording of an item, and where that wording is found."""

    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class FrameworkItem:
    """One statement of a framework, with its provenance."""

    identifier: str
    """A UUID that never changes, whatever happens to the wording."""
    code: str
    level: str
    statement: str
    abbreviated: str
    labels: tuple[Label, ...] = ()
    parent: str | None = None
    """The code of the item it belongs to, as a domain outcome belongs to a domain."""
    source: str
    version: str
    dated: str
    licence: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Framework:
    """A curriculum: its levels and items, in order, and where all of it comes from."""

    identifier: str
    code: str
    title: str
    version: str
    publisher: str
    source: str
    dated: str
    licence: str
    audience: tuple[str, ...] = ()
    """Professions and stages it is meant for; empty means everybody."""
    levels: tuple[Level, ...]
    items: tuple[FrameworkItem, ...]

    def find(self, code: str) -> FrameworkItem | None:
        """Find the item with this code, if there is one."""
        return next((item for item in self.items if item.code == code), None)

    def item(self, code: str) -> FrameworkItem:
        """Get the item with this code; KeyError if there is none."""
        found = self.find(code)
        if found is None:
            raise KeyError(code)
        return found

    def items_of(self, level: str) -> tuple[FrameworkItem, ...]:
        """List the items of one level, in order."""
        return tuple(item for item in self.items if item.level == level)

    def level(self, key: str) -> Level:
        """Get the level with this key; KeyError if there is none."""
        for level in self.levels:
            if level.key == key:
                return level
        raise KeyError(key)

    def levels_used(self, use: Use) -> tuple[Level, ...]:
        """List the levels that are filed, mapped or tagged, in order."""
        return tuple(level for level in self.levels if level.use is use)

    def items_used(self, use: Use) -> tuple[FrameworkItem, ...]:
        """List the items that are filed, mapped or tagged, in order."""
        keys = {level.key for level in self.levels_used(use)}
        return tuple(item for item in self.items if item.level in keys)


def problems(framework: Framework) -> tuple[Problem, ...]:
    """Say what is wrong with a framework in itself; nothing, if it is sound."""
    return (
        *_repeated("level", [level.key for level in framework.levels]),
        *_repeated("code", [item.code for item in framework.items]),
        *_repeated("identifier", [item.identifier for item in framework.items]),
        *_unfiled(framework),
        *(problem for item in framework.items for problem in _item_problems(item, framework)),
    )


def _repeated(what: str, values: list[str]) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem(value, f'the {what} "{value}" is there {times} times')


def _unfiled(framework: Framework) -> Iterator[Problem]:
    if not framework.items_used(Use.FILED):
        yield Problem("items", "there is no item of a level that evidence is filed under")


def _item_problems(item: FrameworkItem, framework: Framework) -> Iterator[Problem]:
    if item.level not in {level.key for level in framework.levels}:
        yield Problem(item.code, f'{item.code} is of the level "{item.level}", which is not there')
    if item.parent is None:
        return
    parent = framework.find(item.parent)
    if parent is None:
        yield Problem(item.code, f'{item.code} belongs to "{item.parent}", which is not there')
    elif _reaches(item.code, parent, framework):
        yield Problem(item.code, f"{item.code} belongs to itself by way of {item.parent}")


def _reaches(code: str, start: FrameworkItem, framework: Framework) -> bool:
    seen: set[str] = set()
    item: FrameworkItem | None = start
    while item is not None and item.code not in seen:
        if item.code == code:
            return True
        seen.add(item.code)
        item = framework.find(item.parent) if item.parent else None
    return False
