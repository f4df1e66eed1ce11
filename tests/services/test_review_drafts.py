"""What an instructor types before deciding: kept for them alone, until they decide."""

import pytest

from lti_tool.learning.judging import LONGEST_COMMENT
from lti_tool.learning.refusals import FieldsError, OvertakenError
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import ReviewDraft
from tests.services.course import Course
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    undo,
)

pytestmark = pytest.mark.usefixtures("assessed")


@pytest.fixture
def piece(course: Course, sam: Learner) -> int:
    return hand_in(course, sam)


def type_in(course: Course, who: Reviewer, piece: int, *changed: str, **typed: object) -> None:
    turn = look(course, who, piece).turn
    sent = ReviewSent(**{"turn": turn, "changed": frozenset(changed), **typed})
    reviewing(course).drafts.save(who, piece, sent)


def test_it_is_in_the_form_again_and_nobody_elses_to_see(
    course: Course, priya: Reviewer, piece: int
) -> None:
    item_id = look(course, priya, piece).lines[0].item_id
    typed = {"verdicts": {item_id: "not_yet"}, "levels": {"c2": 3}, "comment": "Well\x00 seen"}
    type_in(course, priya, piece, f"verdict-{item_id}", "level-c2", "comment", **typed)

    page = look(course, priya, piece)
    assert (page.lines[0].chosen, page.criteria[1].chosen, page.comment) == (
        "not_yet",
        3,
        "Well seen",
    )
    assert page.draft_saved_at == course.clock.now
    other = look(course, reviewer(course, OTHER_TEACHER), piece)
    assert (other.comment, other.draft_saved_at, other.lines[0].chosen) == ("", None, None)


def test_two_tabs_change_their_own_fields_and_the_last_change_of_one_counts(
    course: Course, priya: Reviewer, piece: int
) -> None:
    type_in(course, priya, piece, "comment", comment="From the first tab")
    type_in(course, priya, piece, "gradebook_comment", gradebook_comment="From the second")
    type_in(course, priya, piece, "comment", comment="From the first tab, more")

    page = look(course, priya, piece)
    assert page.comment == "From the first tab, more"
    assert page.gradebook_comment == "From the second"


def test_a_page_without_scripts_takes_nothing_away_by_a_blank_field(
    course: Course, priya: Reviewer, piece: int
) -> None:
    type_in(course, priya, piece, "comment", comment="Typed in a tab")
    sent = ReviewSent(turn=look(course, priya, piece).turn, gradebook_comment="Short")
    with pytest.raises(FieldsError):
        reviewing(course).deciding.decide(priya, piece, sent)
    page = look(course, priya, piece)
    assert (page.comment, page.gradebook_comment) == ("Typed in a tab", "Short")


def test_a_text_that_is_too_long_is_said_to_be(course: Course, priya: Reviewer, piece: int) -> None:
    with pytest.raises(FieldsError) as error:
        type_in(course, priya, piece, "comment", comment="a" * (LONGEST_COMMENT + 1))
    assert list(error.value.problems) == ["comment"]


def test_after_it_was_submitted_again_texts_are_kept_and_choices_are_not(
    course: Course, priya: Reviewer, piece: int, sam: Learner
) -> None:
    item_id = look(course, priya, piece).lines[0].item_id
    give_back(course, reviewer(course, OTHER_TEACHER), piece)
    typed = {"verdicts": {item_id: "accepted"}, "whys": {item_id: "Nearly"}, "comment": "Hm"}
    type_in(course, priya, piece, f"verdict-{item_id}", f"why-{item_id}", "comment", **typed)
    hand_in(course, sam, "More.")

    page = look(course, priya, piece)
    assert (page.lines[0].chosen, page.lines[0].comment, page.comment) == (None, "Nearly", "Hm")


def test_deciding_ends_ones_own_draft_and_no_other(
    course: Course, priya: Reviewer, piece: int
) -> None:
    other = reviewer(course, OTHER_TEACHER)
    type_in(course, priya, piece, "comment", comment="Mine")
    type_in(course, other, piece, "comment", comment="Theirs")
    decide(course, priya, piece)
    assert course.how_many(ReviewDraft) == 1
    assert look(course, other, piece).comment == "Theirs"


def test_single_keys_are_switched_by_each_instructor_for_themselves(
    course: Course, priya: Reviewer, piece: int
) -> None:
    other = reviewer(course, OTHER_TEACHER)
    assert look(course, priya, piece).wants_shortcuts
    reviewing(course).desk.set_shortcuts(priya, is_on=False)
    assert not look(course, priya, piece).wants_shortcuts
    assert look(course, other, piece).wants_shortcuts


def test_what_was_just_decided_is_told_with_what_undoes_it(
    course: Course, priya: Reviewer, piece: int
) -> None:
    assert reviewing(course).desk.decided(priya, piece) is None
    made = decide(course, priya, piece)
    assert reviewing(course).desk.decided(priya, piece) == made
    assert (made.learner, made.may_undo) == ("Sam Okafor", True)
    assert reviewing(course).desk.decided(priya, 99) is None


def test_choices_made_before_it_changed_hands_do_not_come_along_with_what_is_typed_since(
    course: Course, priya: Reviewer, piece: int
) -> None:
    page = look(course, priya, piece)
    one, other = (line.item_id for line in page.lines)
    type_in(course, priya, piece, f"verdict-{one}", verdicts={one: "not_yet"})
    undo(course, reviewer(course, OTHER_TEACHER), give_back(course, reviewer(course), piece))
    course_turn = look(course, priya, piece).turn
    assert course_turn == page.turn + 2
    old = ReviewSent(
        turn=page.turn,
        verdicts={one: "not_yet"},
        comment="Of old",
        changed=frozenset({f"verdict-{one}", "comment"}),
    )
    with pytest.raises(OvertakenError):
        reviewing(course).deciding.decide(priya, piece, old)
    type_in(course, priya, piece, f"verdict-{other}", verdicts={other: "accepted"})
    reviewing(course).drafts.save(priya, piece, old)

    page = look(course, priya, piece)
    assert [line.chosen for line in page.lines] == [None, "accepted"]
    assert page.comment == "Of old"
