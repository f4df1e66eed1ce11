import pytest

from demo.platform import Platform
from lti_tool.lti.registrations import tool_config
from tests.lti.conftest import registration_with

PLATFORM = Platform()


def test_the_token_audience_is_the_token_url_unless_registered_otherwise() -> None:
    registration = registration_with(PLATFORM, auth_audience=None)
    brightspace = registration_with(PLATFORM, auth_audience="https://api.example/auth/token")

    assert registration.token_audience == registration.auth_token_url
    assert brightspace.token_audience == "https://api.example/auth/token"


def test_the_registration_is_found_by_issuer_and_client() -> None:
    registration = registration_with(PLATFORM)
    found = tool_config(registration).find_registration_by_params(
        registration.issuer, registration.client_id
    )

    assert found is not None
    assert found.get_issuer() == registration.issuer
    assert found.get_client_id() == registration.client_id
    assert found.get_key_set_url() == registration.jwks_url
    assert found.get_auth_audience() == registration.auth_token_url
    assert found.get_tool_private_key() is None


def test_the_issuer_is_compared_byte_for_byte() -> None:
    registration = registration_with(PLATFORM)
    config = tool_config(registration)

    for issuer in (f"{registration.issuer}/", registration.issuer.upper(), "https://else.test"):
        assert config.find_registration_by_params(issuer, registration.client_id) is None


def test_another_client_of_the_issuer_is_not_found() -> None:
    registration = registration_with(PLATFORM)
    config = tool_config(registration)

    assert config.find_registration_by_params(registration.issuer, "another") is None
    assert config.find_registration_by_params(registration.issuer, None) is not None


def test_an_issuer_may_have_many_clients() -> None:
    config = tool_config(registration_with(PLATFORM))

    assert config.check_iss_has_many_clients(PLATFORM.issuer)
    assert not config.check_iss_has_one_client(PLATFORM.issuer)


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("https://lms.example", "https://lms.example/items/1?a=b"),
        ("https://lms.example", "https://LMS.example:443/items/1"),
        ("https://lms.example:443", "https://lms.example/items/1"),
        ("https://lms.example:8443", "https://lms.example:8443/items/1"),
        ("https://*.lms.example", "https://one.lms.example/items/1"),
        ("https://*.lms.example", "https://a.b.lms.example/items/1"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]/items/1"),
    ],
)
def test_services_are_where_the_operator_says(origin: str, url: str) -> None:
    assert registration_with(PLATFORM, service_origins=(origin,)).has_services_at(url)


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("https://lms.example", "http://lms.example/items/1"),
        ("https://lms.example", "https://lms.example:8443/items/1"),
        ("https://lms.example", "https://one.lms.example/items/1"),
        ("https://lms.example", "https://lms.example./items/1"),
        ("https://lms.example", "https://lms.example.elsewhere.example/items/1"),
        ("https://lms.example", "https://notlms.example/items/1"),
        ("https://lms.example", "https://lms.example@elsewhere.example/"),
        ("https://lms.example", "https://elsewhere.example/https://lms.example"),
        ("https://lms.example", "https://elsewhere.example\\@lms.example/"),
        ("https://lms.example", "https://lms.example:x/"),
        ("https://*.lms.example", "https://lms.example/items/1"),
        ("https://*.lms.example", "https://.lms.example/items/1"),
        ("https://*.lms.example", "https://notlms.example/items/1"),
        ("https://*.lms.example", "http://one.lms.example/items/1"),
        ("https://*.lms.example", "https://one.lms.example:8443/items/1"),
    ],
)
def test_services_are_nowhere_else(origin: str, url: str) -> None:
    assert not registration_with(PLATFORM, service_origins=(origin,)).has_services_at(url)
