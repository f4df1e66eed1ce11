"""What learners write: kept as typed, never cut, shown back."""

import html

import pytest

from demo.platform import Platform
from lti_tool.learning.activities import Elsewhere, PartSort
from lti_tool.learning.parts import prompts_of
from tests.builders import Browser, place
from tests.web.refusals import words
from tests.web.walker import activity_of, begin, do_parts

CODE = "know-the-place-you-work-in"


@pytest.fixture
def started(browser: Browser, platform: Platform) -> Browser:
    begin(browser, place(platform, activity=CODE, points=1))
    return browser


def path_of(browser: Browser, sort: PartSort) -> str:
    found = next(part for part in activity_of(browser, CODE).parts if part.sort is sort)
    return f"/attempts/1/parts/{found.key}"


def test_a_resource_opens_in_a_new_tab_and_says_so(started: Browser) -> None:
    part = next(p for p in activity_of(started, CODE).parts if isinstance(p, Elsewhere))

    page = started.get(f"/attempts/1/parts/{part.key}").text

    link = f'<a href="{part.address}" target="_blank" rel="noopener noreferrer">'
    assert f"{link}{part.link_text} (opens in a new tab)</a>" in page


@pytest.mark.parametrize("sort", [PartSort.RESOURCE, PartSort.REFLECTION])
def test_a_text_is_kept_and_its_words_are_counted(started: Browser, sort: PartSort) -> None:
    path = path_of(started, sort)
    key = f"{path.rpartition('/')[2]}-w1"
    text = "\nOne <b>two</b>\r\n\r\n  three & æ‽ \x00four\n"
    started.get(path)

    started.post(f"{path}/draft", {key: text, "page": "a", "n": "1", "changed": key})

    page = started.get(path).text
    assert "One &lt;b&gt;two&lt;/b&gt;\n\n  three &amp; æ‽ four\n" in page
    assert "words or more; you have 6" in page
    assert "At least" not in page


def test_a_draft_that_comes_late_does_not_undo_a_text(started: Browser) -> None:
    path = path_of(started, PartSort.REFLECTION)
    key = f"{path.rpartition('/')[2]}-w1"
    for number, text in (("2", "More of it"), ("1", "More")):
        started.get(path)
        post = {key: text, "page": "a", "n": number, "changed": key}
        assert started.post(f"{path}/draft", post).status_code == 200

    assert "More of it" in started.get(path).text


def test_a_page_that_changed_another_prompt_leaves_this_one(started: Browser) -> None:
    path = path_of(started, PartSort.REFLECTION)
    one, two = (f"{path.rpartition('/')[2]}-w{n}" for n in (1, 2))
    started.get(path)
    started.post(f"{path}/draft", {one: "First", "page": "a", "n": "1", "changed": one})
    started.get(path)
    started.post(path, {one: "", two: "Second", "page": "b", "n": "1", "changed": two})

    page = started.get(path).text
    assert "First" in page
    assert "Second" in page


@pytest.mark.parametrize("way", ["", "/draft"])
def test_a_text_that_is_too_long_is_said_and_nothing_is_lost(started: Browser, way: str) -> None:
    path = path_of(started, PartSort.REFLECTION)
    one, two = (f"{path.rpartition('/')[2]}-w{n}" for n in (1, 2))
    started.get(path)
    sent = {one: "é" * 20_001, two: "Short.", "changed": f"{one} {two}", "n": "1", "page": "a"}

    page = started.post(f"{path}{way}", sent)

    assert page.status_code == 422
    assert "Use 20,000 characters or fewer; this has 20,001" in words(page)
    if not way:
        assert "é" * 20_001 in page.text
        assert "Short." in page.text
        assert f'href="#{one}"' in page.text
        assert f'data-unsaved="{one} {two}"' in page.text


def test_what_was_written_is_shown_back_with_the_result(started: Browser) -> None:
    activity = activity_of(started, CODE)
    do_parts(started, activity)
    assert "To p2-w1: mine." in words(started.get("/attempts/1/check"))

    picked = {"mapped": "PO3", "reason-PO3": "I walked it first."}
    said = html.unescape(words(started.post("/attempts/1/check", picked)))

    assert "To p2-w1: mine." in said
    assert "Complete" in said
    for marks in ("passed", "pass", "1 of 1:", "try 1", "Try again"):
        assert marks not in said
    assert "Proposed" in said
    assert "Why: I walked it first." in said


def test_a_text_shorter_than_advised_is_remarked_on_and_may_be_submitted(started: Browser) -> None:
    activity = activity_of(started, CODE)
    advised = next(one for part in activity.parts for one in prompts_of(part) if one.least_words)
    assert "are advised" not in words(started.get("/attempts/1/check"))  # of nothing yet
    do_parts(started, activity)

    page = html.unescape(words(started.get("/attempts/1/check")))

    assert f"“{advised.text}” has 3 words so far; {advised.least_words} or more are advised" in page
    started.post("/attempts/1/check")
    assert "Complete" in words(started.get("/attempts/1/result"))


def test_what_is_complete_is_not_done_again(started: Browser) -> None:
    do_parts(started, activity_of(started, CODE))
    started.get("/attempts/1/check")
    started.post("/attempts/1/check")
    started.get("/activity")

    again = started.post("/attempts")

    assert again.status_code == 409
    assert "You have completed this activity already." in words(again)


def test_what_is_left_to_do_is_named_part_by_part(started: Browser) -> None:
    started.get("/attempts/1/check")

    page = started.post("/attempts/1/check")

    assert page.status_code == 422
    said = words(page)
    for words_of in ("Read “", "Say what you took from “", "Write to every prompt of “"):
        assert words_of in said
