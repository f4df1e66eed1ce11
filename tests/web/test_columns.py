"""The gradebook columns of a course as its instructors see and repair them."""

import re
from dataclasses import replace
from typing import Any

import pytest

from demo.courses import LineItem, Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.columns import UNSEEN
from lti_tool.store.tables import Person, ResourceLink
from tests.builders import ACTIVITY, COURSE, SAM, TEACHER, Browser, place, take_column
from tests.store.many import counted
from tests.web.refusals import assert_refused, words

MOST_STATEMENTS = 20


@pytest.fixture
def lost(platform: Platform, link: Link) -> Link:
    """The activity, added without a column."""
    return take_column(platform, link)


@pytest.fixture
def teacher(browser: Browser, lost: Link) -> Browser:
    """Sam has done the activity, and an instructor has come."""
    sam = browser.another()
    sam.launch(SAM, lost)
    sam.do_activity()
    browser.launch(TEACHER, lost)
    return browser


def add(platform: Platform, number: str, link: Link, **given: Any) -> None:
    values = {"label": f"Column {number}", "score_maximum": 8, "resource_link_id": link.id}
    column = LineItem(id=number, course_id=COURSE, resource_id=ACTIVITY, **{**values, **given})
    platform.line_items[number] = column


def press(browser: Browser, button: str) -> str:
    """Press the first button of this name on the page of columns; gives what follows."""
    page = browser.get("/columns").text
    path = re.search(rf'action="[^"]*(/columns/\d+/{button})"', page)
    assert path, page
    return words(browser.post(path[1]))


