"""Pages for people: who you are, your courses, their activities, an activity in its frame."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from demo.courses import Course, Link
from demo.people import Person
from demo.web import words
from demo.web.current import platform
from demo.web.launches import person_or_404

blueprint = Blueprint("pages", __name__)
blueprint.app_template_filter("points")(words.points)
blueprint.app_template_filter("moment")(words.moment)
blueprint.app_template_filter("date")(words.date)


@blueprint.before_app_request
def refuse_other_sites() -> None:
    """Let no other web page in this browser press the buttons of ours."""
    is_ours = request.blueprint in {"pages", "grades", "switches"}
    origin = request.headers.get("Origin", "")
    if request.method == "POST" and is_ours and origin not in {"", request.host_url.rstrip("/")}:
        abort(403)


@blueprint.get("/")
def home() -> str:
    """Choose who you are."""
    return render_template("home.html", people=platform().people.values())


@blueprint.get("/as/<person_id>")
def courses(person_id: str) -> str:
    """Show somebody's courses."""
    person = person_or_404(person_id)
    links = list(platform().links.values())
    rows = [
        (course, sum(link.course_id == course.id for link in links))
        for course in platform().courses.values()
    ]
    return render_template("courses.html", person=person, rows=rows)


@blueprint.get("/as/<person_id>/courses/<course_id>")
def course_page(person_id: str, course_id: str) -> str:
    """Show a course's activities, to whoever learns there or builds it."""
    person, course = person_or_404(person_id), course_or_404(course_id)
    here = platform()
    with here.lock:
        links = [link for link in here.links.values() if link.course_id == course.id]
        rows = [here.book.row(person, link, here.rules) for link in links]
    added = request.args.get("added", "")
    return render_template(
        "course.html",
        person=person,
        course=course,
        rows=rows,
        added=int(added) if added.isdecimal() else None,
        is_copied="copied" in request.args,
    )


@blueprint.post("/as/<person_id>/courses/<course_id>/copy")
def copy(person_id: str, course_id: str) -> ResponseReturnValue:
    """Copy a course with its activities, and go to the copy."""
    person, course = _builder(person_id), course_or_404(course_id)
    made = platform().copy_course(course.id)
    page = url_for("pages.course_page", person_id=person.id, course_id=made.id, copied=1)
    return redirect(page, 303)


@blueprint.get("/as/<person_id>/courses/<course_id>/add")
def add(person_id: str, course_id: str) -> str:
    """Show the picker on a page of its own, where no script opens it over the course."""
    person, course = _builder(person_id), course_or_404(course_id)
    return render_template("add.html", person=person, course=course)


@blueprint.get("/as/<person_id>/courses/<course_id>/activities/<link_id>")
def activity(person_id: str, course_id: str, link_id: str) -> str:
    """Show an activity in its frame; with ``review``, somebody's work in it, or everybody's."""
    person, course = person_or_404(person_id), course_or_404(course_id)
    link = _link_or_404(course, link_id)
    review = request.args.get("review")
    if review is None:
        source = url_for("launches.open_activity", person_id=person.id, link_id=link.id)
    else:
        user_id = review or None
        source = url_for("launches.review", person_id=person.id, link_id=link.id, user_id=user_id)
    return render_template("activity.html", person=person, course=course, link=link, source=source)


@blueprint.get("/as/<person_id>/privacy")
@blueprint.get("/as/<person_id>/privacy/<user_id>")
def privacy(person_id: str, user_id: str | None = None) -> str:
    """Show what the tool keeps about somebody, as the tool says it."""
    person, about = person_or_404(person_id), person_or_404(user_id) if user_id else None
    if about is not None and not person.administers:
        abort(403)
    source = url_for("launches.privacy", person_id=person.id, user_id=user_id)
    others = [each for each in platform().people.values() if each.id != person.id]
    return render_template(
        "privacy.html",
        person=person,
        about=about,
        source=source,
        others=others if person.administers else [],
    )


@blueprint.get("/as/<person_id>/courses/<course_id>/activities/<link_id>/remove")
def ask_to_remove(person_id: str, course_id: str, link_id: str) -> str:
    """Ask before an activity goes."""
    person, course = _builder(person_id), course_or_404(course_id)
    link = _link_or_404(course, link_id)
    return render_template("remove.html", person=person, course=course, link=link)


@blueprint.post("/as/<person_id>/courses/<course_id>/activities/<link_id>/remove")
def remove(person_id: str, course_id: str, link_id: str) -> ResponseReturnValue:
    """Take an activity out of its course."""
    person, course = _builder(person_id), course_or_404(course_id)
    platform().remove(_link_or_404(course, link_id).id)
    page = url_for("pages.course_page", person_id=person.id, course_id=course.id)
    return redirect(page, 303)


@blueprint.app_errorhandler(404)
@blueprint.app_errorhandler(403)
def not_here(error: Exception) -> tuple[str, int]:
    """Show that a page is not there, or not for this person."""
    status = getattr(error, "code", 404)
    return render_template("not_here.html", status=status), status


def course_or_404(course_id: str) -> Course:
    """Return the course the address names."""
    return platform().courses.get(course_id) or abort(404)


def _link_or_404(course: Course, link_id: str) -> Link:
    link = platform().links.get(link_id)
    if link is None or link.course_id != course.id:
        abort(404)
    return link


def _builder(person_id: str) -> Person:
    person = person_or_404(person_id)
    if not person.teaches:
        abort(403)
    return person
