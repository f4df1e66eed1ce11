"""Every form behind a visit proves that it came from a page of that visit."""

import html
import re
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt
from tests.builders import ACTIVITY, DEEP_LINKING, MEI, SAM, TEACHER, Browser
from tests.web.refusals import assert_refused, kept

SAYS = "did not prove that it came from your visit"


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found
    return html.unescape(found.group(1))


def posts(tool: Tool) -> list[str]:
    return [
        rule.rule
        for rule in tool.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and "visit" in rule.arguments
    ]


def test_every_post_behind_a_visit_needs_its_token(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    browser.post("/attempts")
    elsewhere = browser.another()
    elsewhere.launch(MEI, link)
    foreign = token_of(elsewhere.get("/activity"))
    assert len(posts(tool)) >= 5

    for rule in posts(tool):
        path = rule.replace("<visit>", browser.visit.removeprefix("/v/"))
        path = re.sub(r"<[^>]+>", "p1", re.sub(r"<int:[^>]+>", "1", path))
        for sent in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": foreign}):
            assert_refused(browser.client.post(path, data=sent), 400, says=SAYS)
    assert kept(tool, Attempt) == 1


def test_the_token_of_one_visit_does_not_serve_another_of_the_same_browser(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    token = token_of(browser.get("/activity"))
    browser.launch(MEI, link)

    answer = browser.client.post(f"{browser.visit}/attempts", data={"csrf_token": token})

    assert_refused(answer, 400, says=SAYS)
    assert kept(tool, Attempt) == 0


def test_a_form_from_before_a_re_launch_belongs_to_a_visit_that_still_works(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    old, token = browser.visit, token_of(browser.get("/activity"))
    browser.launch(SAM, link)

    answer = browser.client.post(f"{old}/attempts", data={"csrf_token": token})

    assert answer.status_code == 303


def test_two_tabs_of_one_visit_can_both_send(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    tokens = [token_of(browser.get("/activity")) for _ in range(2)]

    for token in tokens:
        answer = browser.client.post(f"{browser.visit}/attempts", data={"csrf_token": token})
        assert answer.status_code == 303


def test_a_refused_form_says_what_to_do_next(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)

    answer = browser.client.post(f"{browser.visit}/attempts")

    assert_refused(answer, 400, says="reload the page and send it again")


def test_no_address_of_a_form_leaves_the_visit(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    pages = [browser.get("/activity"), browser.post("/attempts"), browser.get("/attempts/1/check")]
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    pages += [browser.get("/picker"), browser.post("/picker/choice", {"add": ACTIVITY})]
    pages += [browser.get("/picker/details"), browser.get(f"/picker/activities/{ACTIVITY}")]

    for page in pages:
        for action in re.findall(r'<form[^>]* action="([^"]*)"', page.text):
            address = urlsplit(html.unescape(action))
            assert (address.scheme, address.netloc) == ("", "")
            assert address.path.startswith("/v/")
        posts = page.text.count('<form method="post"')
        assert posts == page.text.count('name="csrf_token"')
        assert page.text.count("<form") - posts == page.text.count('<form method="get"')


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "FOO"])
def test_methods_that_no_page_takes_are_a_page(browser: Browser, link: Link, method: str) -> None:
    browser.launch(SAM, link)
    for path in (f"{browser.visit}/activity", "/lti/launch", "/lti/login", "/healthz"):
        assert browser.client.open(path, method=method).status_code in {400, 405}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"activity": 1}'),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=" + "b" * 300, b"--b"),
        ("application/x-www-form-urlencoded", b"\xff=%ff&%=%zz&&&=&csrf_token"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
        ("", b"\x00"),
        ("text/plain\xff", b"x"),
    ],
)
def test_bodies_of_any_kind_are_refused_with_a_page(
    browser: Browser, link: Link, content_type: str, body: bytes
) -> None:
    browser.launch(SAM, link)
    for path in ("/lti/launch", "/lti/login", f"{browser.visit}/attempts"):
        answer = browser.client.post(path, data=body, headers={"Content-Type": content_type})
        assert 400 <= answer.status_code < 500


def test_a_body_of_more_than_a_megabyte_is_refused(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    big = {"id_token": "x" * 1024 * 1024, "state": "x" * 40, "iss": "x", "login_hint": "x"}

    for path in ("/lti/launch", "/lti/login", f"{browser.visit}/attempts"):
        assert_refused(browser.client.post(path, data=big), 413, says="larger than")


def test_the_picker_takes_its_choice_only_with_the_token(browser: Browser) -> None:
    browser.launch(TEACHER, message_type=DEEP_LINKING)

    for path in ("/picker", "/picker/choice", "/picker/details"):
        answer = browser.client.post(f"{browser.visit}{path}", data={"add": ACTIVITY})
        assert_refused(answer, 400, says=SAYS)
