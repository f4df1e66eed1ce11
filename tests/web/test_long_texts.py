"""Texts of any length that a platform may send, on the database that counts characters."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.claims import AGS_ENDPOINT, LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from tests.builders import CONTENT, SAM, TEACHER, Browser, SetClock, settings_for
from tests.store.databases import emptied, migrated_postgres
from tests.web.refusals import words

__all__ = ["migrated_postgres"]


@pytest.fixture
def tool(home: Path, clock: SetClock, migrated_postgres: str) -> Iterator[Tool]:
    """A tool on PostgreSQL, which refuses what SQLite would keep."""
    built = build_tool(settings_for(home, database_url=emptied(migrated_postgres)), clock)
    built.library.load(CONTENT)
    yield built
    built.close()


LONG: dict[str, Any] = {
    "name": {"name": "é" * 9_999},
    "course": {LTI + "context": {"id": "c" * 255, "title": "é" * 9_999, "label": "é" * 9_999}},
    "link": {LTI + "resource_link": {"id": "é" * 255, "title": "é" * 9_999}},
    "activity": {LTI + "custom": {"activity": "é" * 9_999}},
    "custom": {LTI + "custom": {"activity": "medicines-that-add-up", "other": "é" * 9_999}},
    "way back": {LTI + "launch_presentation": {"return_url": "https://a.example/" + "r" * 9_000}},
    "person": {"sub": "é" * 255},
    "family": {LTI + "tool_platform": {"product_family_code": "f" * 9_999}},
    "column": {
        AGS_ENDPOINT: {
            "lineitem": "https://a.example/" + "c" * 7_900,
            "lineitems": "https://a.example/" + "c" * 7_900,
            "scope": ["https://a.example/" + "s" * 9_000] * 50,
        }
    },
}


def test_texts_of_any_length_open_a_page_or_are_refused(
    browser: Browser, platform: Platform, link: Link
) -> None:
    assert platform.issuer
    for case, claims in LONG.items():
        for person in (SAM, TEACHER):
            answer = browser.launch(person, link, change=lambda c: c.update(claims))  # noqa: B023  # used at once
            assert answer.status_code in {303, 403}, (case, words(answer))
            if answer.status_code == 303:
                assert browser.get("/").status_code in {200, 404}, case


def test_numbers_that_the_database_does_not_hold_are_no_page(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    for number in (2**31 - 1, 2**31, 2**63, 10**30):
        for page in ("result", "score", "check", "parts/p1"):
            assert browser.get(f"/attempts/{number}/{page}").status_code == 404


def test_the_loop_works(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    assert "8 of 8: passed" in browser.do_activity().text
    browser.deliver()
    assert "In your gradebook since" in browser.get("/attempts/1/result").text
