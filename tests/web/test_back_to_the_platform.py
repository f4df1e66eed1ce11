"""A refused launch leads back to the platform, once it is known to be the platform's word."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from demo import keys
from demo.claims import LTI
from demo.courses import Link
from demo.keys import KeyPair
from demo.platform import Platform
from tests.builders import SAM, Browser
from tests.web.initiations import a_launch
from tests.web.refusals import REFERENCE, assert_refused, words

BACK = "https://lms.example/mod/lti/return.php?course=2&sesskey=a%20b"
LINK = re.compile(r'<a[^>]* href="([^"]*lti_errormsg[^"]*)"[^>]*>')


def spoiled(url: Any = BACK, **wrong: Any) -> Any:
    """Claims with a way back and something that is refused."""

    def change(claims: dict[str, Any]) -> None:
        claims[LTI + "launch_presentation"] = {"return_url": url, "document_target": "iframe"}
        claims.update(wrong or {LTI + "roles": None})

    return change


def way_back(page: TestResponse) -> str | None:
    found = LINK.search(page.text)
    return html.unescape(found[1]) if found else None


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({LTI + "roles": None}, 403),
        ({LTI + "message_type": "LtiContextLaunchRequest"}, 403),
        ({LTI + "target_link_uri": "https://evil.example/"}, 403),
        ({LTI + "deployment_id": "nobody approved it"}, 403),
        ({"exp": 1}, 403),
    ],
    ids=["a claim", "the message", "the target", "the deployment", "the time"],
)
def test_a_refusal_of_what_is_signed_leads_back_with_the_sentence_and_the_reference(
    browser: Browser, link: Link, wrong: dict[str, Any], status: int
) -> None:
    page = browser.launch(SAM, link, change=spoiled(**wrong))

    assert_refused(page, status, says="Back to Demo LMS")
    url = way_back(page)
    assert url is not None
    assert url.startswith(f"{BACK}&")
    asked = parse_qs(urlsplit(url).query)
    reference = REFERENCE.search(page.text)
    assert reference is not None
    (message,) = asked["lti_errormsg"]
    assert message.rpartition(" Reference: ")[0] in html.unescape(words(page))
    assert message.rpartition(" Reference: ")[2] in reference[0]
    assert asked["lti_errorlog"][0].startswith("reason=")


def test_it_leaves_the_frame_and_is_the_first_thing_on_the_page(
    browser: Browser, link: Link
) -> None:
    page = browser.launch(SAM, link, change=spoiled())

    (tag,) = [found[0] for found in LINK.finditer(page.text)]
    assert 'target="_top"' in tag
    assert 'rel="noopener"' in tag
    body = page.text.partition("<h1")[2]
    assert body.find("<a ") == body.find(tag)


def test_what_anybody_may_have_said_leads_nowhere(browser: Browser, link: Link) -> None:
    asked = browser.begin_login(a_launch(link))
    claims = browser.platform.claims(SAM, link, nonce=asked["nonce"])
    spoiled()(claims)
    foreign = KeyPair.new()
    kid = browser.platform.key_pairs[-1].kid
    forged = keys.sign(claims, foreign.private, {"alg": "RS256", "kid": kid})
    wrong_nonce = browser.platform.sign({**claims, "nonce": "another"})

    for token in (forged, wrong_nonce):
        page = browser.arrive({"state": asked["state"], "id_token": token})
        assert_refused(page)
        assert "lms.example" not in page.text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "//lms.example/",
        f"{BACK}&{'x' * 2_000}",
        "https://lms.example@evil.example/",
        7,
        None,
        {"a": 1},
    ],
)
def test_an_odd_way_back_is_none(browser: Browser, link: Link, url: Any) -> None:
    page = browser.launch(SAM, link, change=spoiled(url))

    assert_refused(page)
    assert way_back(page) is None
    assert "You came from Demo LMS." in words(page)


def test_a_replay_leads_nowhere_since_no_login_is_left_to_hold_its_token_to(
    browser: Browser, platform: Platform, link: Link
) -> None:
    """Whoever reloads the page of a launch meets this one."""
    asked = browser.begin_login(a_launch(link))
    claims = platform.claims(SAM, link, nonce=asked["nonce"])
    claims[LTI + "launch_presentation"] = {"return_url": BACK}
    form = {"state": asked["state"], "id_token": platform.sign(claims)}
    assert browser.arrive(form).status_code == 303

    page = browser.arrive(form)

    assert_refused(page, says="Go back to your course and open the activity again.")
    assert way_back(page) is None


def test_a_page_says_whether_it_helps_to_open_the_activity_again(
    browser: Browser, link: Link
) -> None:
    lasting = browser.launch(SAM, link, change=lambda claims: claims.pop(LTI + "roles") and None)
    passing = browser.launch(SAM, link, change=lambda claims: claims.update(exp=1))
    stranger = browser.client.post("/lti/login", data={"iss": "https://x", "login_hint": "1"})

    for page in (lasting, stranger):
        assert "Opening it again will not help by itself" in words(page)
    assert "Go back to your course and open the activity again." in words(passing)
    assert "If it happens again, send the reference below" in words(passing)
    for page in (lasting, passing, stranger):
        assert "What you saved here before is kept." in words(page)
