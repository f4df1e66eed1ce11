"""The tool inside Open edX's own LTI consumer, over HTTP: no message here is signed by our code."""

import pytest
import requests

from tests.platforms.conftest import OpenEdx

pytestmark = pytest.mark.long

A_TOOL = "http://localhost:9"


def test_open_edx_says_what_a_tool_must_know(openedx: OpenEdx) -> None:
    component = openedx.add_component(A_TOOL)

    assert component.issuer == openedx.url
    assert component.deployment_id == "1"
    assert component.auth_login_url.startswith(openedx.url)


def test_each_component_is_a_registration_of_its_own(openedx: OpenEdx) -> None:
    one, other = openedx.add_component(A_TOOL), openedx.add_component(A_TOOL)

    assert one.client_id != other.client_id
    assert one.jwks_url != other.jwks_url


def test_open_edx_publishes_its_key(openedx: OpenEdx) -> None:
    component = openedx.add_component(A_TOOL)

    keys = requests.get(component.jwks_url, timeout=60).json()["keys"]

    assert [key["kty"] for key in keys] == ["RSA"]


@pytest.mark.parametrize("message", ["launch_url", "deep_linking_url"])
def test_open_edx_sends_the_browser_to_the_tools_login(openedx: OpenEdx, message: str) -> None:
    component = openedx.add_component(A_TOOL)

    answer = requests.get(
        getattr(component, message), params={"user": "3"}, allow_redirects=False, timeout=60
    )

    assert answer.is_redirect
    assert answer.headers["Location"].startswith(f"{A_TOOL}/lti/login?iss=")
