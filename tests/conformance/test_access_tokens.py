"""Lines 82 to 89: how the tool asks for access to a platform's services, and its own keys."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from demo.claims import AGS_ENDPOINT, LINE_ITEM, LINE_ITEM_READ, RESULT_READ, ROSTER_READ, SCORE
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.lti.errors import KeyRotationError
from tests.builders import MEI, SAM, SetClock, a_registration
from tests.conformance.meeting import OPENED, Meeting, speaking_as
from tests.lti.rude_platform import RudePlatform, ok, rude_platform

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


Form = Mapping[str, str]


@pytest.fixture
def forms(platform: Platform) -> list[Form]:
    """What the platform has been asked for tokens with."""
    seen: list[Form] = []
    grant = platform.desk.grant

    def noted(form: Form, **terms: str) -> dict[str, str | int]:
        seen.append(dict(form))
        return grant(form, **terms)

    platform.desk.grant = noted  # type: ignore[method-assign]  # seen from outside
    return seen


def score_posts(platform: Platform) -> list[int]:
    return [each.status for each in platform.requests if "/scores" in each.path]


def form_of(body: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(body).items()}


def unverified(assertion: str) -> dict[str, Any]:
    unchecked = {"verify_signature": False, "verify_aud": False, "verify_exp": False}
    claims: dict[str, Any] = jwt.decode(assertion, options=unchecked)
    return claims


def claims_of(form: Form) -> dict[str, Any]:
    return unverified(form["client_assertion"])


def submit(meeting: Meeting, person: str = SAM, **changes: Any) -> None:
    """Let somebody do the activity, so that a score is due."""
    assert meeting.launch(person, **changes) == OPENED
    assert "passed" in meeting.browser.do_activity().text


def own_key_set(meeting: Meeting) -> dict[str, Any]:
    found: dict[str, Any] = meeting.browser.client.get("/lti/jwks.json").get_json()
    return found


def test_line_82_access_is_asked_for_with_a_signed_assertion_and_no_secret(
    meeting: Meeting, platform: Platform, forms: list[Form]
) -> None:
    submit(meeting)
    meeting.browser.deliver()
    (form,) = forms

    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"] == ASSERTION_TYPE
    assert form.keys() == {"grant_type", "client_assertion_type", "client_assertion", "scope"}
    (published,) = jwt.PyJWKSet.from_dict(meeting.browser.client.get("/lti/jwks.json").json).keys[
        :1
    ]
    assert jwt.get_unverified_header(form["client_assertion"])["alg"] == "RS256"
    audience = platform.addresses.token
    assert jwt.decode(form["client_assertion"], published, ["RS256"], audience=audience)
    assert score_posts(platform) == [200]


def test_line_83_the_assertion_is_of_and_about_the_client(
    meeting: Meeting, platform: Platform, forms: list[Form]
) -> None:
    submit(meeting)
    meeting.browser.deliver()
    claims = claims_of(forms[0])

    assert claims["iss"] == claims["sub"] == platform.client_id


@contextmanager
def asking_at(meeting: Meeting, **terms: Any) -> Iterator[RudePlatform]:
    """Let the platform launch for a client whose token URL is here, and give it no token."""
    platform = meeting.browser.platform
    with rude_platform([ok(b"{}", status="500 Not Now")]) as server:
        client = f"at {server.port}"
        terms = {"auth_token_url": server.url, **terms}
        meeting.browser.tool.platforms.add(a_registration(platform, client_id=client, **terms))
        before, platform.client_id = platform.client_id, client
        yield server
        platform.client_id = before


def test_line_84_the_audience_is_one_text_as_registered_or_else_the_token_url(
    meeting: Meeting,
) -> None:
    named = ("https://api.brightspace.com/auth/token", "https://lms.example/token/", "urn:lms:T")
    for audience in (None, *named):
        with asking_at(meeting, auth_audience=audience) as server:
            submit(meeting)
            meeting.browser.deliver()
            bodies = [each.partition(b"\r\n\r\n")[2].decode() for each in server.requests]
            assert claims_of(form_of(bodies[0]))["aud"] == (audience or server.url)


def test_line_85_the_assertion_has_whole_seconds_an_end_a_new_number_and_the_name_of_our_key(
    meeting: Meeting, clock: SetClock, forms: list[Form]
) -> None:
    published = {key["kid"] for key in own_key_set(meeting)["keys"]}
    for person in (SAM, MEI):
        submit(meeting, person)
        meeting.browser.platform.revoke_tokens()
        meeting.browser.deliver()

    for form in forms:
        claims = claims_of(form)
        assert [type(claims[name]) for name in ("iat", "exp")] == [int, int]
        assert claims["iat"] <= clock().timestamp()
        assert 60 <= claims["exp"] - claims["iat"] <= 360
        assert jwt.get_unverified_header(form["client_assertion"])["kid"] in published
    assert len({claims_of(form)["jti"] for form in forms}) == len(forms) == 2


def endpoint(meeting: Meeting, scopes: list[str]) -> dict[str, Any]:
    """What a launch says of its grade column, with these scopes."""
    course, column = meeting.link.course_id, meeting.link.line_item_id
    assert column
    line_item = meeting.browser.platform.addresses.line_item(course, column)
    return {"scope": scopes, "lineitem": line_item}


def test_line_87_no_scope_is_asked_for_that_the_launch_did_not_offer(
    meeting: Meeting, platform: Platform, forms: list[Form]
) -> None:
    vendors = "https://vendor.example/scope/all"
    offers: list[tuple[list[str], set[str]]] = [
        ([SCORE], {SCORE}),
        ([SCORE, RESULT_READ], {SCORE, RESULT_READ}),
        ([SCORE, ROSTER_READ, vendors], {SCORE}),
        ([LINE_ITEM, LINE_ITEM_READ, SCORE, RESULT_READ], {SCORE, RESULT_READ}),
        ([LINE_ITEM, RESULT_READ], set()),
        ([], set()),
    ]
    for number, (offered, wanted) in enumerate(offers):
        client = f"client {number}"  # of which the tool holds no token yet
        meeting.browser.tool.platforms.add(a_registration(platform, client_id=client))
        with speaking_as(platform, client_id=client, deployment_id="1"):
            submit(meeting, **{AGS_ENDPOINT: endpoint(meeting, offered)})
            meeting.browser.deliver()
        named = {scope for form in forms for scope in form["scope"].split(" ")}
        assert named <= wanted
        assert (SCORE in named) is (SCORE in offered)
        forms.clear()


def test_line_87_fewer_scopes_than_asked_for_are_no_fault(
    meeting: Meeting, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = platform.desk.grant

    def less(form: Form, **terms: str) -> dict[str, str | int]:
        return grant({**form, "scope": SCORE}, **terms)

    monkeypatch.setattr(platform.desk, "grant", less)
    submit(meeting)
    assert meeting.browser.deliver() >= 1
    assert score_posts(platform) == [200]


def test_line_88_a_token_serves_until_shortly_before_its_end(
    meeting: Meeting,
    platform: Platform,
    clock: SetClock,
    forms: list[Form],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for person, later in ((SAM, 0), (MEI, 3600 - 90)):
        clock.advance(seconds=later)
        submit(meeting, person)
        meeting.browser.deliver()
    assert (len(forms), score_posts(platform)) == (1, [200, 200])

    # PyJWT, with which the platform reads assertions, has a clock of its own.
    monkeypatch.setattr(platform.desk.keys, "verify", lambda token, **_: unverified(token))
    clock.advance(seconds=60)
    submit(meeting, SAM)
    meeting.browser.deliver()
    assert (len(forms), score_posts(platform)) == (2, [200, 200, 200])


def test_line_88_a_token_that_is_no_longer_taken_is_replaced_once(
    meeting: Meeting, platform: Platform, clock: SetClock, forms: list[Form]
) -> None:
    submit(meeting)
    meeting.browser.deliver()
    platform.revoke_tokens()
    submit(meeting, MEI)
    assert meeting.browser.deliver() == 1
    assert score_posts(platform) == [200, 401, 200]
    assert len(forms) == 2

    clock.advance(seconds=2)
    submit(meeting, SAM)
    platform.requests.clear()
    forms.clear()
    platform.faults.statuses = [401] * 10
    meeting.browser.deliver()
    assert score_posts(platform) == [401, 401]
    assert len(forms) == 1


def test_line_89_our_key_set_is_open_to_everybody_and_holds_public_keys_only(
    tool: Tool,
) -> None:
    answer = tool.app.test_client(use_cookies=False).get("/lti/jwks.json")

    assert answer.status_code == 200
    assert answer.mimetype in {"application/json", "application/jwk-set+json"}
    assert not answer.headers.getlist("Set-Cookie")
    entries = json.loads(answer.data)["keys"]
    assert entries
    for entry in entries:
        assert entry.keys() == {"kty", "alg", "use", "kid", "n", "e"}
        assert (entry["kty"], entry["alg"], entry["use"]) == ("RSA", "RS256", "sig")
        assert len(base64.urlsafe_b64decode(entry["n"] + "==")) * 8 >= 2048
    assert len({entry["kid"] for entry in entries}) == len(entries)


def test_line_89_a_new_key_is_published_a_day_before_it_signs_and_the_old_one_after(
    meeting: Meeting, tool: Tool, clock: SetClock
) -> None:
    def published() -> list[str]:
        return [key["kid"] for key in own_key_set(meeting)["keys"]]

    def signs() -> str:
        return str(jwt.get_unverified_header(tool.keys.sign({}))["kid"])

    tool.key_rotation.look_after()
    first, (following,) = signs(), [kid for kid in published() if kid != signs()]
    clock.advance(hours=23)
    with pytest.raises(KeyRotationError):
        tool.key_rotation.rotate()
    assert (signs(), published()) == (first, [first, following])

    clock.advance(hours=2)
    tool.key_rotation.rotate()
    assert signs() == following
    assert {first, following} < set(published())

    clock.advance(days=2)
    tool.key_rotation.look_after()
    assert first not in published()
    assert following in published()
