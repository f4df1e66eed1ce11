"""What somebody is choosing for a context: in which order, and how each is to be there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from lti_tool.learning.listings import Listing
from lti_tool.learning.moments import YEARS, read_day, read_time
from lti_tool.learning.refusals import FieldsError, RefusalError

MOST_CHOSEN: Final = 50
LONGEST_TITLE: Final = 255
_LONGEST_TYPED: Final = 2_000
_ZONE: Final = ZoneInfo("Europe/London")
_DATES: Final = ("opens_on", "opens_at", "due_on", "due_at")
_DAYS_END: Final = time(23, 59)

GONE: Final = "This activity is no longer in the library. Remove it."

Choice = tuple["Chosen", ...]


class PlacedPage(StrEnum):
    """A page of the tool that can be placed in a context, in place of an activity."""

    PORTFOLIO = "portfolio"
    COURSE_OVERVIEW = "course_overview"

    @property
    def code(self) -> str:
        """What it is chosen by: no activity has such a code."""
        return f"page.{self.value}"

    @property
    def heading(self) -> str:
        """What it is called where it is placed."""
        return _PAGES[self][0]

    @property
    def summary(self) -> str:
        """What it is for, in a sentence."""
        return _PAGES[self][1]


_PAGES: Final = {
    PlacedPage.PORTFOLIO: (
        "My portfolio",
        "Each learner's own evidence against the curriculum, and what would fill its gaps.",
    ),
    PlacedPage.COURSE_OVERVIEW: (
        "Course overview",
        "For instructors: what learners submitted, scores on their way, and what the course lacks.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One thing that was chosen, with what was typed for it: texts as they came, not checked."""

    code: str
    title: str | None = None
    """None: nobody has been asked yet."""
    points: str | None = None
    opens_on: str = ""
    opens_at: str = ""
    due_on: str = ""
    due_at: str = ""
    column: bool = True
    """Whether it gets a column in the gradebook."""

    @property
    def page(self) -> PlacedPage | None:
        """The page that it is, if it is no activity."""
        return next((page for page in PlacedPage if page.code == self.code), None)


class Step(StrEnum):
    """What can be done with one that is chosen, beside typing."""

    SAVE = "save"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"
    DATES = "dates"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the platform takes."""

    most_points: int
    takes_columns: bool


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One thing that was chosen, with all that was typed for it checked."""

    code: str
    page: PlacedPage | None
    title: str
    summary: str
    points: int | None
    """The maximum of its column in the gradebook; None: it gets no column."""
    opens: datetime | None
    due: datetime | None


def with_chosen(choice: Choice, code: str, *, several: bool) -> Choice:
    """Choose one more, or in place of what was chosen where only one is taken."""
    if any(one.code == code for one in choice):
        return choice
    kept = choice if several else ()
    if len(kept) >= MOST_CHOSEN:
        raise RefusalError(f"At most {MOST_CHOSEN} are added at a time. Add these first.")
    return (*kept, Chosen(code=code))


def without(choice: Choice, code: str) -> Choice:
    """Choose one less."""
    return tuple(one for one in choice if one.code != code)


def moved(choice: Choice, code: str, by: int) -> Choice:
    """Move one up (a negative number) or down, as far as there are places."""
    codes = [one.code for one in choice]
    if code not in codes:
        return choice
    place = codes.index(code)
    ordered = [*choice]
    one = ordered.pop(place)
    ordered.insert(max(0, min(place + by, len(ordered))), one)
    return tuple(ordered)


def with_same_dates(choice: Choice, code: str) -> Choice:
    """Give every other one the dates that were typed for one."""
    for one in choice:
        if one.code == code:
            dates = {name: getattr(one, name) for name in _DATES}
            return tuple(replace(other, **dates) for other in choice)
    return choice


def arranged(choice: Choice, step: Step, code: str) -> Choice:
    """Do one step with one that is chosen."""
    match step:
        case Step.UP:
            return moved(choice, code, -1)
        case Step.DOWN:
            return moved(choice, code, 1)
        case Step.REMOVE:
            return without(choice, code)
        case Step.DATES:
            return with_same_dates(choice, code)
    return choice


