"""The portfolio: what a learner has collected, what is missing, and what would fill it."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template

from lti_tool.learning.activities import Kind
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.listings import LENGTHS, Wanted
from lti_tool.learning.portfolio import Sought, Standing
from lti_tool.web.current import Who, admits, owner, services, visit_activity
from lti_tool.web.forms import asked_for, number_in, said_in_address

bp = Blueprint("portfolio", __name__, url_prefix="/v/<visit>/portfolio")

Choice = TypeVar("Choice", bound=StrEnum)


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
        asked=asked_for("words", "item", "state", "sort", "showcased"),
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
        asked=asked_for("words", "domain", "outcome", "theme", "kind", "longest"),
        kinds=Kind,
        lengths=LENGTHS,
    )


def _sought() -> Sought:
    return Sought(
        words=said_in_address("words"),
        item=said_in_address("item"),
        standing=_choice(Standing, "state"),
        sort=_choice(EvidenceSort, "sort"),
        is_showcased=bool(said_in_address("showcased")),
    )


def _wanted() -> Wanted:
    items = (said_in_address("domain"), said_in_address("outcome"), said_in_address("theme"))
    return Wanted(
        words=said_in_address("words"),
        items=tuple(item for item in items if item),
        kind=_choice(Kind, "kind"),
        longest=number_in(said_in_address("longest")) or None,
    )


def _choice(kind: type[Choice], name: str) -> Choice | None:
    """What was chosen; what is no choice of ours counts as none."""
    said = said_in_address(name)
    return kind(said) if said in {one.value for one in kind} else None


def _page_number() -> int:
    return number_in(said_in_address("page")) or 1
