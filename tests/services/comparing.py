"""Gradebooks to compare: what arrived, what a teacher set there, and a clock that is ahead."""

from datetime import timedelta

from lti_tool.exchange.platforms import read_families
from lti_tool.lti.results import ResultService
from lti_tool.lti.tokens import AccessTokens
from lti_tool.services.attempts import Learner
from lti_tool.services.reconciling import Reconciled, Reconciling
from lti_tool.store.tables import ScoreCheck
from tests.builders import CONTENT, SAM
from tests.services.course import Course


def arrived(course: Course, person: str = SAM, right: int = 8) -> tuple[Learner, int]:
    """Somebody whose score has arrived."""
    learner = course.learner(person)
    attempt_id = course.submit(learner, right)
    course.deliver_later()
    return learner, attempt_id


def set_by_hand(course: Course, score: float | None, person: str = SAM) -> None:
    """What a teacher does in the gradebook; ``None`` erases."""
    course.platform.set_by_hand(course.link.line_item_id, person, score)


def reconciling(course: Course, **ahead: float) -> Reconciling:
    """The tool's own, at a time that has not come for the platform: it would give no token then."""
    tool = course.tool
    return Reconciling(
        transaction=tool.database.transaction,
        reading=tool.database.reading,
        clock=lambda: course.clock() + timedelta(**ahead),
        results=ResultService(tool.http, AccessTokens(tool.http, tool.keys, course.clock)),
        families=read_families(CONTENT / "platforms"),
    )


def reconcile(course: Course, **ahead: float) -> Reconciled:
    """Compare everything, long enough after it arrived for the gradebook to show it."""
    return reconciling(course, **(ahead or {"minutes": 11})).reconcile()


def findings(course: Course, **ahead: float) -> list[str]:
    return [one.finding for one in reconcile(course, **ahead).differences]


def kept(course: Course) -> list[ScoreCheck]:
    with course.tool.database.reading() as session:
        return list(session.query(ScoreCheck).order_by(ScoreCheck.delivery_id))
