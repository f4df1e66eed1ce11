"""Whose frame keeps no cookies goes on in a tab of its own, by way of whatever login there is."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask, redirect, request
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from demo.server import Quiet
from tests.journeys.chromium import Cookies
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
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
    with closing(sqlite3.connect(folder / "tool.sqlite", timeout=10)) as connection, connection:
        connection.execute("UPDATE registration SET auth_login_url = ?", [url])


@NO_COOKIES
def test_a_login_that_redirects_to_another_host_opens_the_activity(
    page: Page, lms: Lms, login_on_another_host: str
) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    seen: list[str] = []
    page.context.on("request", lambda asked: seen.append(asked.url))

    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Open in a new tab").click()

    then_it_is_the_visit_of(opened.value.main_frame, SAM)
    assert any(url.startswith(login_on_another_host) for url in seen)


@NO_COOKIES
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_link_works_by_keyboard_as_a_button_does(page: Page, lms: Lms, key: str) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    button = frame.get_by_role("button", name="Open in a new tab")
    button.focus()

    with page.context.expect_page() as opened:
        page.keyboard.press(key)

    then_it_is_the_visit_of(opened.value.main_frame, SAM)
    expect(button).to_have_count(0)
