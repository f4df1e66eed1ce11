"""What platforms and authors say is text on our pages, which hold no script of their own."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from lti_tool.app.building import Tool
from tests.builders import ACTIVITY, CONTENT, DEEP_LINKING, SAM, TEACHER, Browser

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7*7 }}&lt;b&gt;"
TYPED = ("title", "points", "opens_on", "opens_at", "due_on", "due_at")
INLINE = {
    "a script": re.compile(r"(?i)<script(?![^>]* src=)"),
    "a style": re.compile(r"(?i)<style|\sstyle\s*="),
    # What is quoted is a value, as what somebody searched for.
    "a handler": re.compile(r"""(?i)<(?:[^>"]|"[^"]*")*\son[a-z]+\s*="""),
    "a script address": re.compile(r"(?i)(?:href|src|action)\s*=\s*[\"']?\s*(?:javascript|data):"),
    "an address elsewhere": re.compile(r"(?i)<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?!/)"),
}


def hostile_names(claims: dict[str, Any]) -> None:
    claims["name"] = claims["given_name"] = claims["family_name"] = HOSTILE
    claims[LTI + "context"]["title"] = claims[LTI + "context"]["label"] = HOSTILE
    if LTI + "resource_link" in claims:
        claims[LTI + "resource_link"]["title"] = HOSTILE
    claims[LTI + "tool_platform"]["name"] = HOSTILE


def hostile_activity(claims: dict[str, Any]) -> None:
    hostile_names(claims)
    claims[LTI + "custom"] = {"activity": HOSTILE, "page": HOSTILE, "link_history": HOSTILE}


def every_page(browser: Browser, link: Link) -> Iterator[TestResponse]:
    """All pages there are, as somebody meets them whose platform is hostile."""
    client = browser.client
    yield from pages_of_a_learner(browser, link)
    yield from pages_of_an_instructor(browser, link)
    yield from pages_of_the_picker(browser)
    yield client.get(f"/{HOSTILE}?{HOSTILE}")
    yield client.post("/lti/login", data={"iss": HOSTILE, "login_hint": HOSTILE})
    yield client.post("/lti/launch", data={"error": HOSTILE, "error_description": HOSTILE})
    yield client.post("/lti/launch", data={"state": HOSTILE})


def pages_of_a_learner(browser: Browser, link: Link) -> Iterator[TestResponse]:
    browser.launch(SAM, link, change=hostile_names)
    yield browser.get("/activity")
    yield browser.post("/attempts")
    for part in ("p1", "p2", "p3", "p4"):
        yield browser.get(f"/attempts/1/parts/{part}")
    yield browser.get("/attempts/1/check")
    yield browser.post("/attempts/1/check")
    yield browser.do_activity(right=False)
    yield browser.get("/attempts/1/score")
    yield browser.do_activity(right=True)
    yield browser.get("/activity")
    for page in ("", "/timeline", "/activities"):
        yield browser.get(f"/portfolio{page}?words={HOSTILE}&item={HOSTILE}&page={HOSTILE}")
    yield browser.get("/scores")


def pages_of_an_instructor(browser: Browser, link: Link) -> Iterator[TestResponse]:
    browser.launch(TEACHER, link, change=hostile_names)
    for page in ("preview", "scores", "course", f"course/activities/{ACTIVITY}", "nowhere"):
        yield browser.get(f"/{page}")
    browser.launch(TEACHER, link, change=hostile_activity)
    for page in ("link", f"link?words={HOSTILE}", "course"):
        yield browser.get(f"/{page}")


def pages_of_the_picker(browser: Browser) -> Iterator[TestResponse]:
    browser.launch(TEACHER, message_type=DEEP_LINKING, change=hostile_names)
    yield browser.get("/picker")
    yield browser.post("/picker")
    yield browser.get("/picker?q=medicines&kind=delivered&longest=30&page=7")
    yield browser.get(f"/picker?q={HOSTILE}&domain={HOSTILE}&page={HOSTILE}")
    yield browser.get(f"/picker/activities/{ACTIVITY}?q=medicines")
    yield browser.post("/picker/choice", {"add": ACTIVITY})
    yield browser.get("/picker/details")
    yield browser.post(
        "/picker/details",
        {"item": ACTIVITY, **{f"{what}-{ACTIVITY}": HOSTILE for what in TYPED}, "step": "add"},
    )
    yield browser.pick("page.portfolio")


def test_no_page_holds_script_or_style_and_every_string_is_escaped(
    browser: Browser, link: Link
) -> None:
    pages = list(every_page(browser, link))

    for page in pages:
        for what, pattern in INLINE.items():
            assert not pattern.search(page.text), (what, page.request.path)
        assert "<script>alert" not in page.text
        assert "{{" not in page.text.replace("{{ 7*7 }}", "")
    assert sum(str(escape(HOSTILE)) in page.text for page in pages) > 8


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "\u202e", "x" * 9000],
)
def test_a_way_back_that_is_no_web_address_is_nowhere_on_a_page(
    browser: Browser, link: Link, url: str
) -> None:
    presentation = {"return_url": url, "document_target": "iframe"}

    answer = browser.launch(
        SAM, link, change=lambda c: c.update({LTI + "launch_presentation": presentation})
    )

    assert answer.status_code == 303
    assert url not in html.unescape(browser.get("/").text)


def test_what_an_author_writes_is_text_or_harmless_markdown(
    browser: Browser, tool: Tool, link: Link, tmp_path: Path
) -> None:
    written = (CONTENT / "activities" / f"{ACTIVITY}.md").read_text()
    changes = {
        "version: 1": "version: 2",
        "title: Medicines that add up": "title: Medicines <script>alert(1)</script>",
    }
    for plain, hostile in changes.items():
        assert plain in written
        written = written.replace(plain, hostile, 1)
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / f"{ACTIVITY}.md").write_text(written)
    (tmp_path / "frameworks").symlink_to(CONTENT / "frameworks")
    tool.library.load(tmp_path)

    pages = list(every_page(browser, link))

    assert sum("&lt;script&gt;alert(1)" in page.text for page in pages) > 8
    for page in pages:
        for what, pattern in INLINE.items():
            assert not pattern.search(page.text), (what, page.request.path)
