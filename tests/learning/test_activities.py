from dataclasses import replace
from datetime import date

import pytest

from lti_tool.learning.activities import (
    Responses,
    option_key,
    part_key,
    question_key,
)
from tests.learning.sound import ACTIVITY, CHECK, MULTIPLE, READING, SINGLE
from tests.learning.whole import WHOLE


def test_an_activity_is_worth_one_point_for_each_question() -> None:
    assert ACTIVITY.questions == (SINGLE, MULTIPLE)
    assert ACTIVITY.points == 2
    assert replace(ACTIVITY, parts=(READING,)).points == 0


def test_questions_of_all_checks_count_in_order() -> None:
    again = replace(CHECK, key="p3")
    assert replace(ACTIVITY, parts=(READING, CHECK, again)).points == 4


def test_parts_are_found_by_key() -> None:
    assert ACTIVITY.part("p2") is CHECK
    with pytest.raises(KeyError):
        ACTIVITY.part("p3")


def test_an_activity_needs_a_review_until_one_is_recorded() -> None:
    assert ACTIVITY.needs_review
    reviewed = replace(ACTIVITY, reviewed_by="A clinician", reviewed_on=date(2026, 11, 22))
    assert not reviewed.needs_review


def test_keys_are_given_by_position() -> None:
    assert part_key(3) == "p3"
    assert question_key("p3", 1) == "p3-q1"
    assert [option_key(position) for position in (1, 2, 10)] == ["a", "b", "j"]


def test_a_learner_begins_with_nothing_chosen_and_nothing_read() -> None:
    assert not Responses().chosen
    assert not Responses().read


def test_completion_is_worth_one_point_however_many_questions_there_are() -> None:
    assert len(WHOLE.questions) == 4
    assert WHOLE.points == 1
