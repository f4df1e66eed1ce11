"""The table from an error to its status, its page and its line in the log."""

from http import HTTPStatus

from flask import Flask, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lti_tool.learning.refusals import MissingError, PassedError, RefusalError, WithdrawnError
from lti_tool.learning.texts import LONGEST_TEXT
from lti_tool.lti.errors import UNPROVEN, LaunchRejectedError
from lti_tool.services.launch import RefusedLaunch, Standing
from lti_tool.web.current import (
    NotForYouError,
    VisitEndedError,
    holds_visit,
    services,
    visitor,
)
from lti_tool.web.refusals import Answer, Refusal, is_in_review, new_reference, page_of, show

_FORMS_OF_EVIDENCE = frozenset({"evidence.edit", "evidence.submitting"})
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
    standing = services().refusal_limit.count(request.remote_addr)
    if standing.is_over:
        return _too_many(standing)
    reference = new_reference()
    refused = services().launch_log.note_refusal(error, reference)
    return show(
        Refusal(
            status=error.status,
            title="The activity could not be opened",
            sentence=error.sentence,
            next_step=_after(error, refused),
            reason=error.reason,
            about="".join(f" {name}={value!r}" for name, value in error.about.items()),
            way_back=refused.way_back,
            platform=refused.platform,
        ),
        reference=reference,
    )


def _after(error: LaunchRejectedError, refused: RefusedLaunch) -> str:
    """What to do about a launch that was refused, beside what its sentence says."""
    steps = ["What you saved here before is kept."]
    if refused.platform and not refused.way_back:
        steps.append(f"You came from {refused.platform}.")
    if refused.will_last:
        steps.append("Opening it again will not help by itself: if you need it,")
    elif error.sentence == UNPROVEN:
        steps.append(f"{_BACK} If it happens again,")
    else:
        steps.append("If it happens again,")
    return " ".join([*steps, "send the reference below to your support desk."])


def _too_many(standing: Standing) -> Answer:
    """The short page of an address that is over its limit; the log has one line for all of them."""
    body, status, *_ = page_of(
        Refusal(
            status=HTTPStatus.TOO_MANY_REQUESTS,
            title="Wait a minute, then try again",
            sentence="Too many requests from your network went wrong in the last minute. They may "
            "be other people's: a whole hospital can have one address.",
            next_step="Wait a minute, then go back to your course and open the activity again. "
            "What you saved here before is kept.",
            reason="too-many-refusals",
        ),
        standing.reference,
    )
    return body, status, {"Retry-After": f"{standing.again_in.total_seconds():.0f}"}


def _visit_ended(_: VisitEndedError) -> Answer:
    if not holds_visit():  # whoever guesses at visits is counted; what was written is shown first
        standing = services().refusal_limit.count(request.remote_addr)
        if standing.is_over and request.method != "POST":
            return _too_many(standing)
    # Going back shows this page again: there the answers of a form that was thrown away are gone.
    kept = "What was saved before is kept."
    if request.method == "POST":
        kept = f"What you just sent was not saved and has to be given again. {kept}"
    return show(
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
    if visitor().is_anonymous:
        return show(
            Refusal(
                status=403,
                title="This page needs to know who you are",
                sentence="Your learning platform did not say who you are, so nothing is kept for "
                "you here: no answers, no score and no portfolio.",
                next_step="Sign in to your learning platform and open the activity again from "
                "your course.",
                reason="unnamed",
            )
        )
    return show(
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
    kinds = {
        MissingError: (404, "missing"),
        WithdrawnError: (404, "withdrawn"),
        PassedError: (409, "passed"),
    }
    status, reason = kinds.get(type(error), (400, "refused"))
    return show(
        Refusal(
            status=status,
            title="That is not possible",
            sentence=str(error),
            next_step=_way_back(),
            reason=reason,
            is_kept=isinstance(error, WithdrawnError),
        )
    )


def _way_back() -> str:
    """Where to go on: what somebody came to from their portfolio is not opened from a course."""
    if "/portfolio" in request.path:
        return "Go to your portfolio and open it again from there."
    if request.endpoint == "files.open":
        return "Go back to the page that you came from."
    if is_in_review():
        return ""  # the page has a button
    return _BACK


def _form_too_old(_: CSRFError) -> Answer:
    return show(
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
    return show(
        Refusal(
            status=status,
            title=title,
            sentence=sentence,
            next_step=next_step,
            reason=f"http-{status}",
        )
    )


def _fault(error: Exception) -> Answer:
    return show(
        Refusal(
            status=500,
            title="Something went wrong here",
            sentence="It is our fault, not yours. What was saved is kept.",
            next_step="Please try again in a few minutes.",
            reason=type(error).__name__,
        ),
        error=error,
    )
