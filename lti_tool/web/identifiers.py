"""A text looked through for patients' identifiers while it is written; nothing of it is kept."""

from flask import Blueprint, render_template, request

from lti_tool.learning.identifiers import find_identifiers, find_in_file_name
from lti_tool.learning.texts import LONGEST_TEXT
from lti_tool.web.current import Who, admits

bp = Blueprint("identifiers", __name__, url_prefix="/v/<visit>")


@bp.post("/identifiers")
@admits(Who.VISITOR)
def look() -> str:
    """What in one text, or name of a file, looks as if it told who a patient is; else nothing."""
    text = request.form.get("text", "")[:LONGEST_TEXT]
    find = find_in_file_name if "is_file_name" in request.form else find_identifiers
    return render_template("identifiers/found.html", found=find(text))
