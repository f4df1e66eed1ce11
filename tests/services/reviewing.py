"""Evidence that waits to be decided, and instructors who decide, by the use cases alone."""

from typing import Any

from lti_tool.learning.reviews import Outcome, ReviewSent
from lti_tool.services.attempts import Learner, Sent
from lti_tool.services.reviews import (
    Decided,
    QueueFilter,
    Reviewer,
    ReviewPage,
    ReviewServices,
)
from lti_tool.store.tables import Evidence
from tests.builders import SAM, TEACHER, place
from tests.services.course import Course

ASSESSED, COMPLETED = "the-people-who-did-not-come", "what-matters-to-you"
POINTS = {ASSESSED: 9, COMPLETED: 1}
OTHER_TEACHER = "2"
PICKED = {
    "mapped": ["D4.2", "D4.3"],
    "reason-D4.2": ["It is about housing"],
    "reason-D4.3": ["It is about disability"],
}


def use(course: Course, activity: str = ASSESSED) -> None:
    """Place this activity, and let everybody who arrives come by it."""
    course.link = place(course.platform, activity=activity, points=POINTS[activity])


def hand_in(course: Course, learner: Learner, text: str = "They were not reached.") -> int:
    """Write the same to every prompt and submit, the first time or again; gives the evidence."""
    attempt_id, _ = course.attempts.start(learner)
    write(course, learner, attempt_id, text)
    assert course.attempts.submit(learner, attempt_id, Sent(chosen=PICKED))
    return evidence_of(course, attempt_id)


def write(course: Course, learner: Learner, attempt_id: int, text: str) -> None:
    activity = course.tool.library.preview(learner.activity_code or ASSESSED).activity
    for part in activity.parts:
        prompts = getattr(part, "prompts", ())
        chosen = {prompt.key: [text] for prompt in prompts}
        course.attempts.save(learner, attempt_id, part.key, Sent(chosen=chosen), to_the_end=True)


def evidence_of(course: Course, attempt_id: int) -> int:
    with course.tool.database.reading() as session:
        return session.query(Evidence).filter_by(attempt_id=attempt_id).one().id


def evidence_row(course: Course, evidence_id: int) -> Evidence:
    with course.tool.database.reading() as session:
        row = session.get_one(Evidence, evidence_id)
        assert row.mappings is not None
        if row.attempt:
            assert row.attempt.state
        return row


def states(course: Course, evidence_id: int) -> dict[str, str]:
    """The state of each tie, by the code of its item."""
    with course.tool.database.reading() as session:
        row = session.get_one(Evidence, evidence_id)
        return {one.item.code: one.state for one in row.mappings}


def reviewer(course: Course, person: str = TEACHER) -> Reviewer:
    visitor = course.arrive(person)
    assert visitor.may_teach
    return Reviewer(
        tenant_id=visitor.tenant_id,
        person_id=visitor.person_id,
        context_id=visitor.context_id,
    )


def reviewing(course: Course) -> ReviewServices:
    return course.services.reviewing


def look(
    course: Course,
    who: Reviewer,
    evidence_id: int,
    typed: ReviewSent | None = None,
    wanted: QueueFilter | None = None,
) -> ReviewPage:
    return reviewing(course).desk.page(who, evidence_id, wanted or QueueFilter(), typed)


def filled(page: ReviewPage, *, accepted: int | None = None, level: int = 2, **more: Any) -> Any:
    """The form of a page with everything decided: the first so many accepted, the others not."""
    accepted = len(page.lines) if accepted is None else accepted
    values: dict[str, Any] = {
        "turn": page.turn,
        "verdicts": {
            one.item_id: "accepted" if number < accepted else "not_yet"
            for number, one in enumerate(page.lines)
        },
        "whys": {one.item_id: "Say how you know." for one in page.lines[accepted:]},
        "levels": {one.criterion.key: level for one in page.criteria},
        "gradebook_comment": page.gradebook_comment,
        "words_seen": page.gradebook_words,
        "began": page.began,
    }
    return ReviewSent(**{**values, **more})


def decide(course: Course, who: Reviewer, evidence_id: int, **how: Any) -> Decided:
    """Open a piece and decide all of it."""
    return reviewing(course).deciding.decide(
        who, evidence_id, filled(look(course, who, evidence_id), **how)
    )


def give_back(course: Course, who: Reviewer, evidence_id: int, **more: Any) -> Decided:
    """Open a piece and return it for more."""
    sent = ReviewSent(
        **{
            "turn": look(course, who, evidence_id).turn,
            "outcome": Outcome.RETURNED,
            "comment": "Which link of the chain do you know?",
            **more,
        }
    )
    return reviewing(course).deciding.decide(who, evidence_id, sent)


def undo(course: Course, who: Reviewer, made: Decided) -> None:
    reviewing(course).undoing.undo(who, made.evidence_id, made.decision_id, made.turn)


def learner_of(course: Course, person: str = SAM) -> Learner:
    return course.learner(person)
