"""The whole loop by keyboard alone, with the focus in sight at every step."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Frame, Page

from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    QUESTIONS,
    RIGHT,
    frame_of,
    given_an_activity_in_the_course,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
)

MOST_TABS = 60

# What has the focus: its name, what it stands for, and whether a person can see that it has it.
FOCUSED = """() => {
    const here = document.activeElement;
    if (!document.hasFocus() || !here || ["BODY", "IFRAME", "MAIN"].includes(here.tagName)) {
        return null;
    }
    const label = here.labels?.[0];
    const box = (label ?? here).getBoundingClientRect();
    const looks = () => [[here], ...(label ? [[label, "::before"]] : [])].map(parts => {
        const style = getComputedStyle(...parts);
        return [style.boxShadow, style.outline, style.backgroundColor, style.borderColor];
    }).join();
    const withFocus = looks();
    here.blur();
    const without = looks();
    here.focus({preventScroll: true});
    return {
        words: (label?.innerText ?? here.innerText ?? "").trim(),
        name: here.name ?? "",
        value: here.value ?? "",
        isMarked: withFocus !== without,
        isInSight: box.bottom > 0 && box.top < innerHeight && box.width > 1,
    };
}"""
Focus = dict[str, str | bool]


def focus_of(page: Page) -> tuple[Frame, Focus] | None:
    for frame in reversed(page.frames):
        if found := frame.evaluate(FOCUSED):
            return frame, found
    return None


def when_tabbed_to(page: Page, is_it: Callable[[Focus], bool]) -> None:
    """Press Tab until it is there; whatever has the focus on the way must show it."""
    passed: list[Focus] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if (found := focus_of(page)) is None:
            continue
        _, focus = found
        assert focus["isMarked"], f"the focus cannot be seen: {focus}"
        assert focus["isInSight"], f"the focus is out of sight: {focus}"
        if is_it(focus):
            return
        passed.append(focus)
    raise AssertionError(f"not reached with {MOST_TABS} tabs: {[one['words'] for one in passed]}")


def when_pressed(page: Page, words: str) -> None:
    """Go to the link or button of this name, and press Enter."""
    when_tabbed_to(page, lambda focus: focus["words"] == words)
    page.keyboard.press("Enter")


def is_option(key: str, option: str, focus: Focus) -> bool:
    return (focus["name"], focus["value"]) == (key, option)


def when_chosen_by_keyboard(page: Page, key: str) -> None:
    """Radios take one Tab for all and arrows inside; each checkbox takes a Tab of its own."""
    question = next(one for one in QUESTIONS if one.key == key)
    if question.choice == "single":
        when_tabbed_to(page, lambda focus: focus["name"] == key)
        page.keyboard.press("Space")
        right = next(nth for nth, option in enumerate(question.options) if option.is_right)
        for _ in range(right):
            page.keyboard.press("ArrowDown")
        return
    for option in RIGHT[key]:
        when_tabbed_to(page, partial(is_option, key, option))
        page.keyboard.press("Space")


def test_from_the_course_to_the_result_without_a_mouse(page: Page, lms: Lms) -> None:
    given_an_activity_in_the_course(lms)
    page.goto(lms.course(SAM))

    when_pressed(page, "Open")
    page.wait_for_url("**/activities/*")
    view = frame_of(page)
    view.wait_for_url("**/activity")
    when_pressed(page, "Start")
    for number in range(1, 4):
        view.wait_for_url(f"**/parts/p{number}")
        when_pressed(page, "Save and continue")
    view.wait_for_url("**/parts/p4")
    for key in RIGHT:
        when_chosen_by_keyboard(page, key)
    when_pressed(page, "Save and continue")
    view.wait_for_url("**/check")
    when_pressed(page, "Submit answers")

    then_the_result_is(view, "8 of 8: passed")
    then_the_score_is_in_the_gradebook(view)


def test_the_skip_link_leads_to_the_content(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    page.goto(lms.launch(SAM, link))
    page.wait_for_url("**/activity")

    when_pressed(page, "Skip to main content")

    assert page.evaluate("document.activeElement.id") == "content"
