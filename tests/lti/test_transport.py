import gzip
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from lti_tool.lti import transport
from lti_tool.lti.errors import LtiError
from lti_tool.lti.transport import (
    ANSWER_BYTES,
    AddressRefusedError,
    AddressRules,
    AnswerTooLargeError,
    InsecureUrlError,
    open_session,
)
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.tls import authority, tls_server

LOOPBACK = ("127.0.0.0/8",)
Resolve = Callable[[dict[str, list[str]]], None]


@pytest.fixture
def public() -> Iterator[requests.Session]:
    """The session as it runs in production, but for plain http."""
    with open_session(allow_insecure_http=True, private_networks=()) as session:
        yield session


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Answer for names; each asking takes the next answer, the last one for ever."""

    def answer_with(names: dict[str, list[str]]) -> None:
        def getaddrinfo(host: str, port: int, *_: object) -> list[Any]:
            addresses = names.get(host, [host])
            found = (addresses.pop(0) if len(addresses) > 1 else addresses[0]).split()
            families = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in found]
            return [
                (family, socket.SOCK_STREAM, 6, "", (each, port))
                for family, each in zip(families, found, strict=True)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return answer_with


# ---- addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",  # noqa: S104 - an address, not a binding
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not AddressRules(()).allow(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"],
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressRules(()).allow(address)


def test_networks_that_the_operator_names_are_allowed() -> None:
    rules = AddressRules(("10.20.0.0/16", "fd00::/8", "127.0.0.0/8"))

    for address in ("10.20.1.1", "fd12::1", "127.0.0.1", "::ffff:10.20.1.1", "64:ff9b::a14:101"):
        assert rules.allow(address)
    for address in ("10.21.1.1", "169.254.169.254", "fe80::1", "::1"):
        assert not rules.allow(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1", "0"]
)
def test_this_machine_is_not_called_by_any_name(public: requests.Session, host: str) -> None:
    with rude_platform([ok(b"secret")]) as platform:
        with pytest.raises(AddressRefusedError) as refusal:
            public.get(f"http://{host}:{platform.port}/")

        assert isinstance(refusal.value, LtiError)
        assert isinstance(refusal.value, requests.RequestException)
        assert platform.requests == []


def test_a_name_that_leads_inside_is_refused(public: requests.Session, resolve: Resolve) -> None:
    resolve({"lms.example": ["169.254.169.254"]})

    with pytest.raises(AddressRefusedError, match=r"lms\.example may not be called"):
        public.get("http://lms.example/")


def test_of_several_addresses_only_allowed_ones_are_called(resolve: Resolve) -> None:
    resolve({"lms.example": ["::1 10.0.0.1 127.0.0.1"]})
    with (
        rude_platform([ok(b"here")]) as platform,
        open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session,
    ):
        answer = session.get(f"http://lms.example:{platform.port}/")

    assert answer.content == b"here"
    assert b"Host: lms.example:" in platform.requests[0]


def test_the_next_address_is_tried_when_one_does_not_answer(resolve: Resolve) -> None:
    with (
        rude_platform([ok(b"here")]) as platform,
        open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session,
    ):
        resolve({"lms.example": ["127.0.0.2 127.0.0.1"]})
        assert session.get(f"http://lms.example:{platform.port}/").content == b"here"


def test_a_name_is_asked_for_once_so_that_it_cannot_change_its_mind(resolve: Resolve) -> None:
    names = {"lms.example": ["127.0.0.1", "10.0.0.1"]}
    resolve(names)
    with (
        rude_platform([ok(b"here")]) as platform,
        open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session,
    ):
        session.get(f"http://lms.example:{platform.port}/")

    assert names == {"lms.example": ["10.0.0.1"]}


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".example", "a..b"])
def test_a_name_that_means_nothing_is_no_connection(session: requests.Session, host: str) -> None:
    with pytest.raises(requests.RequestException):
        session.get(f"http://{host}/")


# ---- schemes and redirects


def test_plain_http_needs_to_be_allowed() -> None:
    with (
        open_session(allow_insecure_http=False, private_networks=LOOPBACK) as session,
        pytest.raises(InsecureUrlError),
    ):
        session.get("http://127.0.0.1:9/")


def test_only_http_is_spoken(session: requests.Session) -> None:
    for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"):
        with pytest.raises(requests.RequestException):
            session.get(url)


def test_a_redirect_is_handed_back_and_not_followed(session: requests.Session) -> None:
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
        answer = ok(b"", "Location: /elsewhere", status=status)
        with rude_platform([answer]) as platform:
            for method in ("GET", "POST"):
                found = session.request(method, platform.url, allow_redirects=True)
                assert found.status_code == int(status[:3])
            assert len(platform.requests) == 2


def test_cookies_are_not_kept(session: requests.Session) -> None:
    with rude_platform([ok(b"", "Set-Cookie: a=b")]) as platform:
        session.get(platform.url)
        session.get(platform.url)

    assert b"Cookie" not in b"".join(platform.requests)


def test_the_environment_names_no_proxy_and_no_password(
    session: requests.Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with rude_platform([ok(b"here")]) as platform:
        assert session.get(platform.url).content == b"here"

    assert b"Authorization" not in platform.requests[0]


# ---- size and time


def test_an_answer_of_the_largest_size_is_read(session: requests.Session) -> None:
    with rude_platform([ok(b"x" * ANSWER_BYTES)]) as platform:
        assert len(session.get(platform.url).content) == ANSWER_BYTES


def test_a_larger_one_is_not(session: requests.Session) -> None:
    with rude_platform([ok(b"x" * (ANSWER_BYTES + 1), status="201 Created")]) as platform:
        with pytest.raises(AnswerTooLargeError) as refusal:
            session.get(platform.url)

        assert refusal.value.answer.status_code == 201
        assert refusal.value.answer.content == b""


def test_an_answer_is_measured_as_it_unfolds(session: requests.Session) -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    with (
        rude_platform([ok(bomb, "Content-Encoding: gzip")]) as platform,
        pytest.raises(AnswerTooLargeError),
    ):
        session.get(platform.url)


def test_an_answer_in_chunks_is_measured_too(session: requests.Session) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    with rude_platform([endless]) as platform, pytest.raises(AnswerTooLargeError):
        session.get(platform.url)


def test_a_silent_platform_is_not_waited_for(session: requests.Session) -> None:
    with (
        rude_platform([lambda _: time.sleep(0.5)]) as platform,
        pytest.raises(requests.Timeout),
    ):
        session.get(platform.url, timeout=(1, 0.1))


def test_limits_hold_without_being_asked_for(
    session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.1)
    with (
        rude_platform([lambda _: time.sleep(0.5)]) as platform,
        pytest.raises(requests.Timeout),
    ):
        session.post(platform.url, data="x")


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_drips_is_cut_off(
    session: requests.Session, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.3)

    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    with rude_platform([drip]) as platform:
        began = time.monotonic()
        with pytest.raises(requests.RequestException):
            session.get(platform.url)

        assert time.monotonic() - began < 2


def test_an_answer_that_comes_after_its_time_is_not_read(
    session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0)
    with rude_platform([ok(b"here")]) as platform, pytest.raises(requests.Timeout):
        session.get(platform.url)


def test_a_connection_is_used_again(session: requests.Session) -> None:
    answered: list[int] = []

    def two_answers(connection: socket.socket) -> None:
        for body in (b"", b"more"):
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            answered.append(len(body))
            if not body:
                connection.recv(65536)

    with rude_platform([two_answers]) as platform:
        assert session.get(platform.url).content == b""
        assert session.get(platform.url).content == b"more"

    assert answered == [0, 4]


# ---- TLS and proxies


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
        assert session.get(f"https://lms.example:{port}/").content == b"secure"
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"https://another.example:{port}/")


def test_an_unknown_authority_is_not_trusted(resolve: Resolve) -> None:
    resolve({"lms.example": ["127.0.0.1"]})
    with (
        tls_server(authority(), "lms.example", ok(b"secure")) as port,
        open_session(allow_insecure_http=False, private_networks=LOOPBACK) as session,
        pytest.raises(requests.exceptions.SSLError),
    ):
        session.get(f"https://lms.example:{port}/")


@pytest.fixture
def proxied() -> Iterator[tuple[requests.Session, list[bytes]]]:
    with rude_platform([ok(b"by proxy")]) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        with open_session(allow_insecure_http=True, private_networks=(), proxy=address) as session:
            yield session, proxy.requests


def test_a_proxy_resolves_names_and_is_itself_not_checked(
    proxied: tuple[requests.Session, list[bytes]],
) -> None:
    session, asked = proxied

    assert session.get("http://lms.example/keys").content == b"by proxy"
    assert asked[0].startswith(b"GET http://lms.example/keys HTTP/1.1\r\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]"])
def test_a_proxy_is_not_asked_for_addresses_inside(
    proxied: tuple[requests.Session, list[bytes]], host: str
) -> None:
    session, asked = proxied
    with pytest.raises(AddressRefusedError):
        session.get(f"http://{host}/")

    assert asked == []


def test_a_proxy_whose_name_is_no_name_is_no_connection() -> None:
    with (
        open_session(
            allow_insecure_http=True, private_networks=(), proxy="http://a..b:3128"
        ) as session,
        pytest.raises(requests.ConnectionError),
    ):
        session.get("http://lms.example/")


def test_tls_goes_through_a_proxy_as_a_tunnel(
    proxied: tuple[requests.Session, list[bytes]],
) -> None:
    session, asked = proxied
    with pytest.raises(requests.RequestException):
        session.get("https://lms.example/keys", timeout=(1, 1))

    assert asked[0].startswith(b"CONNECT lms.example:443 HTTP/1.")
