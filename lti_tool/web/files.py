"""Files that learners hand in: added to a part or to own evidence, removed, and opened."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.files import MEDIA_TYPES
from lti_tool.learning.refusals import FieldsError
from lti_tool.services.attachments import (
    FILE_FIELD,
    TICK_FIELD,
    Brought,
    FileOwner,
    FileReader,
)
from lti_tool.web.attempts import part_page
from lti_tool.web.current import Who, admits, learner, services, visitor
from lti_tool.web.forms import ActionForm
from lti_tool.web.headers import shut_in

bp = Blueprint("files", __name__, url_prefix="/v/<visit>")

_UPLOADS = frozenset({"files.add_to_attempt", "files.add_to_evidence"})

Answer = Response | tuple[str, int]


@bp.get("/files/<int:attachment_id>")
@admits(Who.VISITOR)
def open(attachment_id: int) -> Response:  # noqa: A001  # the verb of the page
    """A file, to be saved: never shown by the browser as a page of ours."""
    here = visitor()
    reader = FileReader(
        tenant_id=here.tenant_id,
        person_id=here.person_id,
        context_id=here.context_id,
        may_teach=here.may_teach,
    )
    found = services().open_files.open(reader, attachment_id)
    shut_in()
    answer = send_file(
        found.content,
        mimetype=MEDIA_TYPES[found.type],
        as_attachment=True,
        download_name=found.name,
        etag=False,
    )
    answer.content_length = found.size
    return answer


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/files")
@admits(Who.LEARNER)
def add_to_attempt(attempt_id: int, part_key: str) -> Answer:
    """Add a file to an upload part, and go on with it; or say why it cannot be kept."""
    try:
        services().attachments.add_to_attempt(_owner(), attempt_id, part_key, _brought())
    except FieldsError as error:
        page = services().desk.page(learner(), attempt_id, part_key)
        return part_page(page, error.problems), 422
    return _to("attempts.part", attempt_id=attempt_id, part_key=part_key)


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/files/<int:attachment_id>/remove")
@admits(Who.LEARNER)
def remove_from_attempt(attempt_id: int, part_key: str, attachment_id: int) -> Response:
    """Remove a file from an upload part, and go on with it."""
    services().attachments.remove_from_attempt(_owner(), attempt_id, part_key, attachment_id)
    return _to("attempts.part", attempt_id=attempt_id, part_key=part_key)


@bp.get("/portfolio/evidence/<int:evidence_id>/files")
@admits(Who.LEARNER)
def of_evidence(evidence_id: int) -> str:
    """The files of one's own evidence, to be changed."""
    return _evidence_page(evidence_id, {})


@bp.post("/portfolio/evidence/<int:evidence_id>/files")
@admits(Who.LEARNER)
def add_to_evidence(evidence_id: int) -> Answer:
    """Add a file to one's own evidence; or say why it cannot be kept."""
    try:
        services().attachments.add_to_evidence(_owner(), evidence_id, _brought())
    except FieldsError as error:
        return _evidence_page(evidence_id, dict(error.problems)), 422
    return _to("files.of_evidence", evidence_id=evidence_id)


@bp.post("/portfolio/evidence/<int:evidence_id>/files/<int:attachment_id>/remove")
@admits(Who.LEARNER)
def remove_from_evidence(evidence_id: int, attachment_id: int) -> Response:
    """Remove a file from one's own evidence."""
    services().attachments.remove_from_evidence(_owner(), evidence_id, attachment_id)
    return _to("files.of_evidence", evidence_id=evidence_id)


@bp.app_context_processor
def _limits() -> dict[str, Any]:
    return {"file_limits": services().attachments.limits}


def allow_larger() -> None:
    """Let a form that brings a file be as large as a file may be; all others stay small."""
    if request.endpoint in _UPLOADS:
        limits = services().attachments.limits
        request.max_content_length = limits.form_bytes
        g.most_megabytes = limits.file_mb


def _owner() -> FileOwner:
    here = visitor()
    return FileOwner(
        tenant_id=here.tenant_id,
        person_id=here.person_id,
        resource_link_id=here.resource_link_id,
    )


def _brought() -> Brought:
    """What the form brought. A browser sends a file without a name where none was chosen."""
    sent = request.files.get(FILE_FIELD)
    chosen = sent is not None and bool(sent.filename)
    return Brought(
        name=(sent.filename or "") if sent else "",
        file=cast("BinaryIO", sent.stream) if sent and chosen else None,
        is_anonymous=request.form.get(TICK_FIELD) == "yes",
    )


def _evidence_page(evidence_id: int, problems: dict[str, str]) -> str:
    page = services().attachments.of_evidence(_owner(), evidence_id)
    return render_template("files/evidence.html", page=page, form=ActionForm(), problems=problems)


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, _anchor="files", **values), code=303)
