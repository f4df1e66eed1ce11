from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from demo.platform import Platform
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.login import StartedLogin, read_initiation, start_login
from tests.lti.conftest import registration_with

PARAMETERS = {
    "iss": "https://lms.example",
    "login_hint": "4",
    "target_link_uri": "https://tool.example/lti/launch",
}
REDIRECT = "https://tool.example/lti/launch"
PLATFORM = Platform(issuer="https://lms.example")
REGISTRATION = registration_with(PLATFORM)


def started(**parameters: str) -> StartedLogin:
    return start_login(
        REGISTRATION, read_initiation(PARAMETERS | parameters), redirect_uri=REDIRECT
    )


def asked(login: StartedLogin) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(login.redirect_url).query, keep_blank_values=True))


def test_an_initiation_is_read() -> None:
    initiation = read_initiation(
        PARAMETERS | {"client_id": "c", "lti_deployment_id": "1", "lti_message_hint": "h"}
    )

    assert initiation.issuer == "https://lms.example"
    assert initiation.login_hint == "4"
    assert initiation.target_link_uri == "https://tool.example/lti/launch"
    assert (initiation.client_id, initiation.deployment_id) == ("c", "1")
    assert initiation.message_hint == "h"


def test_what_is_optional_may_be_absent_or_blank() -> None:
    blank = dict.fromkeys(("client_id", "lti_deployment_id", "lti_message_hint"), "")

    for parameters in (PARAMETERS, PARAMETERS | blank):
        initiation = read_initiation(parameters)
        assert initiation.client_id is None
        assert initiation.deployment_id is None
        assert initiation.message_hint is None


def test_a_platform_may_leave_out_the_target() -> None:
    initiation = read_initiation({"iss": "https://lms.example", "login_hint": "4"})

    assert initiation.target_link_uri is None


def test_canvas_names_the_deployment_in_its_own_way() -> None:
    assert read_initiation(PARAMETERS | {"deployment_id": "7"}).deployment_id == "7"
    both = PARAMETERS | {"deployment_id": "7", "lti_deployment_id": "8"}
    assert read_initiation(both).deployment_id == "8"


def test_unknown_parameters_are_passed_over() -> None:
    assert read_initiation(PARAMETERS | {"canvas_region": "eu", "utf8": "✓"})


@pytest.mark.parametrize("name", ["iss", "login_hint"])
def test_an_initiation_without_what_is_needed_is_refused(name: str) -> None:
    reason = f"initiation-without-{name.replace('_', '-')}"
    for value in ({}, {name: ""}):
        left = {key: each for key, each in PARAMETERS.items() if key != name}
        with pytest.raises(LaunchRejectedError, match=f"^{reason}$") as refusal:
            read_initiation(left | value)
        assert name in refusal.value.sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iss", "https://lms.example\r\nX: y"),
        ("iss", "https://lms.example/" + "x" * 2_000),
        ("client_id", "a\x00b"),
        ("client_id", "\ud800"),
        ("lti_deployment_id", "a\x1fb"),
        ("target_link_uri", "https://tool.example/\n"),
        ("login_hint", "a\x00b"),
        ("login_hint", "\udc80"),
        ("login_hint", "x" * 8_001),
        ("lti_message_hint", "x" * 8_001),
    ],
)
def test_a_damaged_initiation_is_refused(name: str, value: str) -> None:
    with pytest.raises(LaunchRejectedError) as refusal:
        read_initiation(PARAMETERS | {name: value})

    assert refusal.value.reason == f"initiation-with-bad-{name.replace('_', '-')}"
    assert value not in refusal.value.sentence


def test_the_answer_is_an_authentication_request() -> None:
    login = started()

    assert login.redirect_url.startswith(f"{REGISTRATION.auth_login_url}?")
    assert asked(login) == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": REGISTRATION.client_id,
        "redirect_uri": REDIRECT,
        "login_hint": "4",
        "state": login.state,
        "nonce": login.nonce,
    }


def test_state_and_nonce_are_long_and_new_each_time() -> None:
    secrets = [secret for each in (started(), started()) for secret in (each.state, each.nonce)]

    assert len(set(secrets)) == 4
    assert min(len(secret) for secret in secrets) >= 43


@pytest.mark.parametrize(
    "hint",
    [
        '{"cmid": 3, "launchid": "ltilaunch3_1"}',
        "a+b c%20d&e=f#g?h;i/ü€😀\n\tj",
        "eyJ" + "x" * 4_000,
        " ",
    ],
)
def test_hints_go_back_as_they_came(hint: str) -> None:
    login = started(login_hint=hint, lti_message_hint=hint)

    assert asked(login)["login_hint"] == hint
    assert asked(login)["lti_message_hint"] == hint


def test_no_message_hint_goes_back_when_none_came() -> None:
    assert "lti_message_hint" not in asked(started())


def test_the_target_of_the_initiation_decides_nothing() -> None:
    login = started(target_link_uri="https://evil.example/")

    assert "evil.example" not in login.redirect_url


@pytest.mark.parametrize(
    "url", ["https://lms.example/auth?tenant=7", "https://lms.example/auth?tenant=7&x=a%20b"]
)
def test_a_query_of_the_registered_url_is_kept(url: str) -> None:
    registration = registration_with(PLATFORM, auth_login_url=url)
    login = start_login(registration, read_initiation(PARAMETERS), redirect_uri=REDIRECT)

    assert login.redirect_url.startswith(f"{url}&")
    query = parse_qs(urlsplit(login.redirect_url).query)
    assert query["tenant"] == ["7"]
    assert query["scope"] == ["openid"]
