"""Where scores stand, told to the operator."""

from demo.platform import Platform
from tests.builders import MEI, SAM
from tests.services.course import Course


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
