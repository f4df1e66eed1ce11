"""What is decided about evidence, what a decision lacks, and what follows from one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lti_tool.exchange.activities import read_activity
from lti_tool.learning.activities import Scoring
from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.evidence import MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.judging import (
    LONGEST_WHY,
    ReviewedTie,
    attempt_after,
    levels_of,
    lines_of,
    problems,
    progress_of_return,
    review_after,
    score_of_decision,
    score_of_levels,
    states_after,
    unkeepable,
    waits,
)
from lti_tool.learning.reviews import Outcome, ReviewSent, ReviewState
from lti_tool.learning.rubrics import Criterion, RubricLevel
from tests.builders import CONTENT

CHECK = read_activity(CONTENT / "activities" / "medicines-that-add-up.md")
COMPLETION = replace(CHECK, scoring=Scoring.COMPLETION)
ASSESSED = replace(CHECK, scoring=Scoring.ASSESSED)
ACCEPTED, NOT_YET, PROPOSED = MappingState.ACCEPTED, MappingState.NOT_YET, MappingState.PROPOSED
RUBRIC = (
    Criterion(
        key="c1",
        title="Depth",
        levels=(RubricLevel(points=0, text="None"), RubricLevel(points=3, text="All")),
    ),
    Criterion(
        key="c2",
        title="Breadth",
        levels=(RubricLevel(points=2, text="Wide"), RubricLevel(points=1, text="Narrow")),
    ),
)


def tie(item_id: int, use: Use, *, has_outcomes: bool = False) -> ReviewedTie:
    return ReviewedTie(item_id=item_id, use=use, state=PROPOSED, has_outcomes=has_outcomes)


OUTCOME, ANOTHER = tie(1, Use.MAPPED), tie(2, Use.MAPPED)
WITH_OUTCOMES, WITHOUT = tie(3, Use.FILED, has_outcomes=True), tie(4, Use.FILED)
THEME = tie(5, Use.TAGGED)
ALL = (WITH_OUTCOMES, WITHOUT, OUTCOME, ANOTHER, THEME)


def test_outcomes_are_decided_about_and_domains_that_have_none() -> None:
    assert lines_of(ALL, None) == (OUTCOME, ANOTHER, WITHOUT)
    assert lines_of(ALL, ASSESSED) == (OUTCOME, ANOTHER, WITHOUT)


def test_without_either_all_domains_are_decided_about() -> None:
    assert lines_of((WITH_OUTCOMES, THEME), COMPLETION) == (WITH_OUTCOMES,)


def test_what_was_marked_is_not_decided_about() -> None:
    assert lines_of(ALL, CHECK) == ()
    assert not waits(ALL, CHECK)
    assert states_after(ALL, {1: ACCEPTED}, CHECK) == {one.item_id: PROPOSED for one in ALL}


def test_assessed_work_waits_even_where_it_belongs_to_nothing() -> None:
    assert waits((), ASSESSED)
    assert not waits((THEME,), COMPLETION)
    assert waits((WITHOUT,), None)


@pytest.mark.parametrize(
    ("verdicts", "follows"),
    [
        ({1: ACCEPTED, 2: NOT_YET, 4: NOT_YET}, ACCEPTED),
        ({1: NOT_YET, 2: NOT_YET, 4: NOT_YET}, NOT_YET),
        ({1: NOT_YET}, PROPOSED),
        ({1: ACCEPTED}, ACCEPTED),
        ({}, PROPOSED),
    ],
)
def test_what_has_no_line_follows_the_lines(
    verdicts: dict[int, MappingState], follows: MappingState
) -> None:
    states = states_after(ALL, verdicts, None)
    assert (states[3], states[5]) == (follows, follows)
    assert {1: states[1], 2: states[2], 4: states[4]} == {
        **dict.fromkeys((1, 2, 4), PROPOSED),
        **verdicts,
    }


def test_a_whole_decision_lacks_nothing() -> None:
    sent = ReviewSent(
        turn=1,
        verdicts={1: "accepted", 2: "not_yet", 4: "accepted"},
        whys={2: "Say how"},
        levels={"c1": 1, "c2": 0},
    )
    assert problems(sent, lines_of(ALL, None), RUBRIC) == {}


def test_what_is_missing_is_said_in_the_order_of_the_form() -> None:
    sent = ReviewSent(turn=1, verdicts={1: "perhaps", 2: "not_yet"}, levels={"c1": 2, "c2": -1})
    assert problems(sent, lines_of(ALL, None), RUBRIC) == {
        "verdict-1": "Choose Accept or Not yet",
        "why-2": "Say what is missing",
        "verdict-4": "Choose Accept or Not yet",
        "level-c1": "Choose a level for “Depth”",
        "level-c2": "Choose a level for “Breadth”",
    }


def test_to_return_it_needs_a_comment_and_nothing_else() -> None:
    sent = ReviewSent(turn=1, outcome=Outcome.RETURNED, verdicts={2: "not_yet"})
    assert list(problems(sent, lines_of(ALL, None), RUBRIC)) == ["comment"]
    for verdicts in ({}, {2: "not_yet"}):
        said = replace(sent, comment="Which ward?", verdicts=verdicts)
        assert problems(said, lines_of(ALL, None), RUBRIC) == {}


def test_where_nothing_is_to_be_decided_there_is_something_to_say() -> None:
    assert list(problems(ReviewSent(turn=1), (), ())) == ["comment"]
    assert problems(ReviewSent(turn=1, gradebook_comment="Good"), (), ()) == {}


def test_texts_have_an_end() -> None:
    sent = ReviewSent(turn=1, whys={1: "a" * (LONGEST_WHY + 1)}, comment="a")
    assert unkeepable(sent) == {"why-1": "Use 1,000 characters or fewer; this has 1,001"}


def test_the_points_of_the_chosen_levels_add_up() -> None:
    levels = levels_of(ReviewSent(turn=1, levels={"c1": 1, "c2": 1, "c3": 0}), RUBRIC)
    assert [(one.criterion, one.text) for one in levels] == [
        ("Depth", "All"),
        ("Breadth", "Narrow"),
    ]
    assert score_of_levels(levels) == (4, 5)


def test_the_gradebook_gets_the_words_for_it_or_a_sentence() -> None:
    assert score_of_decision(Decimal(4), Decimal(5), "Well").comment == "Well"
    assert score_of_decision(Decimal(4), Decimal(5), "").comment == (
        "Decided by an instructor: 4 of 5 points."
    )
    assert progress_of_return(ASSESSED, "").comment == "An instructor has returned it for more."


@pytest.mark.parametrize(
    ("outcome", "review", "assessed", "completed"),
    [
        (None, ReviewState.AWAITING, AttemptState.AWAITING_REVIEW, AttemptState.COMPLETE),
        (Outcome.RETURNED, ReviewState.RETURNED, AttemptState.RETURNED, AttemptState.RETURNED),
        (Outcome.DECIDED, ReviewState.DECIDED, AttemptState.COMPLETE, AttemptState.COMPLETE),
    ],
)
def test_review_and_attempt_stand_where_the_latest_decision_leaves_them(
    outcome: Outcome | None,
    review: ReviewState,
    assessed: AttemptState,
    completed: AttemptState,
) -> None:
    assert review_after(outcome, has_to_wait=True) is review
    assert attempt_after(review, ASSESSED) is assessed
    assert attempt_after(review, COMPLETION) is completed


def test_a_comment_on_what_does_not_wait_leaves_it_so() -> None:
    assert review_after(Outcome.DECIDED, has_to_wait=False) is None
    assert review_after(Outcome.RETURNED, has_to_wait=False) is ReviewState.RETURNED
