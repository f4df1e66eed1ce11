"""Keeping a log over HTTP: entries come and go, and nothing typed is lost."""

import html
import re

import pytest

from demo.platform import Platform
from lti_tool.learning.activities import Log
from tests.builders import MEI, SAM, Browser, place
from tests.web.refusals import assert_refused, words
from tests.web.walker import ENTRY, activity_of, begin

CODE = "a-week-with-another-team"
REMOVE = re.compile(r'action="/v/[^/"]*(/attempts/1/parts/\w+/entries/\w+/remove)"')
CHANGE = re.compile(r'action="/v/[^/"]*(/attempts/1/parts/\w+/entries/\w+/change)"')
LEAVE = re.compile(r'formaction="/v/[^/"]*(/attempts/1/parts/\w+/entries/[\w-]+/remove)"')
FIELD = re.compile(r'name="(entry-\w+)"[^>]* value="([^"]*)"')


@pytest.fixture
def path(browser: Browser, platform: Platform) -> str:
    """The page of a log that asks for 4 entries and 12 hours."""
    activity = activity_of(browser, CODE)
    begin(browser, place(platform, activity=CODE, points=1))
    key = next(part.key for part in activity.parts if isinstance(part, Log))
    path = f"/attempts/1/parts/{key}"
    browser.get(path)
    return path


def add(browser: Browser, path: str, page: str = "one", **typed: str) -> str:
    entry = {**ENTRY, **{f"entry-{name}": text for name, text in typed.items()}, "page": page}
    return html.unescape(words(browser.post(f"{path}/entries", entry)))


def test_an_entry_is_added_and_counted(browser: Browser, path: str) -> None:
    assert "0 of 4 entries, 0 of 12 hours" in words(browser.get(path))

    said = add(browser, path, hours="1.5")

    assert "1 of 4 entries, 1.5 of 12 hours" in said
    assert "2 March 2026 A ward Pharmacist 1.5 Listened <b>well</b>." in said


def test_an_entry_that_is_sent_twice_is_one(browser: Browser, path: str) -> None:
    add(browser, path)
    assert "1 of 4 entries" in add(browser, path)

    assert "2 of 4 entries" in add(browser, path, what="Something else")


def test_an_entry_can_be_removed_and_again(browser: Browser, path: str) -> None:
    add(browser, path)
    [remove] = REMOVE.findall(browser.get(path).text)

    for _ in range(2):
        assert "0 of 4 entries" in words(browser.post(remove))


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("day", "31", "Enter a real date"),
        ("day", "", "Enter a real date"),
        ("year", "٢٠٢٦", "Enter a real date"),
        ("year", "9999", "today or in the past"),
        ("year", "1066", "today or in the past"),
        ("setting", "  ", "Enter where you were"),
        ("setting", "x" * 201, "Use 200 characters or fewer"),
        ("role", "", "Enter the role"),
        ("hours", "0", "Enter hours in quarters"),
        ("hours", "1.1", "Enter hours in quarters"),
        ("hours", "25", "Enter hours in quarters"),
        ("hours", "NaN", "Enter hours in quarters"),
        ("hours", "1e1", "Enter hours in quarters"),
        ("what", "\x00", "Enter what you did"),
        ("what", "x" * 20_001, "Use 20,000 characters or fewer; this has 20,001"),
    ],
)
@pytest.mark.parametrize("way", ["/entries", ""])
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(
    browser: Browser, path: str, field: str, typed: str, says: str, way: str
) -> None:
    entry = {**ENTRY, "entry-month": "2", f"entry-{field}": typed}

    page = browser.post(f"{path}{way}", entry)

    assert page.status_code == 422
    assert "There is a problem" in words(page)
    assert words(page).count(says) == 2  # in the summary, and beside the field
    assert f'href="#entry-{field if field != "year" else "day"}"' in page.text
    if field != "what":
        assert "Listened &lt;b&gt;well&lt;/b&gt;." in page.text
    assert "0 of 4 entries" in words(browser.get(path))


def test_hours_may_be_written_with_a_comma(browser: Browser, path: str) -> None:
    assert "2.25 of 12 hours" in add(browser, path, hours=" 2,25 ")


def test_save_and_continue_adds_what_was_typed(browser: Browser, path: str) -> None:
    assert browser.post(path, ENTRY).status_code == 200

    assert "1 of 4 entries" in words(browser.get(path))


def test_a_log_that_is_called_finished_too_early_is_not_done(browser: Browser, path: str) -> None:
    browser.post(path, {path.rpartition("/")[2]: "finished"})

    assert " checked" in browser.get(path).text
    assert "what it still lacks" in words(browser.get("/attempts/1/check"))


def test_a_log_can_be_called_unfinished_again(browser: Browser, path: str) -> None:
    key = path.rpartition("/")[2]
    browser.post(f"{path}/draft", {key: "finished", "page": "a", "n": "1", "changed": key})
    assert " checked" in browser.get(path).text

    browser.post(f"{path}/draft", {"page": "a", "n": "2", "changed": key})

    assert " checked" not in browser.get(path).text


def test_a_draft_keeps_no_entry(browser: Browser, path: str) -> None:
    browser.post(f"{path}/draft", ENTRY)

    assert "0 of 4 entries" in words(browser.get(path))


