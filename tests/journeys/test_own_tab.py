"""Whose frame keeps no cookies goes on in a tab of its own, and what is picked there comes back."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, redirect, request
from playwright.sync_api import Frame, Page, expect
from werkzeug.serving import make_server

from demo.server import Quiet
from tests.journeys.chromium import Complaints, Cookies
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import PRIYA, SAM, Lms
from tests.journeys.steps import (
    ACTIVITY,
    frame_of,
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    when_its_own_tab_is_opened,
    when_the_activity_is_opened_in_the_frame,
)

OTHER_HOST = "127.0.0.2"  # loopback as well, and another origin to the browser

NO_COOKIES = pytest.mark.parametrize("cookies", [Cookies.NONE], ids=["none"])


@pytest.fixture
def login_on_another_host(lms: Lms, servers_folder: Path) -> Iterator[str]:
    """A login at another host than the platform's pages, which redirects there in the end.

    As where several platforms share one login, or one has moved.
    """
    front = Flask("login")

    @front.get("/login")
    def pass_on() -> object:
        query = request.query_string.decode()
        return redirect(f"{lms.platform.addresses.authentication}?{query}")

    server = make_server(OTHER_HOST, 0, front, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        url = f"http://{OTHER_HOST}:{server.server_port}/login"
        _register_login(servers_folder, url)
        yield url
    finally:
        _register_login(servers_folder, lms.platform.addresses.authentication)
        server.shutdown()
        thread.join()
        server.server_close()


def _register_login(folder: Path, url: str) -> None:
    with closing(sqlite3.connect(folder / "tool.sqlite", timeout=60)) as connection, connection:
        connection.execute("UPDATE registration SET auth_login_url = ?", [url])


@NO_COOKIES
def test_a_login_that_redirects_to_another_host_opens_the_activity(
    page: Page, lms: Lms, login_on_another_host: str
) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    seen: list[str] = []
    page.context.on("request", lambda asked: seen.append(asked.url))

    tab = when_its_own_tab_is_opened(page, frame)

    then_it_is_the_visit_of(tab.main_frame, SAM)
    assert any(url.startswith(login_on_another_host) for url in seen)


@NO_COOKIES
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_link_works_by_keyboard_as_a_button_does(page: Page, lms: Lms, key: str) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    button = frame.get_by_role("button", name="Open in a new tab")
    expect(button).to_be_visible()
    frame.wait_for_load_state()  # until its script is there
    button.focus()

    with page.context.expect_page() as opened:
        page.keyboard.press(key)

    then_it_is_the_visit_of(opened.value.main_frame, SAM)
    expect(button).to_have_count(0)


# ---- picking in a tab of its own


def when_the_picker_is_opened_in_its_own_tab(page: Page, lms: Lms) -> tuple[Frame, Page]:
    """The platform's frame with our page in it, and the tab that it opened."""
    page.goto(lms.course(PRIYA))
    page.get_by_role("button", name="Add activities").click()
    frame = frame_of(page)
    tab = when_its_own_tab_is_opened(page, frame)
    expect(tab.get_by_role("heading", name="Add activities")).to_be_visible()
    return frame, tab


def when_an_activity_is_picked(tab: Page) -> None:
    tab.get_by_role("searchbox").fill(ACTIVITY.title)
    tab.get_by_role("button", name=f"Add {ACTIVITY.title}").click()
    tab.get_by_role("button", name="Continue").click()
    tab.get_by_role("button", name="Add to course").click()


@NO_COOKIES
def test_what_is_picked_in_the_tab_is_added_by_the_frame_that_opened_it(
    page: Page, lms: Lms
) -> None:
    _, tab = when_the_picker_is_opened_in_its_own_tab(page, lms)

    when_an_activity_is_picked(tab)

    expect(page.get_by_role("status")).to_have_text("1 activity was added.")
    expect(page.get_by_role("listitem").filter(has_text=ACTIVITY.title)).to_be_visible()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Added")
    expect(tab.get_by_role("status")).to_contain_text("You can close this tab")
    assert "contentitem_return" not in tab.url
    assert [link.title for link in lms.platform.links.values()] == [ACTIVITY.title]
    then_everybody_can_use_it(tab.main_frame)


@pytest.mark.long
@NO_COOKIES
def test_cancelling_in_the_tab_closes_the_picker_in_the_course(page: Page, lms: Lms) -> None:
    _, tab = when_the_picker_is_opened_in_its_own_tab(page, lms)

    tab.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("status")).to_have_text("Nothing was added.")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Nothing was added")
    assert not lms.platform.links


@pytest.mark.long
@NO_COOKIES
def test_a_tab_whose_frame_is_gone_goes_back_to_the_course_by_itself(page: Page, lms: Lms) -> None:
    _, tab = when_the_picker_is_opened_in_its_own_tab(page, lms)
    page.get_by_role("button", name="Close").click()

    when_an_activity_is_picked(tab)

    expect(tab.get_by_role("status")).to_have_text("1 activity was added.")
    assert tab.url.startswith(lms.course(PRIYA))


@pytest.mark.long
@NO_COOKIES
def test_a_tab_that_its_frame_does_not_answer_goes_back_by_itself(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("postMessage")  # the frame is the platform's by then
    frame, tab = when_the_picker_is_opened_in_its_own_tab(page, lms)
    page.evaluate("document.querySelector('iframe').src = location.href")
    expect(frame.get_by_role("heading", name="Open in a new tab")).to_have_count(0)

    when_an_activity_is_picked(tab)

    expect(tab.get_by_role("status")).to_have_text("1 activity was added.")
    assert tab.url.startswith(lms.course(PRIYA))


@NO_COOKIES
def test_the_frame_takes_nothing_but_its_own_tabs_answer_to_the_platform(
    page: Page, lms: Lms
) -> None:
    seen: list[str] = []
    page.context.on("request", lambda asked: seen.append(asked.url))
    frame, tab = when_the_picker_is_opened_in_its_own_tab(page, lms)
    (known,) = {each for url in seen for each in parse_qs(urlsplit(url).query).get("hand_over", [])}
    answer = {"hand_over": known, "return_url": lms.course(PRIYA), "token": "stolen"}

    for wrong in (
        {"hand_over": "x" * 43},
        {"return_url": f"http://{OTHER_HOST}/elsewhere"},
        {"return_url": "javascript:alert(1)"},
        {"token": None},
    ):
        tab.evaluate("it => window.opener.postMessage(it, location.origin)", {**answer, **wrong})
    page.evaluate(
        "it => document.querySelector('iframe').contentWindow.postMessage(it, '*')", answer
    )

    expect(frame.get_by_role("heading", name="Open in a new tab")).to_be_visible()
    expect(frame.get_by_role("status")).to_contain_text("It is open in another tab")
    then_everybody_can_use_it(frame)


@NO_COOKIES
def test_a_learners_tab_keeps_no_way_to_the_frame(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)

    tab = when_its_own_tab_is_opened(page, frame)

    then_it_is_the_visit_of(tab.main_frame, SAM)
    tab.wait_for_load_state()
    tab.wait_for_function("window.opener === null")
