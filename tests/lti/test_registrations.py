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
