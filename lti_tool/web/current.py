"""Who is here and what the views may use: the one place that asks Flask for either."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, session

from lti_tool.learning.refusals import MissingError
from lti_tool.services.attachments import Attachments, OpenFiles
from lti_tool.services.attempts import Attempts, Desk, Learner
from lti_tool.services.columns import ColumnServices
from lti_tool.services.contexts import Contexts
from lti_tool.services.deep_linking import DeepLinking
from lti_tool.services.deliveries import Agreeing, ContextScores, Resending, ScoreLog
from lti_tool.services.evidence import EvidenceServices
from lti_tool.services.launch import (
    Arrivals,
    LaunchLog,
    Logins,
    RefusalLimit,
    Visitor,
    Visits,
)
from lti_tool.services.library import Library
from lti_tool.services.links import Links
from lti_tool.services.metrics import Metrics
from lti_tool.services.portfolio import Owner, Portfolio, VisitActivity
from lti_tool.services.privacy import Privacy
from lti_tool.services.reviews import OwnFeedback, Reviews, ReviewServices

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Services:
    """What the views may call: one use case each."""

    logins: Logins
    arrivals: Arrivals
    visits: Visits
    launch_log: LaunchLog
    refusal_limit: RefusalLimit
    links: Links
    columns: ColumnServices
    contexts: Contexts
    library: Library
    attempts: Attempts
    desk: Desk
    attachments: Attachments
    open_files: OpenFiles
    deep_linking: DeepLinking
    score_log: ScoreLog
    course_scores: ContextScores
    resending: Resending
    agreeing: Agreeing
    evidence: EvidenceServices
    feedback: OwnFeedback
    portfolio: Portfolio
    reviews: Reviews
    reviewing: ReviewServices
    privacy: Privacy
    key_set: Callable[[], dict[str, Any]]
    metrics: Metrics
    is_ready: Callable[[], bool]


class Who(StrEnum):
    """Who may enter a view."""

    ANYBODY = "anybody"
    PLATFORM = "platform"
    """A browser that a platform sends; what it brings is verified by the view's use case."""
    VISITOR = "visitor"
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    BUILDER = "builder"
    PICKER = "picker"


class VisitEndedError(Exception):
    """There is no visit, it has ended, or this browser does not hold its cookie."""


class NotForYouError(Exception):
    """The visitor's role does not open this page."""


def services() -> Services:
    """The use cases of the tool that answers this request."""
    return cast("Services", current_app.extensions["lti_tool"])


def visitor() -> Visitor:
    """Who is here. Raises :class:`VisitEndedError`."""
    if "visitor" not in g:
        visit_id = g.get("visit_id")
        found = services().visits.enter(visit_id) if _holds(visit_id) else None
        if found is None:
            raise VisitEndedError
        g.visitor = found
    return cast("Visitor", g.visitor)


def holds_visit() -> bool:
    """Whether this browser holds the cookie of the visit that its address names."""
    return _holds(g.get("visit_id"))


def close_without_cookie() -> None:
    """Turn away whoever names a visit without its cookie: no form of theirs could be proved."""
    if "visit_id" in g and not holds_visit():
        raise VisitEndedError


def learner() -> Learner:
    """Whose attempt it is. Raises :class:`MissingError` where there is nothing to attempt."""
    here = visitor()
    if here.resource_link_id is None:
        raise MissingError("This visit did not come from an activity.")
    return Learner(
        tenant_id=here.tenant_id,
        person_id=here.person_id,
        context_id=here.context_id,
        resource_link_id=here.resource_link_id,
        activity_code=here.activity_code,
    )


def owner() -> Owner:
    """Whose portfolio is looked at: always the visitor's own."""
    here = visitor()
    return Owner(tenant_id=here.tenant_id, person_id=here.person_id)


def visit_activity() -> VisitActivity:
    """Where the visit came from, so that its own activity opens in its course."""
    here = visitor()
    return VisitActivity(resource_link_id=here.resource_link_id, activity_code=here.activity_code)


def waiting_for_review() -> int:
    """How much waits for an instructor of this course to decide, for the pages that say so."""
    here = visitor()
    return services().contexts.count_awaiting(
        tenant_id=here.tenant_id, context_id=here.context_id, reader_id=here.person_id
    )


def admits(who: Who) -> Callable[[View], View]:
    """Say who may enter a view; everybody else gets a page that says why not."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if who not in {Who.ANYBODY, Who.PLATFORM}:
                _check(who, visitor())
            return view(*args, **kwargs)

        guarded.admits = who  # type: ignore[attr-defined]  # read by the house's test of all routes
        return cast("View", guarded)

    return declare


def _holds(visit_id: object) -> bool:
    return visit_id is not None and session.get("visit") == visit_id


def _check(who: Who, here: Visitor) -> None:
    allowed = {
        Who.VISITOR: True,
        Who.LEARNER: here.may_attempt,
        Who.INSTRUCTOR: here.may_teach,
        Who.BUILDER: here.may_build,
        Who.PICKER: here.may_pick,
    }
    if not allowed[who]:
        raise NotForYouError
