"""Deep linking as its standard asks: a test for each rule of our list, by its number, 72 to 81."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from werkzeug.test import TestResponse

from demo.claims import DEEP_LINKING_SETTINGS, LTI
from demo.platform import Platform
from tests.builders import ACTIVITY, BASE_URL, DEEP_LINKING, SAM, TEACHER, Browser
from tests.web.refusals import assert_refused, kept, words

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEMS = f"{DL}content_items"
ANOTHER = "the-work-of-being-ill"


def launch(browser: Browser, **settings: Any) -> TestResponse:
    """Open a picker whose platform takes something else than usual; None leaves a setting out."""

    def change(claims: dict[str, Any]) -> None:
        changed = {**claims[DEEP_LINKING_SETTINGS], **settings}
        claims[DEEP_LINKING_SETTINGS] = {k: v for k, v in changed.items() if v is not None}

    return browser.launch(TEACHER, message_type=DEEP_LINKING, change=change)


def form_of(answer: TestResponse) -> tuple[str, str]:
    action = re.search(r'<form method="post" action="([^"]*)"', answer.text)
    (field,) = re.findall(r'<input[^>]* name="JWT" value="([^"]*)"', answer.text)
    assert action
    return html.unescape(action.group(1)), html.unescape(field)


def said(browser: Browser, answer: TestResponse) -> dict[str, Any]:
    token = form_of(answer)[1]
    keys = jwt.PyJWKSet.from_dict(browser.client.get("/lti/jwks.json").get_json())
    key = keys[jwt.get_unverified_header(token)["kid"]].key
    found: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=browser.platform.issuer
    )
    return found


def items(browser: Browser, *codes: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(browser, browser.pick(*codes))[ITEMS]
    return found


def test_72_a_request_without_placement_and_without_person_is_taken(browser: Browser) -> None:
    answer = browser.launch(
        TEACHER, message_type=DEEP_LINKING, change=lambda claims: claims.pop("sub") and None
    )

    assert answer.status_code == 303
    assert len(items(browser, ACTIVITY)) == 1


@pytest.mark.parametrize(
    "missing",
    ["deep_link_return_url", "accept_types", "accept_presentation_document_targets"],
)
def test_73_settings_that_cannot_be_answered_are_refused_in_a_page(
    browser: Browser, missing: str
) -> None:
    assert_refused(launch(browser, **{missing: None}), 403)
    assert kept(browser.tool) == 0


def test_74_only_whoever_builds_the_course_picks(browser: Browser) -> None:
    assert_refused(browser.launch(SAM, message_type=DEEP_LINKING), 403, says="builds the course")
    assert launch(browser).status_code == 303


def test_75_the_answer_is_one_field_posted_to_the_return_address_with_its_query(
    browser: Browser, platform: Platform
) -> None:
    launch(browser)
    address, token = form_of(browser.pick(ACTIVITY))

    assert address.startswith(platform.issuer)
    assert {"course", "id", "sesskey"} <= parse_qs(urlsplit(address).query).keys()
    (key,) = parse_qs(urlsplit(address).query)["sesskey"]
    assert len(platform.accept_picked(key, token)[1]) == 1


def test_76_the_answer_says_who_answers_whom(browser: Browser, platform: Platform) -> None:
    launch(browser)
    claims = said(browser, browser.pick(ACTIVITY))

    assert claims["iss"] == platform.client_id
    assert claims["aud"] == platform.issuer
    assert claims["nonce"]
    assert claims["exp"] > claims["iat"]
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}deployment_id"] == platform.deployment_id


@pytest.mark.parametrize("data", ["opaque: é <\"'>", "", None])
def test_77_data_goes_back_as_it_came_and_only_then(browser: Browser, data: str | None) -> None:
    launch(browser, data=data)
    assert said(browser, browser.pick(ACTIVITY)).get(f"{DL}data") == data


def test_78_only_what_is_accepted_one_where_one_is_and_nothing_when_cancelled(
    browser: Browser,
) -> None:
    launch(browser, accept_multiple=False)
    (only,) = items(browser, ACTIVITY, ANOTHER)
    assert only["type"] == "ltiResourceLink"
    assert said(browser, browser.post("/picker", {"cancel": "1"}))[ITEMS] == []

    launch(browser, accept_types=["file"])
    assert "takes no activities from here" in words(browser.get("/picker"))
    browser.post("/picker/choice", {"add": ACTIVITY})
    browser.get("/picker")
    assert_refused(browser.post("/picker"), 400, says="takes no activities")


def test_79_parameters_are_texts_and_columns_have_a_maximum_and_a_resource_of_ours(
    browser: Browser,
) -> None:
    launch(browser)
    for item in items(browser, ACTIVITY, ANOTHER, "page.portfolio"):
        assert all(isinstance(value, str) for value in item["custom"].values())
        column = item.get("lineItem")
        assert (column is None) == ("page" in item["custom"])
        if column:
            assert isinstance(column["scoreMaximum"], int)
            assert column["scoreMaximum"] > 0
            assert column["resourceId"] == item["custom"]["activity"]


def test_80_columns_only_where_they_are_taken_and_addresses_and_titles_of_bearable_length(
    browser: Browser,
) -> None:
    launch(browser, accept_lineitem=False)
    (item,) = items(browser, ACTIVITY)
    assert "lineItem" not in item
    assert item["url"].startswith(f"{BASE_URL}/")
    assert len(item["url"]) <= 500

    launch(browser)
    browser.get("/picker")
    browser.post("/picker/choice", {"add": ACTIVITY})
    long = {"item": ACTIVITY, f"title-{ACTIVITY}": "x" * 256, "step": "add"}
    assert browser.post("/picker/details", long).status_code == 422


def test_81_the_browser_cannot_change_what_was_asked(browser: Browser, platform: Platform) -> None:
    launch(browser)
    forged = {"deep_link_return_url": "https://evil.example/", "deployment_id": "evil"}
    browser.get("/picker")
    browser.post("/picker/choice", {"add": ACTIVITY, **forged})
    answer = browser.post("/picker", forged, query_string=forged)

    assert form_of(answer)[0].startswith(platform.issuer)
    assert "evil" not in str(said(browser, answer))
    assert_refused(launch(browser, deep_link_return_url="javascript:alert(1)"), 403)
