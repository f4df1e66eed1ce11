"""Where calls may go: `lti_tool.lti.transport` once more."""

import socket
from collections.abc import Iterator

import pytest

from lti_tool.lti.addresses import AddressRules
from lti_tool.lti.errors import AddressRefusedError, NoAnswerError, UnusableUrlError
from lti_tool.lti.transport import PlatformSession, open_session
from tests.lti.conftest import LOOPBACK, Resolve
from tests.lti.rude_platform import ok, rude_platform


@pytest.fixture
def public() -> Iterator[PlatformSession]:
    """The session as it runs in production, but for plain http."""
    with open_session(allow_insecure_http=True, private_networks=()) as session:
        yield session


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
        "64:ff9b::a00:1%1",
        "::ffff:127.0.0.1%1",
        "::ffff:0:127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::8.8.8.8",
        "2001:0:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "3fff::1",
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
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "0",
        "@127.0.0.1",
        "%31%32%37.0.0.1",
        "\u2460\u2461\u2466.0.0.1",  # digits in circles
        "127\u30020\u30020\u30021",  # full stops of another script
    ],
)
def test_this_machine_is_not_called_by_any_name(public: PlatformSession, host: str) -> None:
    with rude_platform([ok(b"secret")]) as platform:
        with pytest.raises(NoAnswerError):
            public.get(f"http://{host}:{platform.port}/")

        assert platform.requests == []


@pytest.mark.parametrize(
    "place",
    [
        "me:secret@127.0.0.1:{port}",
        "me@127.0.0.1:{port}",
        "127.0.0.1%00.example:{port}",
        "127.0.0.1:{port}:80",
    ],
)
def test_a_place_that_is_more_than_host_and_port_is_not_called(
    session: PlatformSession, place: str
) -> None:
    """A password in a URL would be sent in place of our token."""
    with rude_platform([ok(b"here")]) as platform:
        with pytest.raises(UnusableUrlError):
            session.get(f"http://{place.format(port=platform.port)}/")

        assert platform.requests == []


def test_a_name_that_leads_inside_is_refused(public: PlatformSession, resolve: Resolve) -> None:
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

    assert answer.body == b"here"
    assert b"Host: lms.example:" in platform.requests[0]


def test_the_next_address_is_tried_when_one_does_not_answer(resolve: Resolve) -> None:
    with (
        rude_platform([ok(b"here")]) as platform,
        open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session,
    ):
        resolve({"lms.example": ["127.0.0.2 127.0.0.1"]})
        assert session.get(f"http://lms.example:{platform.port}/").body == b"here"


def test_a_name_is_asked_for_once_so_that_it_cannot_change_its_mind(resolve: Resolve) -> None:
    names = {"lms.example": ["127.0.0.1", "10.0.0.1"]}
    resolve(names)
    with (
        rude_platform([ok(b"here")]) as platform,
        open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session,
    ):
        session.get(f"http://lms.example:{platform.port}/")

    assert names == {"lms.example": ["10.0.0.1"]}


def test_a_name_that_nobody_knows_is_no_connection(
    session: PlatformSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_knows(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    with pytest.raises(NoAnswerError):
        session.get("http://lms.example/")


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..b"])
def test_a_name_that_is_no_name_is_no_connection(session: PlatformSession, host: str) -> None:
    with pytest.raises(NoAnswerError):
        session.get(f"http://{host}/")
