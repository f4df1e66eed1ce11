"""Where scores stand on their way to the gradebook, for the learner and for instructors."""

from http import HTTPStatus

from flask import Blueprint, render_template, request

from lti_tool.web.current import Who, admits, learner, services, visitor

bp = Blueprint("deliveries", __name__, url_prefix="/v/<visit>")


@bp.get("/attempts/<int:attempt_id>/score")
@admits(Who.LEARNER)
def score(attempt_id: int) -> str | tuple[str, int]:
    """The line of the result page that says where the score stands now, if that has changed."""
    who = learner()
    status = services().score_log.score_of_attempt(
        attempt_id, tenant_id=who.tenant_id, person_id=who.person_id
    )
    if request.args.get("shown") == status.state:
        return "", HTTPStatus.NO_CONTENT  # a line put in anew would be read out anew
    return render_template(
        "deliveries/score.html",
        score=status,
        attempt_id=attempt_id,
        is_completion="complete" in request.args,
    )


@bp.get("/scores")
@admits(Who.INSTRUCTOR)
def scores() -> str:
    """The scores of the course and whether they arrived."""
    here = visitor()
    rows = services().score_log.scores_of_context(
        tenant_id=here.tenant_id, context_id=here.context_id
    )
    return render_template("deliveries/scores.html", rows=rows, visitor=here)
