"""Where scores stand, told to learners, instructors and the operator."""

from demo.platform import Platform
from lti_tool.store.tables import Person
from tests.builders import MEI, SAM, TEACHER
from tests.services.course import Course


def test_instructors_see_the_scores_of_their_course_the_newest_first(
    course: Course, platform: Platform
) -> None:
    sam, mei = course.learner(SAM), course.learner(MEI)
    course.submit(sam, right=3)
    course.deliver()
    platform.faults.statuses = [404]
    course.submit(mei, right=5)
    course.deliver()
    teacher = course.arrive(TEACHER)
    rows = course.services.score_log.scores_of_context(
        tenant_id=teacher.tenant_id, context_id=teacher.context_id
    )
    assert [(row.learner, row.attempt_number, row.status.given) for row in rows] == [
        ("Mei Lin", 1, 5),
        ("Sam Okafor", 1, 3),
    ]
    assert [row.status.state for row in rows] == ["refused", "delivered"]
    assert rows[0].activity_title == "Medicines that add up"
    assert not rows[0].status.is_under_way


def test_a_learner_without_a_name_has_a_number(course: Course) -> None:
    sam = course.learner(SAM)
    course.submit(sam)
    with course.tool.database.transaction() as session:
        session.query(Person).one().name = None
    (row,) = course.services.score_log.scores_of_context(
        tenant_id=sam.tenant_id, context_id=sam.context_id
    )
    assert row.learner == f"Learner {sam.person_id}"


def test_the_operator_sees_what_has_not_arrived_and_nobodys_name(
    course: Course, platform: Platform
) -> None:
    platform.faults.statuses = [503]
    course.submit(course.learner(MEI))
    course.deliver()
    course.submit(course.learner(SAM))
    course.deliver()
    (row,) = course.services.score_log.backlog()
    assert (row.platform, row.resource_link, row.state) == ("Demo LMS", course.link.id, "retrying")
    assert row.tries == 1
    assert row.due_at > row.since
    assert "Mei" not in repr(row)
