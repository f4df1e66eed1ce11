"""Launches: the page in the frame that starts one, and the authentication endpoint."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, make_response, render_template, request

from demo import claims
from demo.authentication import Launch
from demo.people import Person
from demo.refusals import Refused
from demo.web.current import platform

blueprint = Blueprint("launches", __name__)


def person_or_404(person_id: str) -> Person:
    """Return the person the address names."""
    return platform().people.get(person_id) or abort(404)


@blueprint.get("/as/<person_id>/launch/<link_id>")
def open_activity(person_id: str, link_id: str) -> Response:
    """Start a launch of an activity, in a frame or in a tab of its own."""
    person = person_or_404(person_id)
    link = platform().links.get(link_id) or abort(404)
    return _post_login(
        Launch(
            person_id=person.id,
            course_id=link.course_id,
            link_id=link.id,
            message_type=claims.RESOURCE_LINK,
            document_target=_target(),
        )
    )


@blueprint.get("/as/<person_id>/review/<link_id>")
@blueprint.get("/as/<person_id>/review/<link_id>/<user_id>")
def review(person_id: str, link_id: str, user_id: str | None = None) -> Response:
    """Start a submission review: of one person's work, or from the heading of everybody's."""
    person, here = person_or_404(person_id), platform()
    link = here.links.get(link_id)
    if link is None or here.book.review(link, here.rules) is None:
        abort(404)
    if not person.teaches and person.id != user_id:
        abort(403)
    return _post_login(
        Launch(
            person_id=person.id,
            course_id=link.course_id,
            link_id=link.id,
            message_type=claims.SUBMISSION_REVIEW,
            for_user=person_or_404(user_id).id if user_id else None,
            document_target=_target(),
        )
    )


@blueprint.get("/as/<person_id>/privacy/launch")
@blueprint.get("/as/<person_id>/privacy/launch/<user_id>")
def privacy(person_id: str, user_id: str | None = None) -> Response:
    """Start a data privacy launch: somebody about themselves, an admin about anybody."""
    person = person_or_404(person_id)
    if user_id is not None and not person.administers:
        abort(403)
    return _post_login(
        Launch(
            person_id=person.id,
            course_id="",
            message_type=claims.DATA_PRIVACY,
            for_user=person_or_404(user_id).id if user_id else None,
            document_target=_target(),
        )
    )


@blueprint.get("/as/<person_id>/courses/<course_id>/pick")
def pick(person_id: str, course_id: str) -> Response:
    """Start the tool's picker."""
    person = person_or_404(person_id)
    if course_id not in platform().courses:
        abort(404)
    if not person.teaches:
        abort(403)
    return _post_login(
        Launch(person_id=person.id, course_id=course_id, message_type=claims.DEEP_LINKING)
    )


@blueprint.route("/mod/lti/auth", methods=["GET", "POST"])
def authenticate() -> Response:
    """Answer the tool's authentication request with a form the browser posts to the tool."""
    answer = platform().authenticate(request.values.to_dict())
    return auto_post(answer.redirect_uri, answer.fields)


@blueprint.post("/mod/lti/contentitem_return")
def picked() -> Response:
    """Take what the picker hands back, and go to the course."""
    here = platform()
    key, token = request.args.get("sesskey", ""), request.form.get("JWT", "")
    picking, links = here.accept_picked(key, token)
    course = here.courses[picking.course_id]
    page = render_template(
        "picked.html", person=here.people[picking.person_id], course=course, links=links
    )
    return _not_kept(page)


@blueprint.app_errorhandler(Refused)
def refused(refusal: Refused) -> tuple[str, int]:
    """Show a refusal to the person in the browser."""
    return render_template("refused.html", refusal=refusal), refusal.status


def auto_post(url: str, fields: Mapping[str, str]) -> Response:
    """Return a page whose form posts itself; a button does it where no script runs."""
    return _not_kept(render_template("auto_post.html", url=url, fields=fields))


def _post_login(launch: Launch) -> Response:
    here = platform()
    if not here.connection.login_url:
        raise Refused(503, "no tool is connected to this platform yet")
    return auto_post(here.connection.login_url, here.begin(launch))


def _target() -> str:
    return "window" if request.args.get("in") == "window" else "iframe"


def _not_kept(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
