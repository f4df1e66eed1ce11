"""Doing an activity: its home, its parts, what is left, submitting, the result."""

import secrets
from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import escape
from werkzeug.wrappers import Response

from lti_tool.learning.identifiers import IdentifiersFoundError
from lti_tool.learning.log_entries import ENTRY_FIELDS, EntryFields
from lti_tool.learning.refusals import FieldsError
from lti_tool.services.attempts import ActivityHome, CheckPage, PartPage, Sent
from lti_tool.web.current import Who, admits, learner, owner, services
from lti_tool.web.forms import ActionForm, said

bp = Blueprint("attempts", __name__, url_prefix="/v/<visit>")


@bp.get("/activity")
@admits(Who.LEARNER)
def home() -> str:
    """What the activity is, what it counts for, and where the learner stands."""
    return _home_page(services().desk.home(learner()))


@bp.post("/attempts")
@admits(Who.LEARNER)
def start() -> Response:
    """Begin an attempt, or go on with the open one."""
    return _on_with(*services().attempts.start(learner()))


@bp.get("/activities/<activity:code>")
@admits(Who.LEARNER)
def unplaced(code: str) -> str:
    """Any activity, on the learner's own route: what it is, and that no score follows."""
    return _home_page(services().desk.unplaced(learner(), code))


@bp.post("/activities/<activity:code>/attempts")
@admits(Who.LEARNER)
def start_unplaced(code: str) -> Response:
    """Begin an attempt on one's own route, or go on with the open one."""
    return _on_with(*services().attempts.start_unplaced(learner(), code))


@bp.get("/attempts/<int:attempt_id>/parts/<part_key>")
@admits(Who.LEARNER)
def part(attempt_id: int, part_key: str) -> str:
    """One part: something to read, or questions to answer."""
    page = services().desk.page(learner(), attempt_id, part_key)
    return part_page(page)


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>")
@admits(Who.LEARNER)
def save(attempt_id: int, part_key: str) -> Response | tuple[str, int]:
    """Keep what was answered and go on to the next part."""
    typed = _entry()
    try:
        kept = services().attempts.save(
            learner(),
            attempt_id,
            part_key,
            _sent(),
            to_the_end=True,
            entry=None if typed.is_blank else typed,
        )
    except FieldsError as error:
        return _refused(attempt_id, part_key, error)
    page = services().desk.page(learner(), attempt_id, part_key)
    if kept.has_versions:
        return _back_to(attempt_id, part_key, "versions")
    return _on_with(attempt_id, page.next)


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/draft")
@admits(Who.LEARNER)
def draft(attempt_id: int, part_key: str) -> str | tuple[str, int]:
    """Keep what was answered so far, while the learner goes on."""
    try:
        kept = services().attempts.save(learner(), attempt_id, part_key, _sent(), to_the_end=False)
    except FieldsError as error:
        return str(escape(error)), 422
    return render_template(
        "attempts/saved.html", kept=kept, attempt_id=attempt_id, part_key=part_key
    )


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/texts/<field>")
@admits(Who.LEARNER)
def settle(attempt_id: int, part_key: str, field: str) -> Response:
    """Keep one of several texts that were written to one prompt in several pages."""
    version = request.form.get("version")
    services().attempts.settle(learner(), attempt_id, part_key, field, version)
    return _back_to(attempt_id, part_key, field)


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/entries")
@admits(Who.LEARNER)
def add_entry(attempt_id: int, part_key: str) -> Response | tuple[str, int]:
    """Add an entry to a log, and go on with the log."""
    try:
        services().attempts.save(
            learner(), attempt_id, part_key, _sent(), to_the_end=False, entry=_entry()
        )
    except FieldsError as error:
        return _refused(attempt_id, part_key, error)
    return _back_to(attempt_id, part_key, "entries")


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/entries/<entry_key>/remove")
@admits(Who.LEARNER)
def remove_entry(attempt_id: int, part_key: str, entry_key: str) -> Response:
    """Take an entry of a log away, or what was begun of one, and go on with the log."""
    services().attempts.remove_entry(learner(), attempt_id, part_key, entry_key)
    return _back_to(attempt_id, part_key, "entries")


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/entries/<entry_key>/change")
@admits(Who.LEARNER)
def change_entry(attempt_id: int, part_key: str, entry_key: str) -> Response | tuple[str, int]:
    """Put an entry of a log into the form again, to be changed there."""
    try:
        services().attempts.change_entry(learner(), attempt_id, part_key, entry_key)
    except FieldsError as error:
        page = services().desk.page(learner(), attempt_id, part_key)
        return part_page(page, error.problems), 422
    return _back_to(attempt_id, part_key, "entry-form")


