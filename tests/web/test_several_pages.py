"""Several pages of the same questions: what a form says about its page decides what counts."""

import re

import pytest

from demo.courses import Link
from tests.builders import Browser
from tests.web.test_attempts import CHECK, begin, checked

HIDDEN = re.compile(r'<input type="hidden" name="(page|seen)" value="([^"]*)">')


def opened(browser: Browser) -> dict[str, str]:
    """Open the questions: the fields that the form brings along."""
    fields = dict(HIDDEN.findall(browser.get(CHECK).text))
    assert set(fields) == {"page", "seen"}
    return fields


def test_each_page_has_a_name_of_its_own(browser: Browser, link: Link) -> None:
    begin(browser, link)

    assert opened(browser)["page"] != opened(browser)["page"]


def test_an_older_page_erases_nothing(browser: Browser, link: Link) -> None:
    begin(browser, link)
    older, newer = opened(browser), opened(browser)
    browser.post(CHECK, {**newer, "p4-q1": "b", "p4-q2": "b", "n": "1", "changed": "p4-q1 p4-q2"})

    for path in (f"{CHECK}/draft", CHECK):
        browser.get(CHECK)
        browser.post(path, {**older, "p4-q1": "a", "p4-q4": "c", "n": "1", "changed": "p4-q4"})

    assert checked(browser) == {("p4-q1", "b"), ("p4-q2", "b"), ("p4-q4", "c")}


def test_a_draft_that_comes_after_the_save_is_dropped(browser: Browser, link: Link) -> None:
    begin(browser, link)
    page = opened(browser)
    browser.post(CHECK, {**page, "p4-q1": "b", "n": "2", "changed": "p4-q1"})
    browser.get(CHECK)

    late = browser.post(f"{CHECK}/draft", {**page, "p4-q1": "a", "n": "1", "changed": "p4-q1"})

    assert late.status_code == 200
    assert checked(browser) == {("p4-q1", "b")}


def test_without_scripts_a_box_can_be_unticked(browser: Browser, link: Link) -> None:
    begin(browser, link)
    browser.post(CHECK, {**opened(browser), "p4-q3": ["a", "c"], "p4-q1": "a"})

    browser.post(CHECK, {**opened(browser), "p4-q1": "a"})

    assert checked(browser) == {("p4-q1", "a")}


def test_without_scripts_an_older_page_unticks_nothing(browser: Browser, link: Link) -> None:
    begin(browser, link)
    older = opened(browser)
    browser.post(CHECK, {**opened(browser), "p4-q3": ["a", "c"]})
    browser.get(CHECK)

    browser.post(CHECK, {**older, "p4-q1": "a"})

    assert checked(browser) == {("p4-q1", "a"), ("p4-q3", "a"), ("p4-q3", "c")}


@pytest.mark.parametrize(
    "fields",
    [
        {"page": "p" * 5000},
        {"page": "a b\x01<script>"},
        {"page": "sound", "n": "9" * 5000},
        {"page": "sound", "n": "-1", "seen": "-1"},
        {"page": "sound", "n": "٣", "seen": "٣"},
        {"page": "sound", "n": "1e9", "seen": "None"},
        {"page": ["sound", "sound"], "n": ["1", "2"], "changed": ["p4-q1", "p4-q2"]},
        {"changed": "p4-q1 " * 20_000 + "__proto__ chosen"},
    ],
    ids=range(8),
)
def test_what_no_page_says_about_itself_does_no_harm(
    browser: Browser, link: Link, fields: dict[str, str]
) -> None:
    begin(browser, link)
    page = opened(browser)

    answer = browser.post(f"{CHECK}/draft", {"p4-q1": "b", **fields})
    assert answer.status_code == 200
    assert checked(browser) == {("p4-q1", "b")}

    browser.get(CHECK)
    browser.post(f"{CHECK}/draft", {**page, "p4-q1": "a", "n": "1", "changed": "p4-q1"})
    assert checked(browser) == {("p4-q1", "a")}
