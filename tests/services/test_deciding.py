"""An instructor decides about evidence: what follows for outcomes, attempt and score."""

import pytest

from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.identifiers import IdentifiersFoundError
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.services.attempts import Learner
from lti_tool.services.evidence import Author
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import Decision, EvidenceEvent
from tests.builders import COURSE, OTHER_COURSE, SAM, TEACHER, place
from tests.services.course import Course
from tests.services.reviewing import (
    ASSESSED,
    COMPLETED,
    decide,
    evidence_of,
    evidence_row,
    filled,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    states,
    undo,
    use,
)

pytestmark = pytest.mark.usefixtures("assessed")
both_families = pytest.mark.parametrize("family", ["default", "moodle"])


def events(course: Course) -> list[str]:
    with course.tool.database.reading() as session:
        return [one.action for one in session.query(EvidenceEvent).order_by(EvidenceEvent.id)]


def test_each_outcome_is_decided_by_itself_and_the_rest_follows(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    page = look(course, priya, evidence_id)
    assert [line.heading for line in page.lines] == [
        "Social determinants of health and health inequalities",
        "People with protected characteristics",
    ]
    assert [line.chosen for line in page.lines] == [None, None]

    made = decide(course, priya, evidence_id, accepted=1, comment="Well seen.")

    assert states(course, evidence_id) == {
        "D4": "accepted",
        "D4.2": "accepted",
        "D4.3": "not_yet",
        "T4": "accepted",
    }
    row = evidence_row(course, evidence_id)
    assert (row.review, row.turn, row.attempt and row.attempt.state) == ("decided", 2, "complete")
    (decision,) = look(course, priya, evidence_id).decisions
    assert (decision.id, decision.by, decision.comment) == (
        made.decision_id,
        "Priya Raman",
        "Well seen.",
    )
    assert [one.comment for one in decision.verdicts] == ["", "Say how you know."]
    assert (decision.given, decision.maximum) == (6, 9)
    assert events(course)[-1] == EvidenceAction.DECIDED


def test_nothing_shown_is_nothing_for_domain_and_theme_either(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, accepted=0)
    assert set(states(course, evidence_id).values()) == {"not_yet"}


@both_families
def test_the_points_of_the_rubric_reach_the_gradebook_with_the_words_for_it(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    assert course.shown() is None

    decide(
        course, priya, evidence_id, level=3, comment="For you alone", gradebook_comment="Convincing"
    )
    course.deliver_later()

    assert course.shown() == 9
    payload = course.platform.scores[-1].payload
    assert payload["comment"] == "Convincing"
    assert (payload["activityProgress"], payload["gradingProgress"]) == (
        "Completed",
        "FullyGraded",
    )


def test_without_words_the_gradebook_gets_a_sentence_and_never_the_comment(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    decide(course, priya, hand_in(course, sam), comment="For you alone")
    course.deliver_later()
    assert course.platform.scores[-1].payload["comment"] == (
        "Decided by an instructor: 6 of 9 points."
    )


def test_all_that_is_missing_is_said_at_once_and_what_was_typed_is_kept(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    page = look(course, priya, evidence_id)
    one, other = (line.item_id for line in page.lines)
    sent = filled(
        page, verdicts={one: "not_yet"}, whys={one: " "}, levels={"c1": 9}, comment="Nearly"
    )

    with pytest.raises(FieldsError) as error:
        reviewing(course).deciding.decide(priya, evidence_id, sent)

    assert list(error.value.problems) == [
        f"why-{one}",
        f"verdict-{other}",
        "level-c1",
        "level-c2",
        "level-c3",
    ]
    again = look(course, priya, evidence_id)
    assert (again.comment, again.lines[0].chosen, again.decisions) == ("Nearly", "not_yet", ())
    assert evidence_row(course, evidence_id).review == "awaiting"


def test_what_looks_like_a_patients_identifier_is_looked_at_before_it_is_shared(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    texts = {"comment": "I rang Mrs Halina Nowak", "gradebook_comment": "See 943 476 5919"}
    with pytest.raises(IdentifiersFoundError) as error:
        decide(course, priya, evidence_id, **texts)
    assert len(error.value.suspects) == 2
    assert look(course, priya, evidence_id).comment == texts["comment"]

    decide(course, priya, evidence_id, **texts, looked_at=error.value.digest)

    with course.tool.database.reading() as session:
        (event,) = session.query(EvidenceEvent).filter_by(
            action=EvidenceAction.IDENTIFIERS_OVERRIDDEN
        )
    assert event.about == {"kinds": ["nhs_number", "name"], "number": 2, "where": "decision"}


def test_what_is_missing_and_what_has_to_be_looked_at_is_said_at_the_same_time(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    with pytest.raises(FieldsError) as error:
        decide(course, priya, evidence_id, levels={}, comment="I rang Mrs Halina Nowak")
    assert list(error.value.problems) == ["level-c1", "level-c2", "level-c3"]
    assert error.value.suspected is not None
    assert len(error.value.suspected.suspects) == 1


def test_nobody_decides_about_their_own(course: Course, priya: Reviewer) -> None:
    teacher = course.learner(TEACHER)
    evidence_id = hand_in(course, teacher)
    page = look(course, priya, evidence_id)
    assert (page.may_decide, page.may_return) == (False, False)
    with pytest.raises(PassedError):
        decide(course, priya, evidence_id)


def test_another_course_and_what_is_withdrawn_are_not_there_to_decide(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    sent = filled(look(course, priya, evidence_id))
    course.link = place(course.platform, course=OTHER_COURSE, activity=ASSESSED)
    elsewhere = reviewer(course)
    other_tenant = Reviewer(
        tenant_id=priya.tenant_id + 1, person_id=priya.person_id, context_id=priya.context_id
    )
    assert elsewhere.context_id != priya.context_id
    for who in (elsewhere, other_tenant):
        with pytest.raises(MissingError):
            reviewing(course).deciding.decide(who, evidence_id, sent)
        with pytest.raises(MissingError):
            look(course, who, evidence_id)
        with pytest.raises(MissingError):
            reviewing(course).drafts.save(who, evidence_id, sent)
    assert course.how_many(Decision) == 0
    assert COURSE != OTHER_COURSE


@both_families
def test_a_comment_on_a_passed_check_repeats_its_mark_and_stays_with_later_tries(
    course: Course,
) -> None:
    course.link = place(course.platform)
    learner = course.learner()
    evidence_id = evidence_of(course, course.submit(learner, right=6))
    course.deliver_later()
    who = reviewer(course)
    page = look(course, who, evidence_id)
    assert (page.lines, page.criteria, page.may_return, page.state) == ((), (), False, None)
    with pytest.raises(FieldsError):
        decide(course, who, evidence_id)

    decide(course, who, evidence_id, gradebook_comment="Look at question 3 again")
    course.deliver_later()
    assert course.shown() == 6
    assert course.platform.scores[-1].payload["comment"] == "Look at question 3 again"
    assert set(states(course, evidence_id).values()) == {"recognised"}

    course.submit(learner, right=7)
    course.deliver_later()
    assert course.shown() == 7
    assert course.platform.scores[-1].payload["comment"] == "Look at question 3 again"
    with pytest.raises(PassedError):
        give_back(course, who, evidence_id)


def test_a_decision_about_completed_work_changes_no_score_unless_its_words_do(
    course: Course,
) -> None:
    use(course, COMPLETED)
    learner, who = course.learner(), reviewer(course)
    evidence_id = hand_in(course, learner)
    course.deliver_later()
    decide(course, who, evidence_id, accepted=0)
    assert len(course.rows()) == 1
    decide(course, who, evidence_id, gradebook_comment="Come and talk to me")
    course.deliver_later()
    assert course.shown() == 1
    assert [row.comment for row in course.rows()] == [
        "Complete: every part is done.",
        "Come and talk to me",
    ]


def test_another_course_to_which_it_is_submitted_later_sends_nothing_to_the_gradebook_of_the_first(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, level=3, gradebook_comment="Convincing")
    before = len(course.rows())
    owner = Author(tenant_id=sam.tenant_id, person_id=sam.person_id)
    course.services.evidence.own.withdraw(owner, evidence_id)
    course.link = place(course.platform, course=OTHER_COURSE)
    there = reviewer(course)
    course.arrive(SAM)
    course.services.evidence.own.submit(owner, evidence_id, there.context_id)
    page = look(course, there, evidence_id)
    assert (page.has_column, page.gradebook_comment) == (False, "")

    made = decide(course, there, evidence_id, level=0, gradebook_comment="Weak")
    undo(course, there, made)

    assert len(course.rows()) == before


def test_why_something_is_not_shown_yet_is_kept_only_where_that_was_decided(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    page = look(course, priya, evidence_id)
    one, other = (line.item_id for line in page.lines)
    whys = {one: "Typed, then accepted: 943 476 5919", other: "Say how"}
    reviewing(course).deciding.decide(priya, evidence_id, filled(page, accepted=1, whys=whys))
    (decision,) = look(course, priya, evidence_id).decisions
    assert [one.comment for one in decision.verdicts] == ["", "Say how"]
