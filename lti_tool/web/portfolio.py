"""The portfolio: what a learner has collected, what is missing, and what would fill it."""

from flask import Blueprint, render_template

from lti_tool.web.current import Who, admits

bp = Blueprint("portfolio", __name__, url_prefix="/v/<visit>/portfolio")


@bp.get("")
@admits(Who.LEARNER)
def overview() -> str:
    """Coverage by domain and outcome, what is missing, and what was chosen to be shown."""
    return render_template("portfolio/overview.html")
