"""Where scores stand on their way to the gradebook, for the learner and for instructors."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.scores import ScoreStatus
from lti_tool.services.deliveries import Asker, ScoreShown, ScoresSought
from lti_tool.web.current import Who, admits, learner, services, visitor
from lti_tool.web.forms import ActionForm, asked_for, number_in, said_in_address

bp = Blueprint("deliveries", __name__, url_prefix="/v/<visit>")

_FILTER = ("shown", "activity", "learner")


@bp.get("/attempts/<int:attempt_id>/score")
@admits(Who.LEARNER)
def score(attempt_id: int) -> str | tuple[str, int]:
    """The line of the result page that says where the score stands now, if that has changed."""
    who = learner()
    status = services().score_log.score_of_attempt(
        attempt_id, tenant_id=who.tenant_id, person_id=who.person_id
    )
    if request.args.get("shown") == status.line:
        return "", HTTPStatus.NO_CONTENT  # a line put in anew would be read out anew
    return render_template(
        "deliveries/score.html",
        score=status,
        attempt_id=attempt_id,
        is_completion="complete" in request.args,
        still_from="",
    )


@bp.app_template_filter("score_note")
def score_note(status: ScoreStatus) -> str:
    """What there is to know of a score in its gradebook, after a blank."""
    note = services().score_log.note_on(status)
    return f" {note}" if note else ""


@bp.app_template_filter("score_advice")
def score_advice(status: ScoreStatus) -> str:
    """The same for instructors, with what to do about it."""
    advice = services().score_log.advice_on(status)
    return f" {advice}" if advice else ""


@bp.app_template_filter("note_on_replacing")
def note_on_replacing(status: ScoreStatus) -> str:
    """What there is to know of replacing a score in its gradebook, after a blank."""
    note = services().score_log.on_replacing(status)
    return f" {note}" if note else ""


@bp.app_template_test("hidden_by_an_earlier")
def hidden_by_an_earlier(status: ScoreStatus) -> bool:
    """Whether the gradebook may still show the score before it."""
    return services().score_log.is_earlier_kept(status)


@bp.get("/scores")
@admits(Who.INSTRUCTOR)
def scores() -> str:
    """The scores of the course, or those that fit, and whether they arrived."""
    page = services().course_scores.page(_sought(), number_in(said_in_address("page")) or 1)
    return render_template(
        "deliveries/scores.html",
        page=page,
        asked=asked_for(*_FILTER),
        sent=number_in(said_in_address("sent")),
        left=number_in(said_in_address("left")),
        form=ActionForm(),
    )


@bp.post("/scores/<int:delivery_id>/again")
@admits(Who.INSTRUCTOR)
def send_again(delivery_id: int) -> Response:
    """Send one score again."""
    is_sent = services().resending.send_again(_asker(), delivery_id)
    return _back(sent=int(is_sent))


@bp.post("/scores/<int:delivery_id>/leave")
@admits(Who.INSTRUCTOR)
def leave(delivery_id: int) -> Response:
    """Leave the gradebook as it is, though it holds something else than was sent."""
    is_left = services().agreeing.leave(_asker(), delivery_id, request.form.get("shown", ""))
    return _back(left=int(is_left))


@bp.post("/scores/again")
@admits(Who.INSTRUCTOR)
def send_all_again() -> Response:
    """Send every score of the course again that did not arrive."""
    return _back(sent=services().resending.send_stuck_again(_asker()))


def _back(**done: int) -> Response:
    """Go back to the list, which says how many were ``sent``, or ``left`` as they are."""
    asked = {**asked_for(*_FILTER), **done}
    address = url_for("deliveries.scores", _anchor="done", **asked)
    return redirect(address, code=303)


def _sought() -> ScoresSought:
    here, shown = visitor(), said_in_address("shown")
    is_known = shown in {one.value for one in ScoreShown}
    return ScoresSought(
        tenant_id=here.tenant_id,
        context_id=here.context_id,
        shown=ScoreShown(shown) if is_known else ScoreShown.ALL,
        activity_code=said_in_address("activity"),
        learner=said_in_address("learner"),
    )


def _asker() -> Asker:
    here = visitor()
    return Asker(tenant_id=here.tenant_id, person_id=here.person_id, context_id=here.context_id)
