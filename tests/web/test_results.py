"""What pages give away, and when: feedback, explanations, right answers, recognition."""

import re

from werkzeug.test import TestResponse

from demo.courses import Link
from lti_tool.app.building import Tool
from tests.builders import SAM, TEACHER, Browser
from tests.web.refusals import words
from tests.web.test_attempts import CHECK, begin, read_everything


def feedback(tool: Tool, *, right: bool) -> list[str]:
    """The first words of the feedback to every right, or every wrong, option."""
    activity = tool.library.preview("medicines-that-add-up").activity
    return [
        re.sub(r"[*_`].*", "", option.feedback)[:30]
        for question in activity.questions
        for option in question.options
        if option.is_right is right
    ]


def explanations(tool: Tool) -> list[str]:
    questions = tool.library.preview("medicines-that-add-up").activity.questions
    return [question.explanation[:30] for question in questions]


def test_the_pages_before_submitting_give_no_answer_away(
    browser: Browser, tool: Tool, link: Link
) -> None:
    begin(browser, link)
    read_everything(browser)
    browser.post(CHECK, browser.answers(right=False))

    pages = [browser.get(path) for path in ("/activity", CHECK, "/attempts/1/check", "/preview")]

    told = [*feedback(tool, right=True), *feedback(tool, right=False), *explanations(tool)]
    for page in pages:
        assert page.status_code == 200
        assert not [text for text in told if text in words(page)]
        assert "is_right" not in page.text
        assert "data-right" not in page.text


def test_a_result_tells_only_about_what_was_chosen_until_it_is_passed(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    one_wrong = words(browser.do_activity(right=False))
    assert not [text for text in feedback(tool, right=True) if text in one_wrong]
    assert [text for text in feedback(tool, right=False) if text in one_wrong]
    assert "Right:" not in one_wrong
    assert "Also right:" not in one_wrong
    assert "2 tries are left" in one_wrong

    passed = words(browser.do_activity(right=True))
    assert all(text in passed for text in feedback(tool, right=True))
    assert "Right:" in words(browser.get("/attempts/1/result"))


def with_some_wrong(browser: Browser) -> TestResponse:
    """Do the activity with six of eight answers right, which passes."""
    browser.get("/activity")
    page = browser.post("/attempts")
    wrong = dict(list(browser.answers(right=False).items())[:2])
    while "/parts/" in page.request.path:
        sent = {**browser.answers(right=True), **wrong}
        page = browser.post(page.request.path.removeprefix(browser.visit), sent)
    return browser.post(page.request.path.removeprefix(browser.visit))


def test_having_passed_shows_no_answer_that_another_try_could_copy(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)

    passed = words(with_some_wrong(browser))

    assert "6 of 8: passed" in passed
    assert [text in passed for text in feedback(tool, right=True)][:2] == [False, False]
    assert [text in passed for text in explanations(tool)] == [False, False, *[True] * 6]
    assert "shown once every answer of a try is right or you have no try left" in passed


def test_the_page_of_a_try_that_did_not_pass_says_that_another_did(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    failed = words(browser.do_activity(right=False))
    assert "recognised when you pass" in failed
    assert "What it will count for when you pass" in failed

    browser.do_activity(right=True)

    failed = words(browser.get("/attempts/1/result"))
    assert "recognised because try 2 passed" in failed
    assert "when you pass" not in failed


def test_when_no_try_is_left_nobody_is_told_what_passing_would_do(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    for _ in range(3):
        browser.do_activity(right=False)

    assert "when you pass" not in words(browser.get("/attempts/1/result"))


def test_what_would_have_been_right_is_shown_when_no_try_is_left(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    results = [words(browser.do_activity(right=False)) for _ in range(3)]

    assert ["Right:" in result for result in results] == [False, False, True]
    assert all(text in results[-1] for text in feedback(tool, right=True))


def test_a_preview_shows_answers_to_instructors_only(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(TEACHER, link)
    shown = words(browser.get("/preview"))
    assert all(text in shown for text in feedback(tool, right=True))

    browser.launch(SAM, link)
    shown = words(browser.get("/preview"))
    assert not [text for text in feedback(tool, right=True) if text in shown]
