"""The link that a visit came from: what it is, and what it opens where its activity is gone."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.refusals import MissingError
from lti_tool.services.launch import Visitor
from lti_tool.services.links import Place
from lti_tool.web.current import Who, admits, services, visitor
from lti_tool.web.forms import ActionForm

bp = Blueprint("links", __name__, url_prefix="/v/<visit>")

_LONGEST_WORDS = 200


@bp.get("/link")
@admits(Who.VISITOR)
def page() -> str | tuple[str, int]:
    """Say what the link opens; whoever builds the course chooses where it opens nothing."""
    here = visitor()
    if here.page is not None:
        return render_template("links/not_yours.html", page=here.page)
    if here.may_build:
        return _choice(here)
    if here.resource_link_id is None or here.activity_code is not None:
        raise MissingError("There is nothing to choose for this link.")
    return render_template("links/no_activity.html", visitor=here), 404


@bp.post("/link")
@admits(Who.BUILDER)
def choose() -> Response | tuple[str, int]:
    """Let the link open another activity."""
    here = visitor()
    code = request.form.get("activity", "")
    if not code:
        return _choice(here, is_refused=True), 422
    services().links.choose(_place(here), code)
    return redirect(url_for("launch.enter"), code=303)


def _choice(here: Visitor, *, is_refused: bool = False) -> str:
    words = request.values.get("words", "").replace("\0", " ").strip()[:_LONGEST_WORDS]
    found = services().links.choice(_place(here), words)
    return render_template(
        "links/choice.html", page=found, form=ActionForm(), refused=is_refused, visitor=here
    )


def _place(here: Visitor) -> Place:
    return Place(
        tenant_id=here.tenant_id,
        context_id=here.context_id,
        resource_link_id=here.resource_link_id,
    )
