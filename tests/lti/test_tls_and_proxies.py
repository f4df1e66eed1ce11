from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.lti.errors import AddressRefusedError, NoAnswerError, UntrustedError
from lti_tool.lti.transport import PlatformSession, open_session
from tests.lti.conftest import LOOPBACK, Resolve
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.tls import authority, tls_server


def test_the_certificate_is_checked_against_the_name(tmp_path: Path, resolve: Resolve) -> None:
    ca = authority()
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(ca.pem)
    resolve({"lms.example": ["127.0.0.1"], "another.example": ["127.0.0.1"]})
    with (
        tls_server(ca, "lms.example", ok(b"secure")) as port,
        open_session(
            allow_insecure_http=False, private_networks=LOOPBACK, ca_bundle=str(bundle)
        ) as session,
    ):
        assert session.get(f"https://lms.example:{port}/").body == b"secure"
        with pytest.raises(UntrustedError):
            session.get(f"https://another.example:{port}/")


def test_an_unknown_authority_is_not_trusted(resolve: Resolve) -> None:
    resolve({"lms.example": ["127.0.0.1"]})
    with (
        tls_server(authority(), "lms.example", ok(b"secure")) as port,
        open_session(allow_insecure_http=False, private_networks=LOOPBACK) as session,
        pytest.raises(UntrustedError),
    ):
        session.get(f"https://lms.example:{port}/")


@pytest.fixture
def proxied() -> Iterator[tuple[PlatformSession, list[bytes]]]:
    with rude_platform([ok(b"by proxy")]) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        with open_session(allow_insecure_http=True, private_networks=(), proxy=address) as session:
            yield session, proxy.requests


def test_a_proxy_resolves_names_and_is_itself_not_checked(
    proxied: tuple[PlatformSession, list[bytes]],
) -> None:
    session, asked = proxied

    assert session.get("http://lms.example/keys").body == b"by proxy"
    assert asked[0].startswith(b"GET http://lms.example/keys HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "localhost",
        "localhost.",
        "tool.localhost",
        "169.254.169.254",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1%25eth0]",
    ],
)
def test_a_proxy_is_not_asked_for_addresses_inside(
    proxied: tuple[PlatformSession, list[bytes]], host: str
) -> None:
    session, asked = proxied
    with pytest.raises(AddressRefusedError):
        session.get(f"http://{host}/")

    assert asked == []


def test_a_proxy_is_asked_for_public_addresses_and_for_names_that_look_like_them(
    proxied: tuple[PlatformSession, list[bytes]],
) -> None:
    session, asked = proxied
    for host in ("8.8.8.8", "[2606:4700:4700::1111]", "127.0.0.1.example", "localhost.example"):
        session.get(f"http://{host}/")

    assert len(asked) == 4


def test_a_proxy_whose_name_is_no_name_is_no_connection() -> None:
    with (
        open_session(
            allow_insecure_http=True, private_networks=(), proxy="http://a..b:3128"
        ) as session,
        pytest.raises(NoAnswerError),
    ):
        session.get("http://lms.example/")


def test_tls_goes_through_a_proxy_as_a_tunnel(
    proxied: tuple[PlatformSession, list[bytes]],
) -> None:
    session, asked = proxied
    with pytest.raises(NoAnswerError):
        session.get("https://lms.example/keys")

    assert asked[0].startswith(b"CONNECT lms.example:443 HTTP/1.")