def test_an_entry_that_is_sent_twice_leaves_no_form_filled_in(browser: Browser, path: str) -> None:
    for _ in range(2):
        add(browser, path)

    assert 'value="A ward"' not in browser.get(path).text


def test_an_entry_that_comes_twice_leaves_the_next_one_in_the_form(
    browser: Browser, path: str
) -> None:
    once = {**ENTRY, "page": "one", "n": "1", "changed": f"{path.rpartition('/')[2]}-entry"}
    browser.post(f"{path}/entries", once)
    browser.get(path)
    browser.post(f"{path}/draft", {**once, "entry-setting": "A kitchen", "n": "2"})
    browser.get(path)

    assert 'value="A kitchen"' in browser.post(f"{path}/entries", once).text


def test_an_entry_is_changed_in_the_form(browser: Browser, path: str) -> None:
    add(browser, path, hours="1.5")
    [change] = CHANGE.findall(browser.get(path).text)

    page = browser.post(change)

    said = html.unescape(words(page))
    assert "Change the entry of 2 March 2026" in said
    assert "1 of 4 entries, 1.5 of 12 hours" in said
    form = dict(FIELD.findall(page.text))
    assert (form["entry-day"], form["entry-hours"]) == ("2", "1.5")
    saved = add(browser, path, "two", hours="2", replaces=form["entry-replaces"])
    assert "1 of 4 entries, 2 of 12 hours" in saved
    assert "Add an entry" in saved
    assert "1 of 4 entries" in add(browser, path, "two", hours="2", replaces=form["entry-replaces"])


def test_a_change_can_be_left(browser: Browser, path: str) -> None:
    add(browser, path)
    [change] = CHANGE.findall(browser.get(path).text)
    [leave] = LEAVE.findall(browser.post(change).text)

    page = browser.post(leave)

    assert "1 of 4 entries" in words(page)
    assert "Add an entry" in words(page)
    assert 'value="A ward"' not in page.text


def test_what_was_begun_of_another_entry_is_not_thrown_away_by_a_change(
    browser: Browser, path: str
) -> None:
    add(browser, path)
    [change] = CHANGE.findall(browser.get(path).text)
    browser.post(f"{path}/draft", {"entry-setting": "A kitchen", "page": "two"})
    browser.get(path)

    page = browser.post(change)

    assert page.status_code == 422
    assert words(page).count("Add it, or clear its fields, before you change another one") == 2
    assert 'href="#entry-form"' in page.text
    assert 'value="A kitchen"' in page.text
    assert "1 of 4 entries" in words(page)


def test_another_entry_can_be_changed_instead_as_long_as_nothing_was(
    browser: Browser, path: str
) -> None:
    add(browser, path)
    add(browser, path, day="3")
    first, second = CHANGE.findall(browser.get(path).text)
    browser.post(first)
    browser.get(path)

    assert "Change the entry of 3 March 2026" in words(browser.post(second))


def test_an_entry_that_is_gone_is_not_changed(browser: Browser, path: str) -> None:
    add(browser, path)
    page = browser.get(path).text
    [change], [remove] = CHANGE.findall(page), REMOVE.findall(page)
    browser.post(remove)

    assert "Add an entry" in words(browser.post(change))


def test_one_hour_is_one_hour(browser: Browser, path: str) -> None:
    add(browser, path, hours="1")

    assert "Remove the entry of 2 March 2026, A ward, 1 hour " in words(browser.get(path))


def test_what_is_wrong_is_listed_in_the_order_of_the_form(browser: Browser, path: str) -> None:
    page = browser.post(f"{path}/entries", {"page": "one"}).text

    links = re.findall(r'href="#entry-(day|setting|role|hours|what)"', page)
    assert links == ["day", "setting", "role", "hours", "what"]


def test_nobody_else_can_add_or_remove(browser: Browser, platform: Platform, path: str) -> None:
    add(browser, path)
    page = browser.get(path).text
    [change], [remove] = CHANGE.findall(page), REMOVE.findall(page)
    other = browser.another()
    begin(other, next(iter(platform.links.values())), MEI)

    assert SAM != MEI
    for where in (change, remove, f"{path}/entries"):
        other.get("/activity")
        assert_refused(other.post(where, ENTRY), 404)

    assert "1 of 4 entries" in words(browser.get(path))


def test_the_form_has_the_fields_that_are_read(browser: Browser, path: str) -> None:
    page = browser.get(path).text

    assert all(f'name="{field}"' in page for field in ENTRY)


def test_half_an_entry_is_kept_until_it_is_added(browser: Browser, path: str) -> None:
    within = f"{path.rpartition('/')[2]}-entry"
    half = {"entry-setting": "A ward", "entry-what": "Liste", "page": "a", "n": "1"}
    browser.post(f"{path}/draft", {**half, "changed": within})

    page = browser.get(path).text
    assert 'value="A ward"' in page
    assert ">Liste</textarea>" in page

    add(browser, path)
    assert 'value="A ward"' not in browser.get(path).text


def test_a_page_that_typed_no_entry_does_not_empty_one(browser: Browser, path: str) -> None:
    within = f"{path.rpartition('/')[2]}-entry"
    half = {"entry-setting": "A ward", "page": "a", "n": "1", "changed": within}
    browser.post(f"{path}/draft", half)

    browser.post(f"{path}/draft", {"page": "b", "n": "1", "changed": ""})

    assert 'value="A ward"' in browser.get(path).text
