"""Line 51: the way back to the platform, and what it is told of a refusal."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.keys import KeyPair
from tests.conformance.meeting import OPENED, Meeting

FOREIGN = KeyPair.new()
BACK = "https://lms.example/course?id=7&sesskey=a%20b"


def way_back(page: TestResponse) -> str | None:
    found = re.search(r'href="([^"]*lti_errormsg[^"]*)"', page.text)
    return html.unescape(found[1]) if found else None


def refused_page(meeting: Meeting, return_url: object, **signing: Any) -> TestResponse:
    asked = meeting.begin()
    claims = meeting.claims(asked, roles=None, launch_presentation={"return_url": return_url})
    page = meeting.browser.arrive(meeting.form(asked, claims, **signing))
    assert page.status_code in {401, 403}
    return page


def test_line_51_a_visit_and_a_refusal_lead_back_to_where_the_launch_says(
    meeting: Meeting,
) -> None:
    assert meeting.launch(launch_presentation={"return_url": BACK}) == OPENED
    result = meeting.browser.do_activity().text
    assert html.escape(BACK) in result

    url = way_back(refused_page(meeting, BACK))

    assert url is not None
    assert url.startswith(f"{BACK}&")
    added = parse_qs(urlsplit(url).query)
    assert "roles" in added["lti_errormsg"][0]
    assert added["lti_errorlog"][0].startswith("reason=roles-missing")


def test_line_51_only_what_is_signed_and_a_web_address_leads_anywhere(meeting: Meeting) -> None:
    unusable: tuple[object, ...] = (
        "javascript:alert(1)", "data:text/html,x", "//evil.example/", "/course", "ftp://a.example/",
        'https://lms.example/"onclick="alert(1)', "https://lms.example/\nx", "https://", "", 7,
        ["https://lms.example/"], None, {"url": BACK},
    )  # fmt: skip
    for url in unusable:
        page = refused_page(meeting, url)
        assert way_back(page) is None
        assert "javascript" not in page.text
        assert meeting.launch(launch_presentation={"return_url": url}) == OPENED
        assert "javascript" not in meeting.browser.do_activity().text

    for signing in ({"key": FOREIGN.private}, {"headers": {"kid": "made-up"}}):
        page = refused_page(meeting, BACK, **signing)
        assert "lms.example" not in page.text


def test_line_51_what_a_presentation_hints_at_may_be_of_any_type(meeting: Meeting) -> None:
    odd: list[Any] = [7, "7", 0.5, None, True, [], {}, "iframe", "cy-GB", "?" * 5000]
    for name in ("document_target", "locale", "height", "width", "css_url"):
        for value in odd:
            assert meeting.launch(launch_presentation={name: value}) == OPENED
    for claim in odd:
        said = {f"{LTI}launch_presentation": claim}
        assert meeting.launch_with(lambda c, said=said: c.update(said)) == OPENED