def test_a_column_that_is_there_needs_nothing(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    page = browser.get("/columns").text
    assert "In the gradebook" in page
    assert "<form" not in page.partition("<main")[2]


def test_scores_that_wait_to_be_sent_to_a_column_are_said_to(
    browser: Browser, tool: Tool, platform: Platform, link: Link
) -> None:
    column = platform.line_items[link.line_item_id or ""]
    browser.launch(SAM, take_column(platform, link))
    browser.do_activity()
    platform.line_items[column.id], platform.links[link.id] = column, link
    browser.launch(TEACHER, link)
    assert "wait for you to send" not in words(browser.get("/course"))
    with tool.database.transaction() as session:
        session.query(ResourceLink).one().column_trouble = UNSEEN
    assert "Scores of 1 activity wait for you to send them" in words(browser.get("/course"))
    page = words(browser.get("/columns"))
    assert "does not let this tool see what is in this column" in page
    assert "Every activity has its column." in page
    sam = browser.another()
    sam.launch(SAM, link)
    assert "has not been sent to your gradebook yet" in words(sam.get("/attempts/1/result"))
    assert "1 score was sent on its way" in press(browser, "look")
    assert "wait for you to send" not in words(browser.get("/course"))


def test_an_activity_without_a_column_can_be_given_one_and_the_log_says_who_did(
    teacher: Browser, tool: Tool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    page = words(teacher.get("/columns"))
    assert "Your learning platform named no column for it. This tool looks for one" in page

    page = press(teacher, "create")

    assert "Medicines that add up: A column was added to the gradebook." in page
    assert "1 score was sent on its way." in page
    assert "Every activity has its column." in page
    assert "In the gradebook It was added from here." in page
    tool.deliveries.deliver_due()
    assert [post.user_id for post in teacher.platform.scores] == [SAM]
    with tool.database.reading() as session:
        priya = session.query(Person).filter(Person.subject != SAM).one()
    assert f"column.made link=1 person={priya.id}" in caplog.messages


def test_looking_again_says_what_came_of_it(
    teacher: Browser, platform: Platform, lost: Link
) -> None:
    page = press(teacher, "look")
    assert "There is no column for it in the gradebook. You can create one below." in page
    assert "Scores that learners have earned are sent once there is a column." in page

    add(platform, "900", lost)
    page = press(teacher, "look")

    assert "The column was found. 1 score was sent on its way." in page
    assert "This tool found it there." in page


def test_one_of_several_columns_is_chosen(teacher: Browser, platform: Platform, lost: Link) -> None:
    add(platform, "900", lost)
    add(platform, "901", lost, label="<b>Another</b>")
    page = press(teacher, "look")
    assert "Which column is for “Medicines that add up”?" in page
    assert "&lt;b&gt;Another" in (teacher.last.text if teacher.last else "")
    assert "Column 2 of 2: " in page
    assert "They look alike here" not in page
    assert "Out of 8." in page

    path = re.search(r'action="[^"]*(/columns/\d+/use)"', teacher.last.text if teacher.last else "")
    assert path
    url = platform.addresses.line_item(COURSE, "901")
    page = words(teacher.post(path[1], {"column": url}))
    assert "Its scores go to that column from now on. 1 score was sent on its way." in page


def test_what_was_chosen_and_is_gone_is_asked_for_again(
    teacher: Browser, platform: Platform, lost: Link
) -> None:
    add(platform, "900", lost)
    add(platform, "901", lost)
    press(teacher, "look")
    assert "Which column is for" in words(teacher.post("/columns/1/use", {"column": "x\0"}))
    page = words(teacher.get("/columns"))
    assert "Choose the column The gradebook has several columns for it. No score is sent" in page
    assert "Create a column" not in page


def test_what_the_platform_answers_is_told_with_what_to_do(
    teacher: Browser, platform: Platform
) -> None:
    platform.faults.token_status = 503
    page = press(teacher, "look")
    assert "Your learning platform did not answer, so nothing is known yet." in page
    page = press(teacher, "create")
    assert "The column may have been added all the same" in page
    assert "Not known Your learning platform did not answer. Look again" in page


def test_what_the_platform_refuses_is_told_at_once(
    teacher: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo.web.line_items.LONGEST_LABEL", 3)
    page = press(teacher, "create")
    assert "Medicines that add up: Your learning platform refused it (400" in page


def test_columns_that_look_alike_are_to_be_renamed(
    teacher: Browser, platform: Platform, lost: Link
) -> None:
    for number in ("900", "901"):
        add(platform, number, lost, label="Medicines")
    assert "They look alike here. In your gradebook, rename one" in press(teacher, "look")


def test_one_that_may_be_for_another_link_is_asked_about(
    teacher: Browser, platform: Platform, lost: Link
) -> None:
    again = place(platform)
    platform.line_items.pop(again.line_item_id or "")
    platform.links[again.id] = replace(again, line_item_id=None)
    teacher.launch(TEACHER, platform.links[again.id])
    add(platform, "900", lost, resource_link_id=None)
    page = press(teacher, "look")
    assert "Is this the column for “Medicines that add up”?" in page
    assert "this activity is in the course more than once" in page
    assert "1 of 2 activities still needs a column. Scores that learners" in words(
        teacher.get("/columns")
    )


def test_scores_that_are_to_go_to_a_new_column_can_be_sent_now(
    browser: Browser, platform: Platform, link: Link
) -> None:
    sam = browser.another()
    sam.launch(SAM, link)
    sam.do_activity()
    column = platform.line_items.pop(link.line_item_id or "")
    platform.line_items["777"] = replace(column, id="777")
    platform.links[link.id] = replace(link, line_item_id="777")
    browser.launch(TEACHER, platform.links[link.id])
    page = words(browser.get("/columns"))
    assert "New column Your learning platform named another column than before." in page
    assert "Send them now" in page
    page = press(browser, "look")
    assert "1 score was sent on its way." in page
    assert "In the gradebook" in page


@pytest.mark.parametrize("verb", ["look", "use", "create"])
def test_an_answer_that_is_opened_again_leads_to_the_list(teacher: Browser, verb: str) -> None:
    teacher.get("/columns")
    assert "Gradebook columns" in words(teacher.get(f"/columns/1/{verb}"))
    assert teacher.platform.line_items == {}


@pytest.mark.parametrize(
    ("scopes", "says"),
    [
        (None, "does not let this tool use the gradebook"),
        (["score"], "does not let this tool look at the columns"),
        (["lineitem"], "does not let this tool send scores"),
        (["score", "lineitem.readonly"], "does not let this tool add columns"),
    ],
)
def test_what_is_not_allowed_says_whom_to_ask(
    browser: Browser, lost: Link, scopes: list[str] | None, says: str
) -> None:
    claim = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

    def allow(claims: dict[str, Any]) -> None:
        if scopes is None:
            del claims[claim]
        else:
            prefix = "https://purl.imsglobal.org/spec/lti-ags/scope/"
            claims[claim]["scope"] = [f"{prefix}{scope}" for scope in scopes]

    browser.launch(TEACHER, lost, change=allow)
    page = words(browser.get("/columns"))
    assert says in page
    assert "Create a column" not in page


def test_what_is_not_in_the_course_is_not_repaired(teacher: Browser) -> None:
    teacher.get("/columns")
    for verb in ("look", "use", "create"):
        assert_refused(teacher.post(f"/columns/77/{verb}"), 404, says="no such activity")
        teacher.get("/columns")
        assert_refused(teacher.get(f"/columns/77/{verb}"), 404, says="no such activity")
        teacher.get("/columns")


def test_nothing_of_the_address_is_repeated(teacher: Browser) -> None:
    page = teacher.get("/columns?done=<b>&sent=x&about=<i>").text
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'id="done"' not in page


def test_a_course_without_activities_says_so(browser: Browser) -> None:
    browser.launch(TEACHER)
    assert "No activity has been opened" in words(browser.get("/columns"))


def test_the_page_asks_no_more_of_the_database_for_more_activities(
    browser: Browser, tool: Tool, platform: Platform
) -> None:
    for _ in range(6):
        browser.launch(TEACHER, place(platform))
    with counted(tool.database.engine) as statements:
        assert browser.get("/columns").status_code == 200
    assert len(statements) <= MOST_STATEMENTS
