"""The picker asks its database a few things, however many activities there are."""

import pytest

from lti_tool.app.building import Tool
from lti_tool.exchange.case import parse_framework
from lti_tool.learning.choices import MOST_CHOSEN
from lti_tool.store import frameworks
from tests.builders import DEEP_LINKING, TEACHER, Browser
from tests.store.many import MANY, counted, many_activities

MOST = 20
PAGES = {
    "first": "/picker",
    "far back": "/picker?page=100",
    "past its end": "/picker?page=99999",
    "narrowed": "/picker?q=many+one&domain=enhance/D1&kind=delivered&longest=60",
    "nothing found": "/picker?q=nothing+of+the+sort",
    "details": "/picker/details",
}
CODES = [f"one-of-many-{number}" for number in range(1, MOST_CHOSEN + 1)]


@pytest.fixture
def crowded(browser: Browser, tool: Tool) -> Browser:
    """A course admin with a full choice, where there are very many activities."""
    with tool.database.transaction() as session:
        (row,) = frameworks.list_all(session)
        many_activities(session, parse_framework(row.document))
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    browser.get("/picker")
    for code in CODES:
        browser.client.post(f"{browser.visit}/picker/choice", data={**token(browser), "add": code})
    return browser


def token(browser: Browser) -> dict[str, str]:
    assert browser.last is not None
    rest = browser.last.text.partition('name="csrf_token"')[2].partition('value="')[2]
    return {"csrf_token": rest.partition('"')[0]}


def test_no_page_of_the_picker_asks_for_more_when_there_is_more(
    crowded: Browser, tool: Tool
) -> None:
    for name, path in PAGES.items():
        with counted(tool.database.engine) as said:
            page = crowded.get(path)
        assert page.status_code == 200, name
        assert 0 < len(said) < MOST, (name, said)
        assert not [one for one in said if "activity_version.document" in one], name


def test_neither_does_choosing_nor_the_answer(crowded: Browser, tool: Tool) -> None:
    address = f"{crowded.visit}/picker/choice"
    with counted(tool.database.engine) as said:
        crowded.client.post(address, data={**token(crowded), "remove": CODES[0]})
    assert 0 < len(said) < MOST, said
    with counted(tool.database.engine) as said:
        answer = crowded.post("/picker")
    assert f"{MOST_CHOSEN - 1} activities" in answer.text
    assert 0 < len(said) < MOST, said


def test_what_is_found_comes_in_pages(crowded: Browser) -> None:
    assert f"{MANY + 13} activities found" in crowded.get("/picker").text
    assert "Page 101 of 101" in crowded.get("/picker?page=99999").text
    second = crowded.get("/picker?q=many&page=2").text
    assert "Page 2 of 100" in second
    assert "q=many&amp;page=3" in second
    assert second.count('name="add"') + second.count('name="remove"') == 20
