"""The work at one link of a course: everybody's and one learner's, for whoever opens a review."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.refusals import MissingError
from lti_tool.services.evidence import Instructor, SubmittedPage
from lti_tool.services.reviews import Place, ReviewedTry
from lti_tool.web.current import NotForYouError, Who, admits, services, visitor
from lti_tool.web.forms import number_in

bp = Blueprint("reviews", __name__, url_prefix="/v/<visit>/review")


@bp.get("")
@admits(Who.VISITOR)
def submission() -> Response | str:
    """Go to what a review was opened for: one learner's work, everybody's, or one's own."""
    here, place = visitor(), _place()
    if here.may_attempt:
        return _own(place)
    if not here.may_teach:
        raise NotForYouError
    if here.for_subject is None:
        return redirect(url_for("reviews.everybody"), code=303)
    person_id = services().reviews.find_learner(place, here.for_subject)
    if person_id is None:
        return render_template("reviews/nobody.html", link=services().reviews.link(place))
    return redirect(url_for("reviews.learner", person_id=person_id), code=303)


@bp.get("/learners")
@admits(Who.INSTRUCTOR)
def everybody() -> str:
    """Everybody who has begun at this link, whose work has waited longest first."""
    number = number_in(request.args.get("page", "")) or 1
    page = services().reviews.begun(_place(), number)
    return render_template("reviews/everybody.html", page=page)


@bp.get("/learners/<int:person_id>")
@admits(Who.INSTRUCTOR)
def learner(person_id: int) -> str:
    """What one learner did at this link; opening it is opening their newest evidence here."""
    page = services().reviews.learner(_place(), person_id)
    return render_template("reviews/learner.html", page=page, opened=_opened(page.newest_shared))


def _own(place: Place) -> Response:
    """Learners get the page of their own result, or the activity where there is none yet."""
    here = visitor()
    attempt_id = services().reviews.own(place, here.person_id, here.for_subject)
    if here.page is not None:
        return redirect(url_for("portfolio.overview"), code=303)
    if attempt_id is None:
        return redirect(url_for("attempts.home"), code=303)
    return redirect(url_for("attempts.result", attempt_id=attempt_id), code=303)


def _place() -> Place:
    here = visitor()
    if here.resource_link_id is None:
        raise MissingError("Your platform did not say which activity of the course this is about.")
    return Place(
        tenant_id=here.tenant_id,
        context_id=here.context_id,
        resource_link_id=here.resource_link_id,
    )


def _opened(newest: ReviewedTry | None) -> SubmittedPage | None:
    """The evidence of a try; its author is told that it was opened."""
    if newest is None or newest.evidence_id is None:
        return None
    here = visitor()
    instructor = Instructor(
        tenant_id=here.tenant_id, person_id=here.person_id, context_id=here.context_id
    )
    try:
        return services().evidence.submitted.open(instructor, newest.evidence_id)
    except MissingError:  # withdrawn a moment ago
        return None
