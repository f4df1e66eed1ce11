"""What is chosen, in which order, and whether what was typed for it can be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.activities import Kind, Scoring
from lti_tool.learning.choices import (
    MOST_CHOSEN,
    Choice,
    Chosen,
    Limits,
    PlacedPage,
    Settled,
    Step,
    arranged,
    moved,
    pages_like,
    retyped,
    settled,
    with_chosen,
    with_same_dates,
    without,
)
from lti_tool.learning.listings import Listing
from lti_tool.learning.refusals import FieldsError, RefusalError

LISTING = Listing(
    code="a",
    title="An activity",
    summary="About it.",
    framework="f",
    kind=Kind.DELIVERED,
    scoring=Scoring.KNOWLEDGE_CHECK,
    minutes=10,
    points=8,
    needs_review=False,
    is_retired=False,
)
LISTINGS = {code: replace(LISTING, code=code) for code in "abc"}
LIMITS = Limits(most_points=100, takes_columns=True)
PORTFOLIO = PlacedPage.PORTFOLIO.code


def chosen(*codes: str) -> Choice:
    return tuple(Chosen(code=code) for code in codes)


def codes(choice: Choice) -> str:
    return "".join(one.code for one in choice)


def settle(**typed: object) -> Settled:
    (one,) = settled((replace(Chosen(code="a"), **typed),), LISTINGS, LIMITS)  # type: ignore[arg-type]
    return one


def problems(limits: Limits = LIMITS, **typed: object) -> dict[str, str]:
    with pytest.raises(FieldsError) as refused:
        settled((replace(Chosen(code="a"), **typed),), LISTINGS, limits)  # type: ignore[arg-type]
    return {**refused.value.problems}


# ---- what is chosen, and in which order


def test_what_is_chosen_comes_last_and_once() -> None:
    choice = with_chosen(chosen("a", "b"), "c", several=True)
    assert codes(choice) == "abc"
    assert with_chosen(choice, "a", several=True) == choice


def test_where_one_is_taken_the_next_takes_its_place() -> None:
    assert codes(with_chosen(chosen("a"), "b", several=False)) == "b"


def test_there_is_an_end_to_choosing() -> None:
    full = chosen(*(str(number) for number in range(MOST_CHOSEN)))
    assert with_chosen(full, "0", several=True) == full
    with pytest.raises(RefusalError, match="At most 50"):
        with_chosen(full, "more", several=True)


def test_what_is_no_longer_chosen_is_gone() -> None:
    assert codes(without(chosen("a", "b", "c"), "b")) == "ac"
    assert codes(without(chosen("a"), "unknown")) == "a"


@pytest.mark.parametrize(
    ("code", "by", "order"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("x", 1, "abc")],
)
def test_one_moves_as_far_as_there_are_places(code: str, by: int, order: str) -> None:
    assert codes(moved(chosen("a", "b", "c"), code, by)) == order


def test_the_dates_of_one_can_be_those_of_all() -> None:
    typed = {"opens_on": "1", "opens_at": "2", "due_on": "3", "due_at": "4"}
    choice = (Chosen(code="a", title="A"), Chosen(code="b", title="B", **typed))  # type: ignore[arg-type]
    first, second = with_same_dates(choice, "b")
    assert first == Chosen(code="a", title="A", **typed)  # type: ignore[arg-type]
    assert second == choice[1]
    assert with_same_dates(choice, "unknown") == choice


@pytest.mark.parametrize(
    ("step", "order"),
    [
        (Step.UP, "bac"),
        (Step.DOWN, "acb"),
        (Step.REMOVE, "ac"),
        (Step.DATES, "abc"),
        (Step.SAVE, "abc"),
    ],
)
def test_each_step_does_what_it_says(step: Step, order: str) -> None:
    assert codes(arranged(chosen("a", "b", "c"), step, "b")) == order


def test_what_was_typed_is_kept_for_what_is_chosen_right_or_wrong() -> None:
    sent = (
        Chosen(code="b", title="  Mine\0 ", points="many", due_on="soon", column=False),
        Chosen(code="unknown", title="No"),
    )
    first, second = retyped(chosen("a", "b"), sent)
    assert first == Chosen(code="a")
    assert second == Chosen(code="b", title="Mine", points="many", due_on="soon", column=False)


def test_what_was_typed_has_an_end() -> None:
    (one,) = retyped(chosen("a"), [Chosen(code="a", title="x" * 9_000)])
    assert len(one.title or "") == 2_000


# ---- whether it can be


def test_what_nobody_changed_is_as_the_activity_says() -> None:
    assert settle() == Settled(
        code="a",
        page=None,
        title="An activity",
        summary="About it.",
        points=8,
        opens=None,
        due=None,
    )
    assert settle(title="").title == "An activity"


def test_the_points_of_an_activity_fit_the_platform() -> None:
    (one,) = settled(chosen("a"), LISTINGS, Limits(most_points=5, takes_columns=True))
    assert one.points == 5


@pytest.mark.parametrize("points", ["1", "100", "007"])
def test_whole_points_within_the_limits_are_taken(points: str) -> None:
    assert settle(points=points).points == int(points)


@pytest.mark.parametrize("points", ["0", "101", "12.5", "-1", "", "ten", "\uff11", "9" * 99, "1e2"])
def test_other_points_are_not(points: str) -> None:
    assert problems(points=points) == {"points-a": "Enter points as a whole number from 1 to 100"}


def test_points_do_not_matter_without_a_column() -> None:
    assert settle(points="0", column=False).points is None
    no_columns = Limits(most_points=100, takes_columns=False)
    (one,) = settled(chosen("a"), LISTINGS, no_columns)
    assert one.points is None


def test_a_title_has_at_most_255_characters() -> None:
    """Rule 80."""
    assert settle(title="x" * 255).title == "x" * 255
    said = {"title-a": "Shorten the title to 255 characters; it has 256"}
    assert problems(title="x" * 256) == said


@pytest.mark.parametrize(
    ("on", "at", "moment"),
    [
        ("2027-05-03", "09:30", datetime(2027, 5, 3, 8, 30, tzinfo=UTC)),
        ("2027-12-03", "9.30", datetime(2027, 12, 3, 9, 30, tzinfo=UTC)),
        ("3 May 2027", "", datetime(2027, 5, 3, 22, 59, tzinfo=UTC)),
        ("3 JUNE 2027", "", datetime(2027, 6, 3, 22, 59, tzinfo=UTC)),
        ("3/5/2027", "", datetime(2027, 5, 3, 22, 59, tzinfo=UTC)),
        ("03 05 2027", "00:00:00", datetime(2027, 5, 2, 23, 0, tzinfo=UTC)),
        ("3 12 2027", "9am", datetime(2027, 12, 3, 9, tzinfo=UTC)),
        ("3 12 2027", "9.30 PM", datetime(2027, 12, 3, 21, 30, tzinfo=UTC)),
        ("3 12 2027", "12 a.m.", datetime(2027, 12, 3, tzinfo=UTC)),
        ("3 12 2027", "12:15pm", datetime(2027, 12, 3, 12, 15, tzinfo=UTC)),
        ("3 12 2027", "0930", datetime(2027, 12, 3, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_a_day_and_a_time_in_the_uk(on: str, at: str, moment: datetime) -> None:
    due = settle(due_on=on, due_at=at).due
    assert due == moment
    assert due is not None
    assert due.utcoffset() is not None


def test_without_a_time_it_opens_when_the_day_begins() -> None:
    opens = settle(opens_on="2027-12-03").opens
    assert opens == datetime(2027, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opens_on": "31/2/2027"}, "opens_on-a"),
        ({"opens_on": "soon"}, "opens_on-a"),
        ({"opens_on": "3 Maytember 27"}, "opens_on-a"),
        ({"opens_on": "3 Smarch 2027"}, "opens_on-a"),
        ({"opens_on": "3/5/27"}, "opens_on-a"),
        ({"opens_on": "0001-01-01"}, "opens_on-a"),
        ({"due_on": "2027-05-03", "due_at": "24:00"}, "due_at-a"),
        ({"due_on": "2027-05-03", "due_at": "noon"}, "due_at-a"),
        ({"due_on": "2027-05-03", "due_at": "12:60"}, "due_at-a"),
        ({"due_on": "2027-05-03", "due_at": "13pm"}, "due_at-a"),
        ({"due_on": "2027-05-03", "due_at": "0am"}, "due_at-a"),
        ({"due_on": "2027-05-03", "due_at": "9"}, "due_at-a"),
        ({"due_at": "12:00"}, "due_on-a"),
        ({"opens_on": "2027-05-03", "due_on": "2027-05-02"}, "due_on-a"),
        (
            {
                "opens_on": "2027-05-03",
                "opens_at": "09:00",
                "due_on": "2027-05-03",
                "due_at": "09:00",
            },
            "due_on-a",
        ),
    ],
)
def test_a_date_that_cannot_be_is_said_beside_its_field(typed: dict[str, str], field: str) -> None:
    assert list(problems(**typed)) == [field]


@pytest.mark.parametrize("day", ["1 March 1900", "1 3 2101", "0001-01-01"])
def test_a_real_day_in_a_year_that_is_not_taken_is_said_to_be_that(day: str) -> None:
    assert problems(due_on=day) == {"due_on-a": "Enter a year from 2000 to 2100"}
    assert problems(due_on="31 2 1900") == {"due_on-a": "Enter a real date, such as 3 5 2027"}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems(title="x" * 300, points="0", opens_on="x", due_at="x")
    assert list(found) == ["title-a", "points-a", "opens_on-a", "due_on-a", "due_at-a"]


@pytest.mark.parametrize("listings", [{}, {"a": replace(LISTING, is_retired=True)}])
def test_what_is_gone_since_is_said_too(listings: dict[str, Listing]) -> None:
    with pytest.raises(FieldsError, match="no longer in the library"):
        settled(chosen("a"), listings, LIMITS)


def test_a_page_is_placed_without_points_and_dates() -> None:
    one = replace(Chosen(code=PORTFOLIO), title="Your portfolio", points="x", due_on="x")
    (page,) = settled((one,), {}, LIMITS)
    assert (page.page, page.title) == (PlacedPage.PORTFOLIO, "Your portfolio")
    assert (page.points, page.opens, page.due) == (None, None, None)


def test_pages_are_found_by_their_words() -> None:
    assert [*pages_like([])] == [PlacedPage.PORTFOLIO, PlacedPage.COURSE_OVERVIEW]
    assert [*pages_like(["own", "portfolio"])] == [PlacedPage.PORTFOLIO]
    assert [*pages_like(["medicines"])] == []


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_is_taken_or_refused(on: str, at: str, due: str, points: str) -> None:
    one = replace(Chosen(code="a"), opens_on=on, opens_at=at, due_on=due, points=points)
    (kept,) = retyped(chosen("a"), [one])
    said = {"title-a": "nothing is wrong"}
    try:
        settled((kept,), LISTINGS, LIMITS)
    except FieldsError as error:
        said = {**error.problems}
    assert said
    assert all(said.values())
