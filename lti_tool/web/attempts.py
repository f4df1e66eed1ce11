"""Doing an activity: its home, its parts, what is left, submitting, the result."""

import re
import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.services.attempts import Sent
from lti_tool.web.current import Who, admits, learner, services
from lti_tool.web.forms import ActionForm

bp = Blueprint("attempts", __name__, url_prefix="/v/<visit>")

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NUMBER = re.compile(r"[0-9]{1,9}")


@bp.get("/activity")
@admits(Who.LEARNER)
def home() -> str:
    """What the activity is, what it counts for, and where the learner stands."""
    page = services().desk.home(learner())
    return render_template("attempts/home.html", page=page, form=ActionForm())


@bp.post("/attempts")
@admits(Who.LEARNER)
def start() -> Response:
    """Begin an attempt, or go on with the open one."""
    attempt_id, part = services().attempts.start(learner())
    return redirect(url_for("attempts.part", attempt_id=attempt_id, part_key=part), code=303)


@bp.get("/attempts/<int:attempt_id>/parts/<part_key>")
@admits(Who.LEARNER)
def part(attempt_id: int, part_key: str) -> str:
    """One part: something to read, or questions to answer."""
    page = services().desk.page(learner(), attempt_id, part_key)
    name = secrets.token_urlsafe(9)
    return render_template("attempts/part.html", page=page, name=name, form=ActionForm())


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>")
@admits(Who.LEARNER)
def save(attempt_id: int, part_key: str) -> Response:
    """Keep what was answered and go on to the next part."""
    services().attempts.save(learner(), attempt_id, part_key, _sent(), to_the_end=True)
    page = services().desk.page(learner(), attempt_id, part_key)
    if page.next is None:
        return redirect(url_for("attempts.check", attempt_id=attempt_id), code=303)
    return redirect(url_for("attempts.part", attempt_id=attempt_id, part_key=page.next), code=303)


@bp.post("/attempts/<int:attempt_id>/parts/<part_key>/draft")
@admits(Who.LEARNER)
def draft(attempt_id: int, part_key: str) -> str:
    """Keep what was answered so far, while the learner goes on."""
    saved_at = services().attempts.save(learner(), attempt_id, part_key, _sent(), to_the_end=False)
    return render_template("attempts/saved.html", saved_at=saved_at)


@bp.get("/attempts/<int:attempt_id>/check")
@admits(Who.LEARNER)
def check(attempt_id: int) -> str:
    """What was answered and what is left, before submitting."""
    page = services().desk.check(learner(), attempt_id)
    return render_template("attempts/check.html", page=page, form=ActionForm(), refused=False)


@bp.post("/attempts/<int:attempt_id>/check")
@admits(Who.LEARNER)
def submit(attempt_id: int) -> Response | tuple[str, int]:
    """Submit the attempt; where something is left to do, say what."""
    if services().attempts.submit(learner(), attempt_id):
        return redirect(url_for("attempts.result", attempt_id=attempt_id), code=303)
    page = services().desk.check(learner(), attempt_id)
    body = render_template("attempts/check.html", page=page, form=ActionForm(), refused=True)
    return body, 422


@bp.get("/attempts/<int:attempt_id>/result")
@admits(Who.LEARNER)
def result(attempt_id: int) -> str:
    """The mark, feedback for each answer, what it counts for, and where the score stands."""
    page = services().desk.result(learner(), attempt_id)
    return render_template("attempts/result.html", page=page, form=ActionForm())


def _sent() -> Sent:
    """What a page of a part sent. What no page of ours would say about itself counts as unsaid."""
    form = request.form
    page, changed = form.get("page", ""), form.get("changed")
    return Sent(
        chosen=form.to_dict(flat=False),
        page=page if _NAME.fullmatch(page) else None,
        number=_number(form.get("n", "")),
        changed=None if changed is None else frozenset(changed.split()),
        seen=_number(form.get("seen", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
