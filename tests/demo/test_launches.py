"""A launch: begun in the frame, asked for by the tool, signed once."""

import html
import re
from typing import Any

import jwt
import pytest

from demo import claims


def fields_of(page: str) -> dict[str, str]:
    pairs = re.findall(r'name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in pairs}


def asked(tool: Any, begun: dict[str, str], **changes: Any) -> dict[str, str]:
    wanted = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": begun["client_id"],
        "redirect_uri": tool.platform.connection.launch_url,
        "login_hint": begun["login_hint"],
        "lti_message_hint": begun["lti_message_hint"],
        "state": "the-state",
        "nonce": "the-nonce",
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def begin(tool: Any, item: dict[str, Any]) -> dict[str, str]:
    link = tool.platform.place("2", item)
    return fields_of(tool.browser.get(f"/as/4/launch/{link.id}").text)


def test_the_frame_posts_a_login_to_the_tool(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    page = tool.browser.get(f"/as/4/launch/{link.id}").text

    assert 'action="http://localhost:8010/lti/login"' in page
    begun = fields_of(page)
    assert (begun["iss"], begun["login_hint"]) == (tool.platform.issuer, "4")
    assert begun["lti_deployment_id"] == tool.platform.deployment_id


def test_the_tool_gets_a_signed_token_and_its_state_back(tool: Any, item: dict[str, Any]) -> None:
    page = tool.browser.get("/mod/lti/auth", query_string=asked(tool, begin(tool, item))).text

    posted = fields_of(page)
    assert posted["state"] == "the-state"
    key = jwt.PyJWK(tool.platform.key_set()["keys"][0])
    token = jwt.decode(
        posted["id_token"],
        key,
        algorithms=["RS256"],
        audience=tool.platform.client_id,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (token["sub"], token["nonce"]) == ("4", "the-nonce")
    assert token[claims.LTI + "custom"] == {"activity": "hand-hygiene"}
    assert token[claims.AGS_ENDPOINT]["lineitem"].endswith("/lineitem")


def test_a_launch_is_answered_once(tool: Any, moodle: Any, item: dict[str, Any]) -> None:
    query = asked(tool, begin(tool, item))
    assert "id_token" in fields_of(tool.browser.post("/mod/lti/auth", data=query).text)
    again = fields_of(tool.browser.post("/mod/lti/auth", data=query).text)
    assert again["error"] == "invalid_request"
    assert again["state"] == "the-state"

    query = asked(moodle, begin(moodle, item))
    moodle.browser.get("/mod/lti/auth", query_string=query)
    page = moodle.browser.get("/mod/lti/auth", query_string=query)
    assert page.status_code == 400
    assert "Invalid request" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://localhost:8010/lti/launch/"},
        {"redirect_uri": "http://localhost:8010/lti/launch?x=1"},
        {"redirect_uri": None},
        {"client_id": "somebody-else"},
    ],
)
def test_nothing_is_posted_to_an_address_that_is_not_registered(
    tool: Any, item: dict[str, Any], changes: dict[str, Any]
) -> None:
    query = asked(tool, begin(tool, item), **changes)
    page = tool.browser.get("/mod/lti/auth", query_string=query)

    assert page.status_code == 400
    assert fields_of(page.text) == {}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"lti_message_hint": None}, "invalid_request"),
        ({"lti_message_hint": "[]"}, "invalid_request"),
        ({"login_hint": "5"}, "login_required"),
    ],
)
def test_a_request_against_the_standard_is_reported_to_the_tool(
    tool: Any, item: dict[str, Any], changes: dict[str, Any], error: str
) -> None:
    query = asked(tool, begin(tool, item), **changes)
    posted = fields_of(tool.browser.get("/mod/lti/auth", query_string=query).text)

    assert (posted["error"], posted["state"]) == (error, "the-state")
    assert "id_token" not in posted


def test_claims_can_be_changed_and_taken_away(tool: Any) -> None:
    written = tool.platform.claims("4", nonce="n", roles=[], sub=None, exp="soon")

    assert written[claims.LTI + "roles"] == []
    assert written["exp"] == "soon"
    assert "sub" not in written


def test_a_header_can_be_changed_and_taken_away(tool: Any) -> None:
    token = tool.platform.sign({}, headers={"kid": None, "jku": "http://nowhere.example"})

    assert jwt.get_unverified_header(token) == {
        "typ": "JWT",
        "alg": "RS256",
        "jku": "http://nowhere.example",
    }


def test_new_keys_sign_and_the_old_stay_published(tool: Any) -> None:
    old = tool.platform.key_set()["keys"][0]["kid"]
    tool.platform.rotate_keys()
    new = jwt.get_unverified_header(tool.platform.sign({}))["kid"]

    assert [key["kid"] for key in tool.platform.key_set()["keys"]] == [old, new]
