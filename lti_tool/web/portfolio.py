"""The portfolio: what a learner has collected, what is missing, and what would fill it."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request

from lti_tool.learning.activities import Kind
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.listings import LENGTHS, Wanted
from lti_tool.learning.portfolio import Sought, Standing
from lti_tool.web.current import Who, admits, owner, services, visit_activity
from lti_tool.web.forms import number_in

bp = Blueprint("portfolio", __name__, url_prefix="/v/<visit>/portfolio")

Choice = TypeVar("Choice", bound=StrEnum)

_LONGEST = 200


@bp.get("")
@admits(Who.LEARNER)
def overview() -> str:
    """Coverage by domain and outcome, what is missing, and what was chosen to be shown."""
    page = services().portfolio.overview(owner(), visit_activity())
    return render_template(
        "portfolio/overview.html",
        page=page,
        feedback=services().feedback.waiting(owner()),
        visit_activity=visit_activity(),
    )


@bp.get("/timeline")
@admits(Who.LEARNER)
def timeline() -> str:
    """Every piece of evidence, the latest first, or those that fit what is looked for."""
    page = services().portfolio.timeline(owner(), visit_activity(), _sought(), _page_number())
    return render_template(
        "portfolio/timeline.html",
        page=page,
        visit_activity=visit_activity(),
        asked=_asked("words", "item", "state", "sort", "showcased"),
        standings=Standing,
        sorts=EvidenceSort,
    )


@bp.get("/activities")
@admits(Who.LEARNER)
def activities() -> str:
    """Every activity that can be opened from here, or those that fit what is looked for."""
    page = services().portfolio.activities(_wanted(), _page_number())
    return render_template(
        "portfolio/activities.html",
        page=page,
        visit_activity=visit_activity(),
        asked=_asked("words", "domain", "outcome", "theme", "kind", "longest"),
        kinds=Kind,
        lengths=LENGTHS,
    )


def _sought() -> Sought:
    return Sought(
        words=_said("words"),
        item=_said("item"),
        standing=_choice(Standing, "state"),
        sort=_choice(EvidenceSort, "sort"),
        is_showcased=bool(_said("showcased")),
    )


def _wanted() -> Wanted:
    items = (_said("domain"), _said("outcome"), _said("theme"))
    return Wanted(
        words=_said("words"),
        items=tuple(item for item in items if item),
        kind=_choice(Kind, "kind"),
        longest=number_in(_said("longest")) or None,
    )


def _said(name: str) -> str:
    """What was asked for. No database takes the character that ends a string in C."""
    return request.args.get(name, "").replace("\0", " ").strip()[:_LONGEST]


def _asked(*names: str) -> dict[str, str]:
    """What was asked for, to be asked for again on the next page."""
    return {name: said for name in names if (said := _said(name))}


def _choice(kind: type[Choice], name: str) -> Choice | None:
    """What was chosen; what is no choice of ours counts as none."""
    said = _said(name)
    return kind(said) if said in {one.value for one in kind} else None


def _page_number() -> int:
    return number_in(_said("page")) or 1
