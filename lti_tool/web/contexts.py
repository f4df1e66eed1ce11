"""A course as its instructors see it."""

from flask import Blueprint, render_template

from lti_tool.web.current import Who, admits, services, visitor

bp = Blueprint("contexts", __name__, url_prefix="/v/<visit>/course")


@bp.get("")
@admits(Who.INSTRUCTOR)
def overview() -> str:
    """What waits in this course and for whom, its activities, and how far they reach."""
    here = visitor()
    page = services().contexts.overview(
        tenant_id=here.tenant_id, context_id=here.context_id, reader_id=here.person_id
    )
    return render_template("contexts/overview.html", page=page, visitor=here)


@bp.get("/activities/<activity:code>")
@admits(Who.INSTRUCTOR)
def activity(code: str) -> str:
    """Any activity as learners see it, with its answers."""
    page = services().library.preview(code)
    return render_template("library/preview.html", page=page, visitor=visitor())
