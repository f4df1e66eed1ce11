"""The table from an error to its status, its page and its line in the log."""

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, g, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lti_tool.learning.refusals import MissingError, PassedError, RefusalError
from lti_tool.learning.texts import LONGEST_TEXT
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.web.current import NotForYouError, VisitEndedError

log = logging.getLogger(__name__)

Answer = tuple[str, int]

_FORMS_OF_EVIDENCE = frozenset({"evidence.edit", "evidence.submitting"})
_UNWRITTEN = frozenset({"csrf_token", "page", "n", "seen", "changed"})
"""What pages say of themselves in their forms: nobody wrote it."""


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


_BACK = "Go back to your course and open the activity again."


def join(app: Flask) -> None:
    """Register the table with the app."""
    app.register_error_handler(LaunchRejectedError, _launch_rejected)
    app.register_error_handler(VisitEndedError, _visit_ended)
    app.register_error_handler(NotForYouError, _not_for_you)
    app.register_error_handler(PassedError, _passed)
    app.register_error_handler(RefusalError, _refused)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _launch_rejected(error: LaunchRejectedError) -> Answer:
    return _page(
        Refusal(
            status=error.status,
            title="The activity could not be opened",
            sentence=error.sentence,
            next_step="If it happens again, send the reference below to your support desk.",
            reason=error.reason,
            about="".join(f" {name}={value!r}" for name, value in error.about.items()),
        )
    )


def _visit_ended(_: VisitEndedError) -> Answer:
    # Going back shows this page again: there the answers of a form that was thrown away are gone.
    kept = "What was saved before is kept."
    if request.method == "POST":
        kept = f"What you just sent was not saved and has to be given again. {kept}"
    return _page(
        Refusal(
            status=403,
            title="This visit has ended",
            sentence="For your safety a visit ends some hours after its last use, and each browser "
            "needs a visit of its own.",
            next_step=f"{_BACK} {kept}",
            reason="visit-ended",
        )
    )


def _not_for_you(_: NotForYouError) -> Answer:
    return _page(
        Refusal(
            status=403,
            title="This page is not for your role",
            sentence="Your role in this course does not include this page.",
            next_step="If your role has just changed, open the activity again from your course.",
            reason="role",
        )
    )


def _passed(error: PassedError) -> Answer | Response:
    """Whoever goes back to a page of what was submitted gets what came of it."""
    values = request.view_args or {}
    if request.method == "GET" and "attempt_id" in values:
        return redirect(url_for("attempts.result", attempt_id=values["attempt_id"]), code=303)
    if request.method == "GET" and request.endpoint in _FORMS_OF_EVIDENCE:
        return redirect(url_for("evidence.page", evidence_id=values["evidence_id"]), code=303)
    return _refused(error)


def _refused(error: RefusalError) -> Answer:
    kinds = {MissingError: (404, "missing"), PassedError: (409, "passed")}
    status, reason = kinds.get(type(error), (400, "refused"))
    return _page(
        Refusal(
            status=status,
            title="That is not possible",
            sentence=str(error),
            next_step=_way_back(),
            reason=reason,
        )
    )


def _way_back() -> str:
    """Where to go on: what somebody came to from their portfolio is not opened from a course."""
    if "/portfolio" in request.path:
        return "Go to your portfolio and open it again from there."
    if request.endpoint == "files.open":
        return "Go back to the page that you came from."
    return _BACK


def _form_too_old(_: CSRFError) -> Answer:
    return _page(
        Refusal(
            status=400,
            title="This page could not be sent",
            sentence="The page did not prove that it came from your visit.",
            next_step="Go back, reload the page and send it again. What was saved is kept.",
            reason="csrf",
        )
    )


_SENTENCES = {
    404: ("Page not found", "There is no page at this address."),
    405: ("Page not found", "This address does not take what was sent to it."),
    413: ("Too large", "What was sent is larger than this page takes. Nothing of it was kept."),
}


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    title, sentence = _SENTENCES.get(
        status, ("That did not work", "The request was not understood.")
    )
    next_step = _way_back()
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and "most_megabytes" in g:
        sentence = f"A file may have up to {g.most_megabytes} MB. Nothing of this one was kept."
        next_step = "Go back and choose a smaller file."
    elif status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and "visit_id" in g:
        next_step = "What was saved before is kept. Go back, and send less: no text may have more "
        next_step += f"than {LONGEST_TEXT:,} characters."
    return _page(
        Refusal(
            status=status,
            title=title,
            sentence=sentence,
            next_step=next_step,
            reason=f"http-{status}",
        )
    )


def _fault(error: Exception) -> Answer:
    return _page(
        Refusal(
            status=500,
            title="Something went wrong here",
            sentence="It is our fault, not yours. What was saved is kept.",
            next_step="Please try again in a few minutes.",
            reason=type(error).__name__,
        ),
        error=error,
    )


def _page(refusal: Refusal, error: Exception | None = None) -> Answer:
    reference = secrets.token_hex(4).upper()
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
    g.is_refusal = True
    if request_ctx.url_adapter is None:  # the Host header names no host, so a page has no links
        return f"{refusal.title}. Reference: {reference}", refusal.status
    body = render_template(
        "errors/refusal.html", refusal=refusal, reference=reference, written=_written()
    )
    return body, refusal.status


def _written() -> list[str]:
    """The texts of a form that was refused, for whoever wrote them to copy: nothing keeps them."""
    if request.method != "POST" or "visit_id" not in g:
        return []
    try:
        fields = request.form.items(multi=True)
    except HTTPException:  # too large to be read, or no form
        return []
    return [text for name, text in fields if name not in _UNWRITTEN and len(text.split()) > 1]