@bp.get("/attempts/<int:attempt_id>/check")
@admits(Who.LEARNER)
def check(attempt_id: int) -> str:
    """What was answered and what is left, and which outcomes it shows, before submitting."""
    return _check_page(services().desk.check(learner(), attempt_id))


@bp.post("/attempts/<int:attempt_id>/check/draft")
@admits(Who.LEARNER)
def draft_picks(attempt_id: int) -> str | tuple[str, int]:
    """Keep which outcomes were picked so far, and why."""
    try:
        kept = services().attempts.keep_picks(learner(), attempt_id, _sent())
    except FieldsError as error:
        return str(escape(error)), 422
    return render_template("attempts/saved.html", kept=kept, attempt_id=attempt_id)


@bp.post("/attempts/<int:attempt_id>/check")
@admits(Who.LEARNER)
def submit(attempt_id: int) -> Response | tuple[str, int]:
    """Submit the attempt; where something is left to do or to look at, say what."""
    problems: Mapping[str, str] = {}
    found: IdentifiersFoundError | None = None
    looked_at = request.form.get("looked_at", "")
    try:
        if services().attempts.submit(learner(), attempt_id, _sent(), looked_at=looked_at):
            return redirect(url_for("attempts.result", attempt_id=attempt_id), code=303)
    except FieldsError as error:
        problems = error.problems
    except IdentifiersFoundError as error:
        found = error
    page = services().desk.check(learner(), attempt_id, _sent())
    return _check_page(page, problems, found, refused=True), 422


@bp.get("/attempts/<int:attempt_id>/result")
@admits(Who.LEARNER)
def result(attempt_id: int) -> str:
    """The mark, feedback for each answer, what it counts for, and where the score stands."""
    page = services().desk.result(learner(), attempt_id)
    return render_template("attempts/result.html", page=page, form=ActionForm())


def _home_page(page: ActivityHome) -> str:
    """What an activity is; in a course also what its learner has to read of other work."""
    feedback = services().feedback.waiting(owner()) if page.is_placed else ()
    return render_template("attempts/home.html", page=page, feedback=feedback, form=ActionForm())


def part_page(
    page: PartPage, problems: Mapping[str, str] | None = None, typed: EntryFields | None = None
) -> str:
    """Render the page of a part, with what is wrong beside its fields."""
    return render_template(
        "attempts/part.html",
        page=page,
        name=secrets.token_urlsafe(9),
        form=ActionForm(),
        problems=problems or {},
        typed=typed or page.typed_entry,
        unsaved=request.form.get("changed", "") if problems else "",
    )


def _check_page(
    page: CheckPage,
    problems: Mapping[str, str] | None = None,
    found: IdentifiersFoundError | None = None,
    *,
    refused: bool = False,
) -> str:
    return render_template(
        "attempts/check.html",
        page=page,
        name=secrets.token_urlsafe(9),
        form=ActionForm(),
        problems=problems or {},
        found=found,
        refused=refused,
        unsaved=request.form.get("changed", "") if problems else "",
    )


def _refused(attempt_id: int, part_key: str, error: FieldsError) -> tuple[str, int]:
    """The same page with all that was typed, and what is wrong beside its fields."""
    page = services().desk.page(learner(), attempt_id, part_key, _sent())
    return part_page(page, error.problems, _entry()), 422


def _on_with(attempt_id: int, part_key: str | None) -> Response:
    """To this part; without one to all that was given, before submitting."""
    if part_key is None:
        return redirect(url_for("attempts.check", attempt_id=attempt_id), code=303)
    return redirect(url_for("attempts.part", attempt_id=attempt_id, part_key=part_key), code=303)


def _back_to(attempt_id: int, part_key: str, anchor: str) -> Response:
    to = url_for("attempts.part", attempt_id=attempt_id, part_key=part_key, _anchor=anchor)
    return redirect(to, code=303)


def _entry() -> EntryFields:
    """What was typed into the form for an entry of a log."""
    typed = {name: request.form.get(f"entry-{name}", "") for name in ENTRY_FIELDS}
    said = "\n".join((request.form.get("page", ""), *typed.values()))
    key = sha256(said.encode("utf-8", "replace")).hexdigest()[:16]  # sent twice, it is one entry
    return EntryFields(key=key, replaces=request.form.get("entry-replaces", ""), **typed)


def _sent() -> Sent:
    """What a page sent: its fields, and what it says about itself."""
    return Sent(chosen=request.form.to_dict(flat=False), **said())
