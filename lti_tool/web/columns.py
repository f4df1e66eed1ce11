"""The gradebook columns of a course for its instructors, and what to do where one is missing."""

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.refusals import MissingError
from lti_tool.services.columns import Asker, Done, Outcome
from lti_tool.web.current import Who, admits, services, visitor
from lti_tool.web.forms import ActionForm, number_in, said_in_address

log = logging.getLogger(__name__)

bp = Blueprint("columns", __name__, url_prefix="/v/<visit>/columns")


@bp.get("")
@admits(Who.INSTRUCTOR)
def course() -> str:
    """How it stands with the column of each activity."""
    done = said_in_address("done")
    return render_template(
        "columns/course.html",
        lines=services().columns.course.lines(_asker()),
        done=done if done in {*Done} else "",
        sent=number_in(said_in_address("sent")) or 0,
        about=number_in(said_in_address("about")),
        form=ActionForm(),
    )


@bp.get("/<int:link_id>/look")
@bp.get("/<int:link_id>/use")
@bp.get("/<int:link_id>/create")
@admits(Who.INSTRUCTOR)
def again(link_id: int) -> Response:
    """Show the list to whose browser opens again what was an answer to a button."""
    if all(line.link_id != link_id for line in services().columns.course.lines(_asker())):
        raise MissingError("There is no such activity in this course.")
    return redirect(url_for("columns.course", _anchor=f"link-{link_id}"), code=303)


@bp.post("/<int:link_id>/look")
@admits(Who.INSTRUCTOR)
def look(link_id: int) -> str | Response:
    """Look for the column of an activity now."""
    return _after(link_id, services().columns.repair.look_again(_asker(), link_id))


@bp.post("/<int:link_id>/use")
@admits(Who.INSTRUCTOR)
def use(link_id: int) -> str | Response:
    """Take one of several columns."""
    chosen = request.form.get("column", "")
    return _after(link_id, services().columns.repair.use(_asker(), link_id, chosen))


@bp.post("/<int:link_id>/create")
@admits(Who.INSTRUCTOR)
def create(link_id: int) -> str | Response:
    """Have a column made, where there is none."""
    return _after(link_id, services().columns.repair.create(_asker(), link_id))


def _after(link_id: int, outcome: Outcome) -> str | Response:
    """Go back to the list; where there are several columns, one has to be chosen first."""
    log.info("column.%s link=%s person=%s", outcome.done, link_id, visitor().person_id)
    if outcome.done is Done.SEVERAL:
        lines = services().columns.course.lines(_asker())
        return render_template(
            "columns/choice.html",
            line=next(one for one in lines if one.link_id == link_id),
            choices=outcome.choices,
            form=ActionForm(),
        )
    address = url_for(
        "columns.course",
        done=outcome.done.value,
        about=link_id,
        sent=outcome.sent or None,
        _anchor="done",
    )
    return redirect(address, code=303)


def _asker() -> Asker:
    here = visitor()
    return Asker(tenant_id=here.tenant_id, context_id=here.context_id)
