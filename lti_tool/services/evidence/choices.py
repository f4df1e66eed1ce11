"""What evidence can be tied to, and by which names a form says so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.evidence import pickable
from lti_tool.learning.frameworks import Framework, FrameworkItem, Use
from lti_tool.learning.own_evidence import OutcomeDomain
from lti_tool.learning.portfolio import domain_of
from lti_tool.services.evidence.pages import Choice, FrameworkChoices, LevelChoices
from lti_tool.store import frameworks
from lti_tool.store.tables import Evidence

ReadFramework = Callable[[str], Framework]
"""Reads a framework from the document that is kept of it."""


@dataclass(frozen=True, kw_only=True)
class KnownFramework:
    """A framework that has been loaded, and the id of its row."""

    id: int
    value: Framework


def known_frameworks(session: Session, read_framework: ReadFramework) -> tuple[KnownFramework, ...]:
    """Every framework that evidence can be tied to."""
    return tuple(
        KnownFramework(id=row.id, value=read_framework(row.document))
        for row in frameworks.list_all(session)
    )


def ref(framework: Framework, code: str) -> str:
    """The name of an item in a form; codes of two frameworks may be the same."""
    return f"{framework.code}:{code}"


def refs_of(row: Evidence, known: Sequence[KnownFramework]) -> dict[int, str]:
    """By mapping: the name of its item in a form, where the framework still has it."""
    by_id = {one.id: one.value for one in known}
    return {
        one.id: ref(by_id[one.item.framework_id], one.item.code)
        for one in row.mappings
        if one.item.is_current and one.item.framework_id in by_id
    }


def choices_of(
    known: Sequence[KnownFramework], activity: Activity | None
) -> tuple[FrameworkChoices, ...]:
    """What there is to choose from: all, or the outcomes that an activity is tagged with."""
    if activity is None:
        return tuple(_all_of(one.value) for one in known)
    return tuple(
        FrameworkChoices(
            title=one.value.title,
            filed=(),
            mapped=_levels(one.value, Use.MAPPED, only=pickable(activity)),
            tagged=(),
        )
        for one in known
        if one.value.code == activity.framework
    )


def _all_of(framework: Framework) -> FrameworkChoices:
    return FrameworkChoices(
        title=framework.title,
        filed=_levels(framework, Use.FILED),
        mapped=_levels(framework, Use.MAPPED),
        tagged=_levels(framework, Use.TAGGED),
    )


def _levels(
    framework: Framework, use: Use, only: Iterable[str] | None = None
) -> tuple[LevelChoices, ...]:
    wanted = None if only is None else {*only}

    def choices(items: Iterable[FrameworkItem]) -> tuple[Choice, ...]:
        return tuple(
            Choice(ref=ref(framework, item.code), item=item)
            for item in items
            if wanted is None or item.code in wanted
        )

    levels = (
        LevelChoices(
            name=level.name, plural=level.plural, choices=choices(framework.items_of(level.key))
        )
        for level in sorted(framework.levels_used(use), key=lambda one: not one.spans)
    )
    return tuple(level for level in levels if level.choices)


def offered(choices: Sequence[FrameworkChoices], use: Use) -> dict[str, str]:
    """The names that may be chosen for this use, each with the title of its framework."""
    return {
        choice.ref: framework.title
        for framework in choices
        for level in framework.used(use)
        for choice in level.choices
    }


def statements(choices: Sequence[FrameworkChoices]) -> Mapping[str, str]:
    """By the name in a form: how an item is called in a line."""
    return {
        choice.ref: choice.item.abbreviated or choice.item.statement
        for framework in choices
        for use in Use
        for level in framework.used(use)
        for choice in level.choices
    }


def domains_of(known: Sequence[KnownFramework]) -> dict[str, OutcomeDomain]:
    """By the name of an outcome in a form: its domain, where it belongs to one."""
    return {
        ref(one.value, outcome.code): OutcomeDomain(
            domain=ref(one.value, domain.code),
            name=domain.abbreviated or domain.statement,
            outcome=outcome.abbreviated or outcome.statement,
        )
        for one in known
        for outcome in one.value.items_used(Use.MAPPED)
        if (domain := domain_of(one.value, outcome)) is not None
    }


def item_ids(
    session: Session, known: Sequence[KnownFramework], refs: Iterable[str]
) -> dict[str, int]:
    """The ids of items by their names in a form."""
    wanted = {*refs}
    found: dict[str, int] = {}
    for one in known:
        codes = {ref(one.value, item.code): item.code for item in one.value.items}
        chosen = {name: code for name, code in codes.items() if name in wanted}
        if chosen:
            ids = frameworks.item_ids(session, one.value.code, chosen.values())
            found |= {name: ids[code] for name, code in chosen.items() if code in ids}
    return found