def retyped(choice: Choice, sent: Iterable[Chosen]) -> Choice:
    """Keep what was typed for what is chosen, whether or not it is right."""
    by_code = {one.code: one for one in sent}
    return tuple(_kept(by_code.get(one.code, one)) for one in choice)


def _kept(one: Chosen) -> Chosen:
    return replace(
        one,
        title=None if one.title is None else _text(one.title),
        points=None if one.points is None else _text(one.points),
        opens_on=_text(one.opens_on),
        opens_at=_text(one.opens_at),
        due_on=_text(one.due_on),
        due_at=_text(one.due_at),
    )


def _text(typed: str) -> str:
    return typed.replace("\0", "").strip()[:_LONGEST_TYPED]


def settled(choice: Choice, listings: Mapping[str, Listing], limits: Limits) -> tuple[Settled, ...]:
    """Check all that was typed; raises :class:`FieldsError` with a sentence for each field.

    A field is named by what it is and the code of the activity: ``title-medicines``.
    """
    problems: dict[str, str] = {}
    found = [_settled(one, listings.get(one.code), limits, problems) for one in choice]
    if problems:
        raise FieldsError(problems)
    return tuple(one for one in found if one is not None)


def _settled(
    one: Chosen, listing: Listing | None, limits: Limits, problems: dict[str, str]
) -> Settled | None:
    if one.page is not None:
        title, summary = one.page.heading, one.page.summary
    elif listing is None or listing.is_retired:
        problems[f"activity-{one.code}"] = GONE
        return None
    else:
        title, summary = listing.title, listing.summary
    title = one.title or title
    if len(title) > LONGEST_TITLE:
        problems[f"title-{one.code}"] = (
            f"Shorten the title to {LONGEST_TITLE} characters; it has {len(title)}"
        )
    points = _points(one, listing, limits, problems)
    opens, due = _moments(one, problems) if one.page is None else (None, None)
    return Settled(
        code=one.code,
        page=one.page,
        title=title,
        summary=summary,
        points=points,
        opens=opens,
        due=due,
    )


def _points(
    one: Chosen, listing: Listing | None, limits: Limits, problems: dict[str, str]
) -> int | None:
    if listing is None or not (limits.takes_columns and one.column):
        return None
    if one.points is None:
        return points_of(listing, limits)
    if re.fullmatch(r"[0-9]{1,9}", one.points) and 1 <= int(one.points) <= limits.most_points:
        return int(one.points)
    problems[f"points-{one.code}"] = (
        f"Enter points as a whole number from 1 to {limits.most_points}"
    )
    return None


def points_of(listing: Listing, limits: Limits) -> int:
    """The points that an activity comes with, as far as the platform takes them."""
    return min(listing.points, limits.most_points)


def _moments(one: Chosen, problems: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    opens = _moment("opens", one, time(0), problems)
    due = _moment("due", one, _DAYS_END, problems)
    if opens is not None and due is not None and due <= opens:
        problems[f"due_on-{one.code}"] = "It is due before it opens. Choose a later day or time"
    return opens, due


def _moment(what: str, one: Chosen, otherwise: time, problems: dict[str, str]) -> datetime | None:
    on, at = (one.opens_on, one.opens_at) if what == "opens" else (one.due_on, one.due_at)
    if not on and not at:
        return None
    day, moment = read_day(on), read_time(at) if at else otherwise
    if not on:
        problems[f"{what}_on-{one.code}"] = "Enter the day too, or leave out the time"
    elif day is None:
        problems[f"{what}_on-{one.code}"] = "Enter a real date, such as 3 5 2027"
    elif day.year not in YEARS:
        problems[f"{what}_on-{one.code}"] = f"Enter a year from {YEARS[0]} to {YEARS[-1]}"
        day = None
    if moment is None:
        problems[f"{what}_at-{one.code}"] = "Enter a time of day, such as 09:30 or 9am"
    if day is None or moment is None:
        return None
    return datetime.combine(day, moment, _ZONE)


def pages_like(words: Iterable[str]) -> Iterator[PlacedPage]:
    """Find the pages in whose title or summary each of the words is."""
    sought = [*words]
    for page in PlacedPage:
        text = f"{page.heading} {page.summary}".casefold()
        if all(word in text for word in sought):
            yield page
