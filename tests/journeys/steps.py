"""The steps that journeys are told in."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Frame, Page, Route, expect

from demo.courses import Link
from lti_tool.app.building import HOME
from lti_tool.exchange.activities import read_activity
from tests.builders import ACTIVITY as CODE
from tests.journeys.chromium import LONGEST_WAIT_MS
from tests.journeys.servers import COURSE, NAMES, PRIYA, SAM, Lms

Answers = Mapping[str, Collection[str]]

ACTIVITY = read_activity(HOME / "config" / "activities" / f"{CODE}.md")
QUESTIONS = ACTIVITY.questions
RIGHT: Answers = {
    question.key: [option.key for option in question.options if option.is_right]
    for question in QUESTIONS
}
WRONG: Answers = {
    question.key: [next(option.key for option in question.options if not option.is_right)]
    for question in QUESTIONS
}
PART = re.compile(r"/attempts/\d+/(parts/|check)")
SAVED = re.compile(r"^Saved \d\d:\d\d$")
SINCE = re.compile(r"In your gradebook since \d\d:\d\d")
MOST_LOOKS = 100
"""How often what comes by itself is looked for, half a second apart."""


# ---- in the LMS


def given_an_activity_in_the_course(lms: Lms, course: str = COURSE) -> Link:
    return lms.place(course)


def when_the_activity_is_opened_in_the_frame(
    page: Page, lms: Lms, link: Link, person: str = SAM
) -> Frame:
    page.goto(lms.course(person, link.course_id))
    card = page.get_by_role("listitem").filter(has=page.locator(f"#activity-{link.id}"))
    card.get_by_role("link", name="Open", exact=True).click()
    return frame_of(page)


def when_the_activity_is_opened_in_a_tab(
    page: Page, lms: Lms, link: Link, person: str = SAM
) -> Frame:
    page.goto(lms.course(person, link.course_id))
    card = page.get_by_role("listitem").filter(has=page.locator(f"#activity-{link.id}"))
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="Open in new tab").click()
    return opened.value.main_frame


def when_the_course_admin_opens_the_picker(page: Page, lms: Lms) -> Frame:
    page.goto(lms.course(PRIYA))
    page.get_by_role("button", name="Add activities").click()
    picker = frame_of(page)
    expect(picker.get_by_role("heading", name="Add activities")).to_be_visible()
    picker.wait_for_load_state()  # without its scripts each button leads to a page of its own
    return picker


def when_its_own_tab_is_opened(page: Page, frame: Frame) -> Page:
    """By the page that a frame without cookies shows; its script hears of it, and says so."""
    button = frame.get_by_role("button", name="Open in a new tab")
    expect(button).to_be_visible()
    frame.wait_for_load_state()  # a link that is followed before its script is there opens the tab
    with page.context.expect_page() as opened:
        button.click()
    return opened.value


def frame_of(page: Page, name: str = "contentframe") -> Frame:
    frame = page.locator(f"iframe[name={name}]").element_handle().content_frame()
    assert frame is not None
    return frame


# ---- in the activity


def when_the_learner_begins(view: Frame, button: str = "Start") -> None:
    view.get_by_role("button", name=button, exact=True).click()
    view.wait_for_url(PART)  # its scripts are there then


def when_the_learner_goes_on(view: Frame) -> None:
    before = view.url
    view.get_by_role("button", name="Save and continue").click()
    view.wait_for_url(lambda url: url != before)


def when_the_learner_reads_up_to_the_questions(view: Frame, button: str = "Start") -> None:
    when_the_learner_begins(view, button)
    for part in ACTIVITY.parts:
        expect(view.get_by_role("heading", level=1)).to_contain_text(part.title)
        if part.key == QUESTIONS[0].key.split("-")[0]:
            return
        when_the_learner_goes_on(view)


def when_the_learner_chooses(view: Frame, answers: Answers) -> None:
    for key, options in answers.items():
        for option in options:
            view.locator(f'input[name="{key}"][value="{option}"]').check()


def when_the_learner_submits(view: Frame) -> None:
    expect(view.get_by_role("heading", name="Check and submit")).to_be_visible()
    view.get_by_role("button", name="Submit answers").click()


def when_the_learner_does_everything(
    view: Frame, answers: Answers = RIGHT, button: str = "Start"
) -> None:
    when_the_learner_reads_up_to_the_questions(view, button)
    when_the_learner_chooses(view, answers)
    when_the_learner_goes_on(view)
    when_the_learner_submits(view)


# ---- what is seen then


def then_the_draft_is_saved(view: Frame) -> None:
    expect(view.locator("#draft-status[data-state=saved]")).to_have_text(SAVED)


def chosen_in(view: Frame) -> list[list[str]]:
    """What is chosen in the questions: the name and the value of each."""
    expect(view.get_by_role("button", name="Save and continue")).to_be_visible()
    found: list[list[str]] = view.locator("#part-form input:checked").evaluate_all(
        "inputs => inputs.map(one => [one.name, one.value])"
    )
    return found


def then_these_are_chosen(view: Frame, answers: Answers) -> None:
    chosen = chosen_in(view)
    wanted = [[key, option] for key, options in answers.items() for option in options]
    assert sorted(chosen) == sorted(wanted)


def then_the_result_is(view: Frame, words: str) -> None:
    expect(view.get_by_role("heading", level=1)).to_contain_text(words)


def then_the_score_is_in_the_gradebook(view: Frame) -> None:
    """By itself: nothing is reloaded."""
    expect(view.locator("#score")).to_contain_text(SINCE)


def then_the_gradebook_shows(
    page: Page, lms: Lms, *words: str, person: str = SAM, course: str = COURSE
) -> None:
    page.goto(lms.gradebook(course))
    row = page.get_by_role("row").filter(has_text=NAMES[person])
    for each in words:
        expect(row).to_contain_text(each)


def then_the_gradebook_comes_to_show(page: Page, lms: Lms, *words: str) -> None:
    """A worker brings it there: the page is looked at again until then."""
    row = page.get_by_role("row").filter(has_text=NAMES[SAM])
    for _ in range(MOST_LOOKS):
        page.goto(lms.gradebook())
        if all(one in row.inner_text() for one in words):
            return
        page.wait_for_timeout(500)
    then_the_gradebook_shows(page, lms, *words)


def then_my_grades_show(page: Page, lms: Lms, *words: str, person: str = SAM) -> None:
    page.goto(lms.my_grades(person))
    for each in words:
        expect(page.get_by_role("main")).to_contain_text(each)


def then_it_is_the_visit_of(view: Frame, person: str) -> None:
    expect(view.get_by_role("banner")).to_contain_text(f"Signed in as {NAMES[person]}")


# ---- on the line


@contextmanager
def held_up(context: BrowserContext, address: str) -> Iterator[list[Route]]:
    """Requests to an address come no further, until a test lets one through."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route(address, hold)
    yield held
    context.unroute(address, hold)


def then_one_is_held(page: Page, held: list[Route]) -> Route:
    """It has been asked for; what one may do in a page before that may come first."""
    for _ in range(LONGEST_WAIT_MS // 50):
        if held:
            return held[0]
        page.wait_for_timeout(50)
    raise AssertionError("nothing was asked for")
