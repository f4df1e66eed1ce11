"""What a gradebook holds beside what was sent: the same on whatever scale, or which difference."""

from decimal import Decimal

import pytest

from lti_tool.learning.score_advice import what_differs
from lti_tool.learning.score_checks import CheckFinding, Points, compare


def points(said: str) -> Points:
    """Read "5 of 8", or "5" where no maximum is told."""
    given, _, maximum = said.partition(" of ")
    return Points(given=Decimal(given), maximum=Decimal(maximum) if maximum else None)


@pytest.mark.parametrize(
    ("held", "sent"),
    [
        ("7 of 8", "7 of 8"),
        ("7.0 of 8.0", "7 of 8"),
        ("0 of 8", "0 of 8"),
        ("87.5 of 100", "7 of 8"),  # the column has another maximum
        ("3.3333 of 10", "1 of 3"),  # Moodle keeps four decimals of the share
        ("6.67 of 10", "2 of 3"),  # others show two
        ("0.33 of 1", "1 of 3"),
        ("333.3 of 1000", "1 of 3"),
        ("3.3333333333333335 of 10", "1 of 3"),
        ("10 of 10", "15 of 10"),  # cut down to the maximum
        ("100 of 100", "15 of 10"),
        ("15 of 10", "15 of 10"),  # or not
        ("7", "7 of 8"),  # no maximum is told
        ("0.875", "7 of 8"),
        ("7 of 0", "7 of 8"),
        ("7 of 8", "7"),
    ],
)
def test_a_score_is_the_same_on_any_scale_cut_down_or_rounded(held: str, sent: str) -> None:
    assert compare(points(held), points(sent)) is CheckFinding.SAME


@pytest.mark.parametrize(
    ("held", "sent"),
    [
        ("6 of 8", "7 of 8"),
        ("0 of 8", "7 of 8"),
        ("7 of 10", "7 of 8"),
        ("8 of 8", "7 of 8"),
        ("9 of 8", "8 of 8"),
        ("6.68 of 10", "2 of 3"),
        ("87.4 of 100", "7 of 8"),
        ("6", "7 of 8"),
    ],
)
def test_what_was_never_sent_was_set_by_somebody_there(held: str, sent: str) -> None:
    assert compare(points(held), points(sent)) is CheckFinding.OVERRIDDEN


def test_an_earlier_score_of_ours_is_told_from_what_a_teacher_set() -> None:
    earlier = [points("2 of 8"), points("5 of 10")]
    assert compare(points("50 of 100"), points("7 of 8"), earlier) is CheckFinding.OUTDATED
    assert compare(points("25 of 100"), points("7 of 8"), earlier) is CheckFinding.OUTDATED
    assert compare(points("60 of 100"), points("7 of 8"), earlier) is CheckFinding.OVERRIDDEN
    assert compare(points("7 of 8"), points("7 of 8"), [points("7 of 8")]) is CheckFinding.SAME


def test_where_nothing_is_held_the_score_is_missing() -> None:
    assert compare(None, points("7 of 8")) is CheckFinding.MISSING
    assert compare(None, points("0 of 8"), [points("0 of 8")]) is CheckFinding.MISSING


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("5 of 8", "5 of 8"),
        ("5.0 of 8.0", "5 of 8"),
        ("6.6666666 of 10", "6.67 of 10"),
        ("0.000001 of 100", "0 of 100"),
        ("-2 of 1000", "-2 of 1000"),
        ("3.5", "3.5"),
    ],
)
def test_points_are_said_as_people_read_them(given: str, said: str) -> None:
    assert points(given).said == said


def test_each_difference_comes_with_what_to_do_about_it() -> None:
    said = {finding: what_differs(finding) for finding in CheckFinding}
    assert said.pop(CheckFinding.SAME) == ""
    assert "If it is meant, leave it so." in said[CheckFinding.OVERRIDDEN]
    assert all("again" in words for words in said.values())
    assert len({*said.values()}) == 3


def test_what_is_known_of_a_platform_is_said_where_something_was_set_by_hand() -> None:
    assert what_differs(CheckFinding.OVERRIDDEN).endswith("unlock it there first.")
    assert what_differs(CheckFinding.OVERRIDDEN, "It stays.").endswith("send this again. It stays.")
    assert "stays" not in what_differs(CheckFinding.MISSING, "It stays.")
