"""What evidence is, and what an attempt becomes evidence of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lti_tool.learning.activities import Activity
from lti_tool.learning.frameworks import Framework, FrameworkItem, Use
from lti_tool.learning.marking import Mark
from lti_tool.learning.texts import too_long

MOST_OUTCOMES: Final = 3
"""How many outcomes of one framework a piece of evidence may be mapped to."""
LONGEST_REASON: Final = 300
NOTHING_PICKED: Final[Mapping[str, str]] = MappingProxyType({})


class Audience(StrEnum):
    """Who may see a piece of evidence."""

    PRIVATE = "private"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class EvidenceSort(StrEnum):
    """What a piece of evidence is: what an activity left, or what its author added."""

    ACTIVITY = "activity"
    REFLECTIVE_ACCOUNT = "reflective_account"
    CERTIFICATE = "certificate"
    PROJECT = "project"
    OTHER_LEARNING = "other_learning"


class EvidenceAction(StrEnum):
    """What somebody did with a piece of evidence, as its author is told."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    VIEWED = "viewed"
    FILE_OPENED = "file_opened"
    RETURNED = "returned"
    CHANGED = "changed"
    """Its author changed what was returned to them, once or more often within an hour."""
    DECIDED = "decided"
    UNDONE = "undone"
    """A decision was taken back."""
    ACKNOWLEDGED = "acknowledged"
    """Its author has read what was decided."""
    IDENTIFIERS_OVERRIDDEN = "identifiers_overridden"
    """What looked like a patient's identifier was shared all the same."""


class MappingState(StrEnum):
    """What has been decided about one mapping."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    NOT_YET = "not_yet"
    RECOGNISED = "recognised"


@dataclass(frozen=True, kw_only=True)
class ItemTie:
    """Evidence tied to one framework item, by its code."""

    code: str
    use: Use
    state: MappingState
    reason: str | None = None
    """Why the learner says that it shows this outcome."""


def pickable(activity: Activity) -> tuple[str, ...]:
    """The outcomes of an activity that its learner says to be shown by the work, or not.

    What is marked shows all of them, or none.
    """
    return () if activity.is_marked else activity.mapped


def outcome_problems(mapped: Mapping[str, str], framework_of: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a choice of outcomes, each with its reason, by field: a sentence."""
    frameworks = [framework_of.get(code, "") for code in mapped]
    problems = {
        f"reason-{code}": too_long(reason, LONGEST_REASON)
        for code, reason in mapped.items()
        if len(reason) > LONGEST_REASON
    }
    if any(frameworks.count(framework) > MOST_OUTCOMES for framework in frameworks):
        problems["mapped"] = f"Choose {MOST_OUTCOMES} outcomes at most: those that it shows best"
    return problems


def reasons_missing(mapped: Mapping[str, str]) -> dict[str, str]:
    """The outcomes that were chosen without saying why, by field: a sentence."""
    return {
        f"reason-{code}": "Say in one sentence why"
        for code, reason in mapped.items()
        if not reason.strip()
    }


def ties_of(
    activity: Activity, mark: Mark, picked: Mapping[str, str] = NOTHING_PICKED
) -> tuple[ItemTie, ...]:
    """What a marked attempt is filed under, mapped to and tagged with.

    A passed knowledge check is recognised by itself; one that was not passed is evidence of the
    work, with its outcomes ``not_yet`` shown. Having done all parts proves nothing by itself: of
    what is not marked, everything is ``proposed``, and of the outcomes those alone that were
    ``picked``, each with its reason. Themes and domains say where it belongs, not how well it was
    done, but carry the same state so that coverage can be counted in one way.
    """
    offered = pickable(activity)
    return tuple(
        ItemTie(code=code, use=use, state=_state(activity, mark), reason=picked.get(code))
        for use, codes in activity.codes_by_use
        for code in codes
        if use is not Use.MAPPED or code not in offered or code in picked
    )


def _state(activity: Activity, mark: Mark) -> MappingState:
    if not activity.is_marked:
        return MappingState.PROPOSED
    return MappingState.RECOGNISED if mark.passed else MappingState.NOT_YET


@dataclass(frozen=True, kw_only=True)
class Towards:
    """What an activity counts for, as a page says it."""

    framework: Framework
    filed: tuple[FrameworkItem, ...]
    mapped: tuple[FrameworkItem, ...]
    tagged: tuple[FrameworkItem, ...]


def towards(activity: Activity, framework: Framework) -> Towards:
    """What an activity counts for; items that the framework no longer has are left out."""
    return Towards(
        framework=framework,
        filed=_found(framework, activity.filed),
        mapped=_found(framework, activity.mapped),
        tagged=_found(framework, activity.tagged),
    )


def _found(framework: Framework, codes: tuple[str, ...]) -> tuple[FrameworkItem, ...]:
    return tuple(item for code in codes if (item := framework.find(code)) is not None)
