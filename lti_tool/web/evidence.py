"""One piece of evidence: add it, change it, submit it, and see who has seen it."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.identifiers import IdentifiersFoundError
from lti_tool.learning.own_evidence import OWN_SORTS
from lti_tool.learning.refusals import FieldsError
from lti_tool.services.evidence import Author, EditPage, EvidenceSent, Saved
from lti_tool.web.current import Who, admits, owner, services, visitor
from lti_tool.web.forms import ActionForm, number_in, said

bp = Blueprint("evidence", __name__, url_prefix="/v/<visit>")

Answer = Response | tuple[str, int]


@bp.get("/portfolio/evidence/new")
@admits(Who.LEARNER)
def new() -> str:
    """What sorts of evidence there are to add."""
    return _new_page({})


@bp.post("/portfolio/evidence/new")
@admits(Who.LEARNER)
def create() -> Answer:
    """Begin a piece of evidence that nobody else sees, and go on to fill it in."""
    try:
        evidence_id = services().evidence.own.create(_author(), request.form.get("sort", ""))
    except FieldsError as error:
        return _new_page(dict(error.problems)), 422
    return redirect(url_for("evidence.edit", evidence_id=evidence_id), code=303)


@bp.get("/portfolio/evidence/<int:evidence_id>")
@admits(Who.LEARNER)
def page(evidence_id: int) -> str:
    """One piece of evidence, what it counts for, and who has seen it."""
    return _page(evidence_id, {})


@bp.get("/portfolio/evidence/<int:evidence_id>/edit")
@admits(Who.LEARNER)
def edit(evidence_id: int) -> str:
    """A piece of evidence to be filled in."""
    return _edit_page(services().evidence.desk.edit(_author(), evidence_id))


@bp.post("/portfolio/evidence/<int:evidence_id>/edit")
@admits(Who.LEARNER)
def save(evidence_id: int) -> Answer:
    """Keep what was filled in; where something could not be kept, show it with the reason."""
    saved = services().evidence.own.save(_author(), evidence_id, _sent())
    if saved.problems or saved.conflicts:
        return _edit_page(services().evidence.desk.edit(_author(), evidence_id, saved)), 422
    if "prompts" in request.form:
        return _to("evidence.edit", evidence_id, anchor="account")
    if request.form.get("then") == "files":
        return _to("files.of_evidence", evidence_id)
    return _after(saved, evidence_id, is_for_submitting=request.form.get("then") == "submit")


@bp.post("/portfolio/evidence/<int:evidence_id>/draft")
@admits(Who.LEARNER)
def draft(evidence_id: int) -> Answer:
    """Keep what was filled in so far, while its author goes on."""
    saved = services().evidence.own.save(_author(), evidence_id, _sent())
    status = 409 if saved.conflicts else 422 if saved.problems else 200
    return render_template("evidence/saved.html", saved=saved), status


@bp.get("/portfolio/evidence/<int:evidence_id>/submit")
@admits(Who.LEARNER)
def submitting(evidence_id: int) -> str:
    """Which course a piece of evidence is to go to, and who can read it then."""
    return _submitting_page(evidence_id, {})


@bp.post("/portfolio/evidence/<int:evidence_id>/submit")
@admits(Who.LEARNER)
def submit(evidence_id: int) -> Answer:
    """Submit a piece of evidence to a course; where something is left to do, say what."""
    course, looked_at = request.form.get("course", ""), request.form.get("looked_at", "")
    context_id = number_in(course)
    try:
        services().evidence.own.submit(_author(), evidence_id, context_id, looked_at=looked_at)
    except FieldsError as error:
        return _submitting_page(evidence_id, dict(error.problems)), 422
    except IdentifiersFoundError as found:
        return _submitting_page(evidence_id, {}, found), 422
    return _to("evidence.page", evidence_id)


@bp.get("/portfolio/evidence/<int:evidence_id>/withdraw")
@admits(Who.LEARNER)
def withdrawing(evidence_id: int) -> str:
    """What withdrawing does, before it is done."""
    found = services().evidence.desk.page(_author(), evidence_id)
    return render_template("evidence/withdraw.html", page=found, form=ActionForm())


@bp.post("/portfolio/evidence/<int:evidence_id>/withdraw")
@admits(Who.LEARNER)
def withdraw(evidence_id: int) -> Response:
    """Let nobody else read a piece of evidence any more."""
    services().evidence.own.withdraw(_author(), evidence_id)
    return _to("evidence.page", evidence_id)


@bp.get("/portfolio/evidence/<int:evidence_id>/delete")
@admits(Who.LEARNER)
def deleting(evidence_id: int) -> str:
    """What deleting does, before it is done."""
    found = services().evidence.desk.page(_author(), evidence_id)
    return render_template("evidence/delete.html", page=found, form=ActionForm())


@bp.post("/portfolio/evidence/<int:evidence_id>/delete")
@admits(Who.LEARNER)
def delete(evidence_id: int) -> Response:
    """Forget a piece of evidence that nobody else could ever read."""
    services().evidence.own.delete(_author(), evidence_id)
    return redirect(url_for("portfolio.overview"), code=303)


@bp.post("/portfolio/evidence/<int:evidence_id>/showcase")
@admits(Who.LEARNER)
def showcase(evidence_id: int) -> Answer:
    """Choose a piece of evidence to be shown for one of its outcomes, or take that back."""
    mapping = request.form.get("mapping", "")
    try:
        services().evidence.own.showcase(
            _author(),
            evidence_id,
            number_in(mapping) or 0,
            is_showcased=request.form.get("showcase") == "on",
        )
    except FieldsError as error:
        return _page(evidence_id, dict(error.problems)), 422
    return _to("evidence.page", evidence_id, anchor="outcomes")


@bp.post("/evidence/<int:evidence_id>/decisions/<int:decision_id>/acknowledgement")
@admits(Who.LEARNER)
def acknowledge(evidence_id: int, decision_id: int) -> Response:
    """Note that its author has read what was decided, and go back to where that was said."""
    services().feedback.acknowledge(owner(), evidence_id, decision_id)
    attempt_id = number_in(request.form.get("attempt", ""))
    if attempt_id is None:
        return _to("evidence.page", evidence_id, anchor="feedback")
    return redirect(url_for("attempts.result", attempt_id=attempt_id, _anchor="feedback"), code=303)


def _author() -> Author:
    here = visitor()
    return Author(tenant_id=here.tenant_id, person_id=here.person_id)


def _new_page(problems: dict[str, str]) -> str:
    return render_template(
        "evidence/new.html", sorts=OWN_SORTS, form=ActionForm(), problems=problems
    )


def _page(evidence_id: int, problems: dict[str, str]) -> str:
    found = services().evidence.desk.page(_author(), evidence_id)
    attempt = found.open_attempt
    return render_template(
        "evidence/page.html",
        page=found,
        is_here=bool(attempt and attempt.resource_link_id in (None, visitor().resource_link_id)),
        form=ActionForm(),
        problems=problems,
    )


def _after(saved: Saved, evidence_id: int, *, is_for_submitting: bool) -> Answer:
    """Where all that was sent is kept: the next page, or what is wrong with it all the same."""
    if is_for_submitting or saved.doubts:
        desk = services().evidence.desk
        found = desk.edit(_author(), evidence_id, saved, check=is_for_submitting)
        if found.problems:
            return _edit_page(found, is_kept=True), 422
    return _to("evidence.submitting" if is_for_submitting else "evidence.page", evidence_id)


def _edit_page(found: EditPage, *, is_kept: bool = False) -> str:
    """A piece to be changed; all of it ``is_kept`` where only submitting lacks something."""
    return render_template(
        "evidence/edit.html",
        page=found,
        is_kept=is_kept,
        name=secrets.token_urlsafe(9),
        form=ActionForm(),
        problems=found.problems,
        unsaved=request.form.get("changed", ""),
    )


def _submitting_page(
    evidence_id: int, problems: dict[str, str], found: IdentifiersFoundError | None = None
) -> str:
    return render_template(
        "evidence/submit.html",
        page=services().evidence.desk.submitting(_author(), evidence_id),
        form=ActionForm(),
        problems=problems,
        found=found,
        chosen=request.form.get("course", ""),
    )


def _to(endpoint: str, evidence_id: int, anchor: str = "") -> Response:
    known = anchor if anchor in {"account", "feedback", "outcomes"} else None
    return redirect(url_for(endpoint, evidence_id=evidence_id, _anchor=known), code=303)


def _sent() -> EvidenceSent:
    """What a page sent: its fields, and what it says about itself."""
    return EvidenceSent(fields=request.form.to_dict(flat=False), **said())
