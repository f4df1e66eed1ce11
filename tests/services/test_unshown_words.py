"""Words that an instructor wrote on one open page, while they decide from another."""

from typing import Any

import pytest

from lti_tool.learning.reviews import COMMENT, GRADEBOOK_COMMENT, verdict_field, why_field
from lti_tool.learning.unshown import UnshownWordsError
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import Reviewer, ReviewPage, ReviewSent
from tests.services.course import Course
from tests.services.reviewing import filled, hand_in, look, reviewing

pytestmark = pytest.mark.usefixtures("assessed")

ELSEWHERE = "Typed on the other page"
BY_SCRIPT: frozenset[str] = frozenset()


@pytest.fixture
def page(course: Course, priya: Reviewer, sam: Learner) -> ReviewPage:
    """A page that was opened before anything was written on another."""
    return look(course, priya, hand_in(course, sam))


def write(course: Course, who: Reviewer, page: ReviewPage, **texts: Any) -> None:
    """Write on another page of the same piece; it says that it is saved."""
    changed = frozenset({*texts} if "whys" not in texts else {why_field(page.lines[0].item_id)})
    sent = ReviewSent(turn=page.turn, changed=changed, **texts)
    reviewing(course).drafts.save(who, page.evidence_id, sent)


def refused(course: Course, who: Reviewer, page: ReviewPage, sent: ReviewSent) -> ReviewSent:
    """What the form sends the next time after it was refused."""
    with pytest.raises(UnshownWordsError) as error:
        reviewing(course).deciding.decide(who, page.evidence_id, sent)
    again = sent.with_texts(error.value.texts)
    shown = look(course, who, page.evidence_id, again)
    assert not shown.decisions, "nothing was decided"
    kept = look(course, who, page.evidence_id)
    assert (kept.comment, kept.gradebook_comment) == (shown.comment, shown.gradebook_comment)
    form: ReviewSent = filled(shown, comment=shown.comment, changed=sent.changed)
    return form


def decided(course: Course, who: Reviewer, page: ReviewPage, sent: ReviewSent) -> tuple[str, str]:
    """Decide: what the learner reads, and what goes to the gradebook."""
    reviewing(course).deciding.decide(who, page.evidence_id, sent)
    made = look(course, who, page.evidence_id).decisions[0]
    return made.comment, made.gradebook_comment


@pytest.mark.parametrize("changed", [BY_SCRIPT, None])
def test_a_comment_that_the_page_does_not_show_is_neither_lost_nor_sent_unseen(
    course: Course, priya: Reviewer, page: ReviewPage, changed: frozenset[str] | None
) -> None:
    write(course, priya, page, comment=ELSEWHERE)

    again = refused(course, priya, page, filled(page, changed=changed))

    assert again.comment == ELSEWHERE
    assert decided(course, priya, page, again)[0] == ELSEWHERE


def test_nor_are_words_for_the_gradebook(course: Course, priya: Reviewer, page: ReviewPage) -> None:
    write(course, priya, page, gradebook_comment=ELSEWHERE)

    again = refused(course, priya, page, filled(page, changed=BY_SCRIPT))

    assert decided(course, priya, page, again) == ("", ELSEWHERE)


def test_two_comments_are_shown_together_and_once(
    course: Course, priya: Reviewer, page: ReviewPage
) -> None:
    write(course, priya, page, comment=ELSEWHERE)

    again = refused(course, priya, page, filled(page, comment="Typed here", changed=BY_SCRIPT))

    assert decided(course, priya, page, again)[0] == f"Typed here\n\n{ELSEWHERE}"


def test_what_is_missing_is_told_also_where_the_page_accepts_it(
    course: Course, priya: Reviewer, page: ReviewPage
) -> None:
    item_id = page.lines[0].item_id
    write(course, priya, page, whys={item_id: ELSEWHERE})
    sent = filled(page, changed=BY_SCRIPT)

    with pytest.raises(UnshownWordsError) as error:
        reviewing(course).deciding.decide(priya, page.evidence_id, sent)

    assert list(error.value.problems) == [verdict_field(item_id)]
    assert dict(error.value.texts) == {why_field(item_id): ELSEWHERE}
    assert decided(course, priya, page, sent.with_texts(error.value.texts))[0] == ""
    assert look(course, priya, page.evidence_id).decisions[0].verdicts[0].comment == ""


def test_what_the_page_changed_itself_replaces_the_draft(
    course: Course, priya: Reviewer, page: ReviewPage
) -> None:
    write(course, priya, page, comment="Impor")
    sent = filled(page, comment="Another beginning", changed=frozenset({COMMENT}))

    assert decided(course, priya, page, sent)[0] == "Another beginning"


def test_what_the_page_began_with_can_be_taken_out_without_scripts(
    course: Course, priya: Reviewer, page: ReviewPage
) -> None:
    write(course, priya, page, comment=ELSEWHERE)
    seen = look(course, priya, page.evidence_id)
    assert set(seen.began) == {COMMENT}

    assert decided(course, priya, page, filled(seen, comment=""))[0] == ""


def test_words_for_a_gradebook_that_is_not_there_do_not_stand_in_the_way(
    course: Course, priya: Reviewer, page: ReviewPage
) -> None:
    write(course, priya, page, gradebook_comment=ELSEWHERE)
    sent = filled(page, changed=frozenset({GRADEBOOK_COMMENT}))

    assert decided(course, priya, page, sent) == ("", "")
