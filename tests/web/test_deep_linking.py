"""Choosing activities for a course, over HTTP: what the signed answer says, and who may give it."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import pytest
from werkzeug.test import TestResponse

from demo.claims import DEEP_LINKING_SETTINGS, LTI
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import (
    ACTIVITY,
    BASE_URL,
    DEEP_LINKING,
    SAM,
    TEACHER,
    Browser,
    a_registration,
)
from tests.web.refusals import assert_refused, words

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEMS = f"{DL}content_items"
ANOTHER = "the-work-of-being-ill"


def asking(**settings: Any) -> Callable[[dict[str, Any]], None]:
    """Change the settings of the request; None takes one away."""

    def change(claims: dict[str, Any]) -> None:
        claims[DEEP_LINKING_SETTINGS].update(settings)
        for name, value in settings.items():
            if value is None:
                del claims[DEEP_LINKING_SETTINGS][name]

    return change


def open_picker(browser: Browser, **settings: Any) -> TestResponse:
    answer = browser.launch(TEACHER, message_type=DEEP_LINKING, change=asking(**settings))
    assert answer.status_code == 303, words(answer)
    return browser.get("/")


def form_of(answer: TestResponse) -> tuple[str, str]:
    """Where the answer's form goes, and the token that is its only field."""
    assert answer.status_code == 200, words(answer)
    action = re.search(r'<form method="post" action="([^"]*)"', answer.text)
    fields = re.findall(r'<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"', answer.text)
    assert action
    ((name, token),) = fields
    assert name == "JWT"
    return html.unescape(action.group(1)), html.unescape(token)


def said(browser: Browser, answer: TestResponse) -> Mapping[str, Any]:
    """The claims of the answer, checked with the key set that the tool publishes."""
    token = form_of(answer)[1]
    header = jwt.get_unverified_header(token)
    keys = jwt.PyJWKSet.from_dict(browser.client.get("/lti/jwks.json").get_json())
    assert header["alg"] == "RS256"
    claims: Mapping[str, Any] = jwt.decode(
        token,
        keys[header["kid"]].key,
        algorithms=["RS256"],
        audience=browser.platform.issuer,
        options={"require": ["iss", "aud", "exp", "iat", "nonce"]},
    )
    return claims


def test_the_answer_says_what_the_standard_asks_for(browser: Browser, platform: Platform) -> None:
    """Rule 76: who answers whom, when, in which message; and 75: one field, by a form."""
    open_picker(browser, data="kept: é & <\"'>")

    claims = said(browser, browser.pick(ACTIVITY))

    fixed = {name: claims[name] for name in claims if name not in {"exp", "iat", "nonce", ITEMS}}
    assert fixed == {
        "iss": platform.client_id,
        "aud": platform.issuer,
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": platform.deployment_id,
        f"{DL}data": "kept: é & <\"'>",
    }
    assert isinstance(claims["iat"], int)
    assert 60 <= claims["exp"] - claims["iat"] <= 3600
    assert len(claims["nonce"]) >= 16


def test_the_chosen_activity_is_a_link_with_its_code_and_column(browser: Browser) -> None:
    open_picker(browser)

    (item,) = said(browser, browser.pick(ACTIVITY))[ITEMS]

    assert item["type"] == "ltiResourceLink"
    assert item["url"] == f"{BASE_URL}/lti/launch"
    assert item["custom"] == {
        "activity": ACTIVITY,
        "link_history": "$ResourceLink.id.history",
        "context_history": "$Context.id.history",
    }
    assert item["title"] == "Medicines that add up"
    column = item["lineItem"]
    assert column["scoreMaximum"] == 8
    assert isinstance(column["scoreMaximum"], int)
    assert column["resourceId"] == ACTIVITY


def test_the_platform_takes_the_answer_and_what_it_places_can_be_launched(
    browser: Browser, platform: Platform
) -> None:
    open_picker(browser)
    url, token = form_of(browser.pick(ACTIVITY))
    assert url.startswith(f"{platform.issuer}/mod/lti/contentitem_return?course=2&id=1&sesskey=")

    _, (placed,) = platform.accept_picked(url.rpartition("=")[2], token)

    assert browser.launch(SAM, placed).status_code == 303
    assert "8 of 8: passed" in browser.do_activity().text


@pytest.mark.parametrize("data", ["", " ", "x" * 20_000])
def test_data_goes_back_as_it_came(browser: Browser, data: str) -> None:
    open_picker(browser, data=data)
    assert said(browser, browser.pick(ACTIVITY))[f"{DL}data"] == data


def test_data_that_did_not_come_does_not_go_back(browser: Browser) -> None:
    open_picker(browser, data=None)
    assert f"{DL}data" not in said(browser, browser.pick(ACTIVITY))


def test_two_answers_never_share_a_nonce(browser: Browser) -> None:
    open_picker(browser)
    nonces = set()
    for _ in range(3):
        nonces.add(said(browser, browser.pick(ACTIVITY))["nonce"])
    assert len(nonces) == 3


@pytest.mark.parametrize("accepts", [False, "false"])
def test_no_column_is_proposed_where_none_is_taken(browser: Browser, accepts: object) -> None:
    page = open_picker(browser, accept_lineitem=accepts)
    assert "no completion will go back" in words(page)
    browser.post("/picker/choice", {"add": ACTIVITY})
    details = browser.get("/picker/details")
    assert "no score and no completion will go back" in words(details)
    assert "Gradebook column" not in words(details)
    assert 'name="points' not in details.text

    (item,) = said(browser, browser.pick(ACTIVITY))[ITEMS]
    assert "lineItem" not in item


