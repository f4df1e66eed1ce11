"""Review: the queue of a course, a piece beside the form that decides about it, work by link."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import escape
from werkzeug.wrappers import Response

from lti_tool.learning.identifiers import IdentifiersFoundError
from lti_tool.learning.refusals import FieldsError, MissingError, OtherWordsError, PassedError
from lti_tool.learning.reviews import Decision, verdict_field, why_field
from lti_tool.learning.unshown import UnshownWordsError
from lti_tool.services.evidence import Instructor
from lti_tool.services.reviews import (
    Place,
    QueueFilter,
    ReviewedLearner,
    Reviewer,
    ReviewPage,
    ReviewSent,
)
from lti_tool.web.current import NotForYouError, Who, admits, services, visitor
from lti_tool.web.forms import ActionForm, number_in
from lti_tool.web.review_forms import asked_of, queue_filter, review_sent, turn_sent

bp = Blueprint("reviews", __name__, url_prefix="/v/<visit>/review")

Answer = Response | tuple[str, int]


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
        return _column(None if here.page else here.resource_link_id)
    person_id = services().reviews.find_learner(place, here.for_subject)
    if person_id is None:
        return render_template("reviews/nobody.html", link=services().reviews.link(place))
    return _their_work(place, person_id)


@bp.get("/queue")
@admits(Who.INSTRUCTOR)
def queue() -> str:
    """What waits to be decided, the longest first, or what else is asked for."""
    wanted, number = queue_filter(), number_in(request.args.get("page", "")) or 1
    page = services().reviewing.queue.page(_reviewer(), wanted, number)
    return render_template(
        "reviews/queue.html", page=page, asked=asked_of(wanted), visitor=visitor(), **_done()
    )


@bp.get("/evidence/<int:evidence_id>")
@admits(Who.INSTRUCTOR)
def piece(evidence_id: int) -> str:
    """A piece of evidence beside the form that decides about it; its author is told of the look."""
    return _page(evidence_id)


@bp.post("/evidence/<int:evidence_id>")
@admits(Who.INSTRUCTOR)
def decide(evidence_id: int) -> Answer:
    """Decide about a piece or return it, and go on to the next that waits."""
    sent, wanted = review_sent(), queue_filter()
    try:
        made = services().reviewing.deciding.decide(_reviewer(), evidence_id, sent)
    except FieldsError as error:
        return _refused(evidence_id, sent, error)
    except IdentifiersFoundError as error:
        return _page(evidence_id, sent, found=error), 422
    except PassedError as error:
        return _page(evidence_id, sent, overtaken=str(error)), 409
    next_id = services().reviewing.queue.next_waiting(_reviewer(), wanted, evidence_id)
    return _on(next_id, made.decision_id)


@bp.post("/evidence/<int:evidence_id>/draft")
@admits(Who.INSTRUCTOR)
def draft(evidence_id: int) -> str | tuple[str, int]:
    """Keep what an instructor has chosen and typed so far, for them alone."""
    try:
        saved_at = services().reviewing.drafts.save(_reviewer(), evidence_id, review_sent())
    except FieldsError as error:
        return str(escape(error)), 422
    return render_template("reviews/saved.html", saved_at=saved_at)


@bp.post("/evidence/<int:evidence_id>/decisions/<int:decision_id>/undo")
@admits(Who.INSTRUCTOR)
def undo(evidence_id: int, decision_id: int) -> Answer:
    """Take the latest decision back, and show its piece again."""
    try:
        services().reviewing.undoing.undo(_reviewer(), evidence_id, decision_id, turn_sent())
    except PassedError as error:
        return _page(evidence_id, overtaken=str(error)), 409
    return _to_piece(evidence_id, undone=decision_id)


@bp.post("/shortcuts")
@admits(Who.INSTRUCTOR)
def shortcuts() -> Answer:
    """Turn single keys on or off; what was typed beside the switch is kept as a draft."""
    here, evidence_id = _reviewer(), number_in(request.args.get("evidence", "")) or 0
    services().reviewing.desk.set_shortcuts(here, is_on=request.form.get("shortcuts") == "on")
    if "turn" in request.form:
        try:
            services().reviewing.drafts.save(here, evidence_id, review_sent())
        except FieldsError as error:
            return _page(evidence_id, review_sent(), problems=dict(error.problems)), 422
    return _to_piece(evidence_id, "keys")


@bp.get("/learners")
@admits(Who.INSTRUCTOR)
def everybody() -> str:
    """Everybody who has begun at this link, whose work has waited longest first."""
    number = number_in(request.args.get("page", "")) or 1
    page = services().reviews.begun(_place(), number)
    return render_template("reviews/everybody.html", page=page, visitor=visitor())


@bp.get("/learners/<int:person_id>")
@admits(Who.INSTRUCTOR)
def learner(person_id: int) -> str:
    """What one learner did at this link, and what else they submitted to the course."""
    page = services().reviews.learner(_place(), person_id)
    return render_template("reviews/learner.html", page=page)


def _own(place: Place) -> Response:
    """Learners get the page of their own result, or the activity where there is none yet."""
    here = visitor()
    attempt_id = services().reviews.own(place, here.person_id, here.for_subject)
    if here.page is not None:
        return redirect(url_for("portfolio.overview"), code=303)
    if attempt_id is None:
        return redirect(url_for("attempts.home"), code=303)
    return redirect(url_for("attempts.result", attempt_id=attempt_id), code=303)


def _column(link: int | None) -> Response:
    """The queue of a column: what waits there, or all of it where nothing waits."""
    wanted = QueueFilter(resource_link_id=link)
    shown = services().reviewing.queue.first_shown(_reviewer(), wanted)
    return redirect(url_for("reviews.queue", **asked_of(replace(wanted, shown=shown))), code=303)


def _their_work(place: Place, person_id: int) -> Response:
    """The newest evidence of a learner at the link; where none is shared, what there is of them."""
    newest = services().reviews.learner(place, person_id).newest_shared
    if newest is None or newest.evidence_id is None:
        return redirect(url_for("reviews.learner", person_id=person_id), code=303)
    link = place.resource_link_id
    return redirect(url_for("reviews.piece", evidence_id=newest.evidence_id, link=link), code=303)


def _reviewer() -> Reviewer:
    here = visitor()
    return Reviewer(tenant_id=here.tenant_id, person_id=here.person_id, context_id=here.context_id)


def _place() -> Place:
    here = visitor()
    if here.resource_link_id is None:
        raise MissingError("Your platform did not say which activity of the course this is about.")
    return Place(
        tenant_id=here.tenant_id,
        context_id=here.context_id,
        resource_link_id=here.resource_link_id,
    )


def _page(
    evidence_id: int,
    sent: ReviewSent | None = None,
    *,
    problems: Mapping[str, str] | None = None,
    found: IdentifiersFoundError | None = None,
    overtaken: str = "",
) -> str:
    """A piece beside its form, with what was typed where that was not taken."""
    here, wanted = _reviewer(), queue_filter()
    reader = Instructor(
        tenant_id=here.tenant_id, person_id=here.person_id, context_id=here.context_id
    )
    # First the turn, then what is read: were it submitted again in between, nothing is decided.
    page = services().reviewing.desk.page(here, evidence_id, wanted, sent)
    opened = services().evidence.submitted.open(reader, evidence_id)
    return render_template(
        "reviews/piece.html",
        opened=opened,
        page=page,
        tries=_tries(page),
        names=_names(page),
        problems=problems or {},
        found=found,
        overtaken=overtaken,
        undone=_undone(page),
        unsaved=request.form.get("changed", "") if sent else "",
        asked=asked_of(wanted),
        visitor=visitor(),
        **_done(),
    )


def _refused(evidence_id: int, sent: ReviewSent, error: FieldsError) -> tuple[str, int]:
    """The form as it was sent, with what was wrong, and with what was written elsewhere."""
    texts = error.texts if isinstance(error, UnshownWordsError) else {}
    problems, status = dict(error.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    if texts or isinstance(error, OtherWordsError):
        status = HTTPStatus.CONFLICT
    shown = _page(evidence_id, sent.with_texts(texts), problems=problems, found=error.suspected)
    return shown, status


def _tries(page: ReviewPage) -> ReviewedLearner | None:
    """What else the author did at the link that the piece came from."""
    if page.resource_link_id is None:
        return None
    here = visitor()
    place = Place(
        tenant_id=here.tenant_id,
        context_id=here.context_id,
        resource_link_id=page.resource_link_id,
    )
    return services().reviews.learner(place, page.author_id)


def _undone(page: ReviewPage) -> Decision | None:
    """The decision that was taken back just before this page, if it is still taken back."""
    number = number_in(request.args.get("undone", ""))
    return next((one for one in page.decisions if one.id == number and not one.stands), None)


def _names(page: ReviewPage) -> dict[str, str]:
    """What the fields are called, for what is said of them at the top of the page."""
    return {
        **{verdict_field(line.item_id): line.heading for line in page.lines},
        **{why_field(line.item_id): line.heading for line in page.lines},
    }


def _done() -> dict[str, Any]:
    """What was decided just before this page, and the proof that its undoing came from it."""
    decision_id = number_in(request.args.get("done", ""))
    done = services().reviewing.desk.decided(_reviewer(), decision_id) if decision_id else None
    return {"done": done, "form": ActionForm()}


def _on(next_id: int | None, done: int) -> Response:
    """Go on to the next piece that waits; after the last one to the queue, which says so."""
    asked = {**asked_of(queue_filter()), "done": str(done)}
    if next_id is None:
        return redirect(url_for("reviews.queue", _anchor="queue", **asked), code=303)
    to = url_for("reviews.piece", evidence_id=next_id, _anchor="piece", **asked)
    return redirect(to, code=303)


def _to_piece(evidence_id: int, anchor: str = "piece", *, undone: int | None = None) -> Response:
    asked = asked_of(queue_filter()) | ({} if undone is None else {"undone": str(undone)})
    to = url_for("reviews.piece", evidence_id=evidence_id, _anchor=anchor, **asked)
    return redirect(to, code=303)
