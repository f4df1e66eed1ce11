"""The page of a request that was refused: what happened, what to do, and a reference."""

import logging
import secrets
from dataclasses import dataclass

from flask import g, render_template, request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from lti_tool.web.review_forms import asked_of, queue_filter

log = logging.getLogger(__name__)

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]

_UNWRITTEN = frozenset({"csrf_token", "page", "n", "seen", "changed", "began", "words_seen"})
"""What pages say of themselves in their forms: nobody wrote it."""
_NOT_WITHIN = frozenset({"reviews.submission", "reviews.queue"})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a page says to somebody whose request could not be met."""

    status: int
    title: str
    sentence: str
    next_step: str
    reason: str
    """For the log: a stable word, never anything personal."""
    about: str = ""
    """For the log too: which platform it was, where that is known."""
    is_kept: bool = False
    """Whether what was written is there again if what it is about returns."""
    way_back: str | None = None
    """Where the platform wants people back, as it said in what it signed."""
    platform: str | None = None
    """What people call the platform they came from, where that is known."""


def new_reference() -> str:
    """Make what a person quotes and an operator looks for."""
    return secrets.token_hex(4).upper()


def show(
    refusal: Refusal, *, reference: str | None = None, error: Exception | None = None
) -> Answer:
    """Show the page of a refusal, and write its line into the log."""
    reference = reference or new_reference()
    log.log(
        logging.ERROR if error else logging.WARNING,
        "request.refused reference=%s status=%s reason=%s endpoint=%s%s",
        reference,
        refusal.status,
        refusal.reason,
        request.endpoint,
        refusal.about,
        exc_info=error,
    )
    return page_of(refusal, reference)


def page_of(refusal: Refusal, reference: str) -> Answer:
    """Make the page of a refusal, without a line in the log."""
    g.is_refusal = True
    if request_ctx.url_adapter is None:  # the Host header names no host, so a page has no links
        return f"{refusal.title}. Reference: {reference}", refusal.status
    body = render_template(
        "errors/refusal.html",
        refusal=refusal,
        reference=reference,
        written=_written(),
        to_queue=url_for("reviews.queue", **asked_of(queue_filter())) if is_in_review() else "",
    )
    return body, refusal.status


def is_in_review() -> bool:
    """Whether an instructor asked for something within the queue of review."""
    here, endpoint = g.get("visitor"), request.endpoint or ""
    is_within = endpoint.startswith("reviews.") and endpoint not in _NOT_WITHIN
    return here is not None and here.may_teach and is_within


def _written() -> list[str]:
    """The texts of a form that was refused, for whoever wrote them to copy: few are kept."""
    if request.method != "POST" or "visit_id" not in g:
        return []
    try:
        fields = request.form.items(multi=True)
    except HTTPException:  # too large to be read, or no form
        return []
    return [text for name, text in fields if name not in _UNWRITTEN and len(text.split()) > 1]
