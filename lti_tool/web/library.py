"""Looking an activity over without doing it: for instructors, and for people without a role."""

from flask import Blueprint, render_template

from lti_tool.web.current import Who, admits, services, visitor

bp = Blueprint("library", __name__, url_prefix="/v/<visit>")


@bp.get("/preview")
@admits(Who.VISITOR)
def preview() -> str:
    """The activity as learners will see it; with its answers only for those who teach."""
    here = visitor()
    page = services().library.preview(here.activity_code)
    return render_template("library/preview.html", page=page, visitor=here)