def test_a_column_is_proposed_where_the_platform_does_not_say(browser: Browser) -> None:
    open_picker(browser, accept_lineitem=None)
    assert "lineItem" in said(browser, browser.pick(ACTIVITY))[ITEMS][0]


def test_one_activity_where_the_platform_takes_one(browser: Browser) -> None:
    """Rule 78: choosing another takes the place of the first."""
    page = open_picker(browser, accept_multiple=False)
    assert "one activity at a time" in words(page)

    (item,) = said(browser, browser.pick(ACTIVITY, ANOTHER))[ITEMS]
    assert item["custom"]["activity"] == ANOTHER


def test_the_same_activity_chosen_twice_comes_once(browser: Browser) -> None:
    open_picker(browser)
    assert len(said(browser, browser.pick(ACTIVITY, ACTIVITY))[ITEMS]) == 1


def test_cancelling_answers_with_nothing(browser: Browser) -> None:
    """Rule 78: an empty list, whatever was chosen before."""
    open_picker(browser)
    browser.post("/picker/choice", {"add": ACTIVITY})

    answer = browser.post("/picker", {"cancel": "1"})

    assert said(browser, answer)[ITEMS] == []
    assert "Nothing was chosen." in words(answer)


def test_choosing_nothing_is_asked_again(browser: Browser) -> None:
    open_picker(browser)

    for path in ("/picker", "/picker/choice"):
        answer = browser.post(path)
        assert answer.status_code == 422
        assert "Choose an activity, or cancel" in words(answer)
        assert answer.text.count("eyJ") == 0
    assert "Nothing is chosen yet" in words(browser.get("/picker/details"))


@pytest.mark.parametrize("code", ["unknown", "", "../x", ACTIVITY.upper(), "x" * 9000, "\x00", "ü"])
def test_a_code_that_is_not_in_the_library_is_refused(browser: Browser, code: str) -> None:
    open_picker(browser)
    answer = browser.post("/picker/choice", {"add": code})
    assert_refused(answer, 404, says="no longer in the library")
    assert "0 chosen" in words(browser.get("/picker"))


def test_the_browser_cannot_change_what_the_platform_asked_for(
    browser: Browser, platform: Platform
) -> None:
    open_picker(browser, accept_lineitem=False, data="ours")
    forged = {
        "deep_link_return_url": "https://evil.example/",
        "return_url": "https://evil.example/",
        "data": "theirs",
        "deployment_id": "evil",
        "accept_lineitem": "true",
        "url": "https://evil.example/",
    }

    browser.post("/picker/choice", {"add": ACTIVITY, **forged}, query_string=forged)
    answer = browser.post("/picker", forged, query_string=forged)

    url, _ = form_of(answer)
    claims = said(browser, answer)
    assert url.startswith(platform.issuer)
    assert claims[f"{DL}data"] == "ours"
    assert claims[f"{LTI}deployment_id"] == platform.deployment_id
    assert "evil" not in str(claims)
    assert "lineItem" not in claims[ITEMS][0]


BAD_REQUESTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no settings": lambda c: c.pop(DEEP_LINKING_SETTINGS),
    "settings a list": lambda c: c.update({DEEP_LINKING_SETTINGS: []}),
    "no return address": asking(deep_link_return_url=None),
    "script as return address": asking(deep_link_return_url="javascript:alert(1)"),
    "data as return address": asking(deep_link_return_url="data:text/html,x"),
    "relative return address": asking(deep_link_return_url="/return"),
    "quote in the return address": asking(deep_link_return_url='https://a.example/"onclick=x'),
    "no types": asking(accept_types=None),
    "types a text": asking(accept_types="ltiResourceLink"),
    "no targets": asking(accept_presentation_document_targets=None),
    "multiple a word": asking(accept_multiple="perhaps"),
    "data a number": asking(data=7),
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
def test_a_request_that_cannot_be_answered_opens_no_picker(browser: Browser, case: str) -> None:
    """Rules 73 and 81: without settings that can be answered, a page says so."""

    def change(claims: dict[str, Any]) -> None:
        BAD_REQUESTS[case](claims)

    assert_refused(browser.launch(TEACHER, message_type=DEEP_LINKING, change=change))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Learner", 403),
        ("Mentor", 403),
        ("Instructor", 303),
        ("ContentDeveloper", 303),
        ("Administrator", 303),
    ],
)
def test_only_somebody_who_builds_the_course_opens_a_picker(
    browser: Browser, role: str, status: int
) -> None:
    roles = [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{role}"]

    answer = browser.launch(
        SAM, message_type=DEEP_LINKING, change=lambda c: c.update({LTI + "roles": roles})
    )

    assert answer.status_code == status
    if status == 303:
        assert browser.get("/picker").status_code == 200
    else:
        assert_refused(answer, says="builds the course")


def test_a_picker_works_without_a_course_or_name(browser: Browser) -> None:
    def change(claims: dict[str, Any]) -> None:
        for name in ("name", "given_name", "family_name", "email", LTI + "context"):
            claims.pop(name, None)

    assert browser.launch(TEACHER, message_type=DEEP_LINKING, change=change).status_code == 303
    assert len(said(browser, browser.pick(ACTIVITY))[ITEMS]) == 1


def test_an_ordinary_visit_has_no_picker(browser: Browser, tool: Tool, platform: Platform) -> None:
    tool.platforms.add(a_registration(platform, deployment_ids=("1", "2")))
    browser.launch(TEACHER)
    assert_refused(browser.get("/picker"))
