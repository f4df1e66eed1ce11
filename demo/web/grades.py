"""The gradebook of a course, and a learner's own grades."""

from flask import Blueprint, abort, render_template

from demo.web.current import platform
from demo.web.launches import person_or_404
from demo.web.pages import course_or_404

blueprint = Blueprint("grades", __name__)


@blueprint.get("/as/<person_id>/courses/<course_id>/gradebook")
def gradebook(person_id: str, course_id: str) -> str:
    """Show everybody's grades, a row a person and a column an activity."""
    person, course = person_or_404(person_id), course_or_404(course_id)
    if not person.teaches:
        abort(403)
    here = platform()
    rows = here.gradebook(course.id)
    learners = {row.person.id: row.person for row in rows}
    cells = {(row.person.id, row.link.id): row for row in rows}
    links = {row.link.id: row.link for row in rows}
    return render_template(
        "gradebook.html",
        person=person,
        course=course,
        learners=list(learners.values()),
        links=list(links.values()),
        cells=cells,
        line_items=here.line_items,
        reviews={each.id: here.book.review(each, here.rules) for each in links.values()},
    )


@blueprint.get("/as/<person_id>/courses/<course_id>/grades")
def my_grades(person_id: str, course_id: str) -> str:
    """Show a learner's own grades with the feedback."""
    person, course = person_or_404(person_id), course_or_404(course_id)
    if not person.learns:
        abort(403)
    rows = [row for row in platform().gradebook(course.id) if row.person.id == person.id]
    return render_template("grades.html", person=person, course=course, rows=rows)
