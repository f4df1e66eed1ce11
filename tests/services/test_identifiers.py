"""Nothing is shared in which an identifier was found, until its author has looked at it."""

from typing import Any

import pytest

from lti_tool.learning.identifiers import IdentifiersFoundError
from lti_tool.learning.parts import prompts_of
from lti_tool.services.attempts import Learner, Sent
from lti_tool.services.evidence import Author
from lti_tool.store.tables import Attempt, Evidence, EvidenceEvent, ScoreDelivery
from tests.builders import SAM, place
from tests.services.course import Course
from tests.services.handing import brought, owner_of
from tests.services.own_evidence import author, context_of, created, filled, page, save

CODE = "what-matters-to-you"
NAMED = "I met Mrs Oakes, NHS 999 819 3036."


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


def written(course: Course, learner: Learner, text: str) -> int:
    """An attempt in which this was written to every prompt."""
    attempt, _ = course.attempts.start(learner)
    for part in course.desk.home(learner).activity.parts:
        chosen = {prompt.key: [text] for prompt in prompts_of(part)}
        course.attempts.save(learner, attempt, part.key, Sent(chosen=chosen), to_the_end=True)
    return attempt


def placed(course: Course) -> Learner:
    course.link = place(course.platform, activity=CODE, points=1)
    return course.learner(SAM)


def events(course: Course) -> list[tuple[str, Any]]:
    with course.tool.database.reading() as session:
        rows = session.query(EvidenceEvent).order_by(EvidenceEvent.id)
        return [(row.action, row.about) for row in rows]


def found_in(course: Course, author: Author, evidence_id: int, looked_at: str = "") -> Any:
    with pytest.raises(IdentifiersFoundError) as found:
        course.services.evidence.own.submit(
            author, evidence_id, context_of(course), looked_at=looked_at
        )
    return found.value


# ---- an activity in a course


def test_an_attempt_waits_until_what_was_found_in_it_has_been_looked_at(course: Course) -> None:
    learner = placed(course)
    attempt = written(course, learner, NAMED)
    sent = Sent(chosen={})

    with pytest.raises(IdentifiersFoundError) as found:
        course.attempts.submit(learner, attempt, sent)

    assert course.only(Attempt).submitted_at is None
    assert (course.how_many(Evidence), course.how_many(ScoreDelivery)) == (0, 0)
    assert "“Mrs Oakes” in “What did not fit?” looks like a name" in {
        one.words for one in found.value.suspects
    }


def test_who_has_looked_at_it_submits_it_and_that_is_noted_without_a_word(course: Course) -> None:
    learner = placed(course)
    attempt = written(course, learner, NAMED)
    with pytest.raises(IdentifiersFoundError) as found:
        course.attempts.submit(learner, attempt)

    assert course.attempts.submit(learner, attempt, looked_at=found.value.digest)

    action, about = events(course)[-1]
    assert action == "identifiers_overridden"
    assert about["kinds"] == ["nhs_number", "name"]
    assert about["number"] == len(found.value.suspects)


def test_what_was_written_since_has_to_be_looked_at_too(course: Course) -> None:
    learner = placed(course)
    attempt = written(course, learner, NAMED)
    with pytest.raises(IdentifiersFoundError) as found:
        course.attempts.submit(learner, attempt)
    part = course.desk.home(learner).activity.parts[-1]
    more = {prompt.key: ["And Mr Penhaligon."] for prompt in prompts_of(part)}
    assert more
    course.attempts.save(learner, attempt, part.key, Sent(chosen=more), to_the_end=True)

    with pytest.raises(IdentifiersFoundError):
        course.attempts.submit(learner, attempt, looked_at=found.value.digest)


def test_on_ones_own_route_nobody_reads_it_so_nothing_is_asked(course: Course) -> None:
    learner = course.learner(SAM).unplaced(CODE)

    assert course.attempts.submit(learner, written(course, learner, NAMED))

    assert events(course) == []


def test_what_tells_of_nobody_is_submitted_as_ever(course: Course) -> None:
    learner = placed(course)

    assert course.attempts.submit(learner, written(course, learner, "The patient was well."))

    assert [action for action, _ in events(course)] == ["submitted"]


# ---- own evidence


def test_own_evidence_stays_private_until_what_was_found_has_been_looked_at(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, title=["Mrs Oakes"], **{"reason-enhance:PO1": ["MRN 482913"]})

    found = found_in(course, sam, evidence_id)

    assert [one.words for one in found.suspects] == [
        "“Mrs Oakes” in the title looks like a name",
        "“482913” in why it shows an outcome looks like a hospital number",
    ]
    assert page(course, sam, evidence_id).piece.audience == "private"
    assert events(course) == []


def test_who_has_looked_at_own_evidence_submits_it_and_that_is_noted(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, title=["Mrs Oakes"])
    looked_at = found_in(course, sam, evidence_id).digest

    course.services.evidence.own.submit(sam, evidence_id, context_of(course), looked_at=looked_at)

    assert events(course) == [
        ("submitted", None),
        ("identifiers_overridden", {"kinds": ["name"], "number": 1}),
    ]


def test_a_text_of_prompts_that_were_not_chosen_is_not_shared_and_so_not_looked_through(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, **{"transformative-w1": [NAMED]})

    course.services.evidence.own.submit(sam, evidence_id, context_of(course))

    assert page(course, sam, evidence_id).piece.audience == "submitted"


def test_names_of_files_are_looked_through(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    course.services.attachments.add_to_evidence(
        owner_of(course.arrive(SAM)), evidence_id, brought(name="Mrs_Oakes.pdf")
    )

    found = found_in(course, sam, evidence_id)

    assert [one.words for one in found.suspects] == [
        "“Mrs_Oakes” in the name of a file looks like a name"
    ]


def test_what_was_done_on_ones_own_route_is_looked_through_once_a_course_is_to_read_it(
    course: Course, sam: Author
) -> None:
    learner = course.learner(SAM).unplaced(CODE)
    course.attempts.submit(learner, written(course, learner, NAMED))

    found = found_in(course, sam, course.only(Evidence).id)

    assert {one.found.text for one in found.suspects} == {"Mrs Oakes", "999 819 3036"}


def test_what_lacks_something_is_not_said_to_wait_for_a_look(course: Course, sam: Author) -> None:
    evidence_id = created(course, sam)
    save(course, sam, evidence_id, title=["Mrs Oakes"], filed=[])

    with pytest.raises(Exception, match="Choose at least one domain"):
        course.services.evidence.own.submit(sam, evidence_id, context_of(course))
