from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.lti.connector import Connector, next_page_url
from lti_tool.lti.errors import DeliveryError, RefusedError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession
from tests.lti.conftest import Clock, registration_with
from tests.lti.rude_platform import ok, rude_platform

BARE = "https://lms.example/services/1"
URL = f"{BARE}?a=b"


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ("", None),
        ('<https://lms.example/Items?Page=2>; rel="next"', "https://lms.example/Items?Page=2"),
        ("<https://lms.example/2>; rel=next", "https://lms.example/2"),
        ('<https://lms.example/2>;rel = "next";title="x"', "https://lms.example/2"),
        ('</1>; rel="first", </2>; rel="next", </9>; rel="last"', "https://lms.example/2"),
        ('</2>; title="x"; rel="next"', "https://lms.example/2"),
        ('</9>; rel="last", </1>; rel="first"', None),
        ('</d>; rel="differences"', None),
        ('</d>; rel="nextish"', None),
        ('<?p=2&amp;q=3>; REL="Next"', "https://lms.example/services/1?p=2&q=3"),
        ("</2>; rel=“next”".encode().decode("latin-1"), "https://lms.example/2"),
        ("</2>; rel='next'", "https://lms.example/2"),
        ('</2>; rel="last next"', "https://lms.example/2"),
        ('</1>; rel="prev first", </2>; rel="Next Last"', "https://lms.example/2"),
        ('</d>; rel="next-differences"', None),
        ('</d>; data-rel="next"', None),
        ("<?p=2&section=3&lti=4&copy=5>; rel=next", f"{BARE}?p=2&section=3&lti=4&copy=5"),
        ("nonsense", None),
    ],
)
def test_the_next_page_is_found_as_it_is_spelled(links: str, found: str | None) -> None:
    assert next_page_url(URL, links) == found


@pytest.mark.parametrize("insensitive", [False, True])
def test_it_answers_as_pylti1p3s_own_does(
    session: PlatformSession, keys: ToolKeys, clock: Clock, *, insensitive: bool
) -> None:
    token = ok(b'{"access_token": "abc"}')
    with rude_platform([token, ok(b'{"a": 1}', "X-Some: thing")]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        connector = Connector(registration, session, AccessTokens(session, keys, clock))
        answer = connector.make_service_request(
            ["scope"], platform.url, case_insensitive_headers=insensitive
        )

    assert answer["body"] == {"a": 1}
    assert answer["headers"]["X-Some"] == "thing"
    assert ("x-some" in answer["headers"]) is insensitive
    assert answer["next_page_url"] is None


@pytest.mark.parametrize("links", ['<http://[>; rel="next"', '<//[>; rel="next"'])
def test_a_next_page_whose_address_is_none_is_refused_and_what_was_posted_counts(
    session: PlatformSession, keys: ToolKeys, clock: Clock, links: str
) -> None:
    with rude_platform([ok(b'{"access_token": "abc"}'), ok(b"{}", f"Link: {links}")] * 2) as to:
        registration = registration_with(Platform(), auth_token_url=to.url)
        connector = Connector(registration, session, AccessTokens(session, keys, clock))
        posted = connector.make_service_request(["score"], to.url, is_post=True, data="{}")
        assert posted["next_page_url"] is None
        with pytest.raises(RefusedError, match="next page"):
            connector.make_service_request(["results"], to.url)


# ---- which hosts it calls


def refused(session: PlatformSession, keys: ToolKeys, clock: Clock, url: str, **terms: Any) -> str:
    """Ask for a URL of a platform that lists no such host; nobody is called for it."""
    with rude_platform([ok(b'{"access_token": "abc"}')]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url, **terms)
        connector = Connector(registration, session, AccessTokens(session, keys, clock))
        with pytest.raises(RefusedError) as refusal:
            connector.make_service_request(["scope"], url.format(port=platform.port))
    assert platform.requests == [], "no token was asked for"
    return refusal.value.reason


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://elsewhere.example/1", "elsewhere.example"),
        ("http://127.0.0.2:{port}/1", "127.0.0.2:"),
        ("http://127.0.0.1:9/1", "127.0.0.1:9"),
        ("https://127.0.0.1:{port}/1", "127.0.0.1:"),
        ("http://lms.example.elsewhere.example/1", "lms.example.elsewhere.example"),
        ("http://127.0.0.1:{port}.elsewhere.example/1", ""),
        ("http://127.0.0.1:{port}@elsewhere.example/1", "elsewhere.example"),
        ("http://elsewhere.example\\@127.0.0.1:{port}/1", ""),
        ("http://me:secret@127.0.0.1:{port}/1", "127.0.0.1:"),
        ("//127.0.0.1:{port}/1", ""),
        ("file:///etc/passwd", ""),
        ("http://[/1", ""),
        ("", ""),
    ],
)
def test_no_other_host_is_called_or_sent_a_token(
    session: PlatformSession, keys: ToolKeys, clock: Clock, url: str, host: str
) -> None:
    reason = refused(session, keys, clock, url)

    assert host in reason
    assert "secret" not in reason


def test_the_refusal_names_the_host_and_the_way_out(
    session: PlatformSession, keys: ToolKeys, clock: Clock
) -> None:
    assert refused(session, keys, clock, "https://scores.example:8443/items/1?a=b") == (
        "The gradebook is at scores.example:8443, which nobody has registered as the platform's. "
        "Whoever runs this tool can allow it (platforms add --service-origin)."
    )
    assert len(refused(session, keys, clock, f"https://{'x.' * 800}example/1")) < 300


@pytest.mark.parametrize(
    "terms",
    [
        {"service_origins": ("http://127.0.0.1:{port}",)},
        {"frame_origins": ("http://127.0.0.1:{port}",)},
        {"issuer": "http://127.0.0.1:{port}/lms"},
        {"jwks_url": "http://127.0.0.1:{port}/certs"},
    ],
)
def test_every_registered_host_may_be_called(
    session: PlatformSession, keys: ToolKeys, clock: Clock, terms: dict[str, Any]
) -> None:
    with (
        rude_platform([ok(b'{"access_token": "abc"}')]) as elsewhere,
        rude_platform([ok(b"[]")]) as platform,
    ):
        at = {
            name: tuple(each.format(port=platform.port) for each in value)
            if isinstance(value, tuple)
            else value.format(port=platform.port)
            for name, value in terms.items()
        }
        registration = registration_with(Platform(), auth_token_url=elsewhere.url, **at)
        connector = Connector(registration, session, AccessTokens(session, keys, clock))

        assert connector.make_service_request(["scope"], platform.url)["body"] == []


def test_a_next_page_on_another_host_is_not_asked_for(
    session: PlatformSession, keys: ToolKeys, clock: Clock
) -> None:
    with rude_platform([ok(b"[]")]) as elsewhere:
        link = f'Link: <{elsewhere.url}>; rel="next"'
        with rude_platform([ok(b'{"access_token": "abc"}'), ok(b"[]", link)]) as platform:
            registration = registration_with(Platform(), auth_token_url=platform.url)
            connector = Connector(registration, session, AccessTokens(session, keys, clock))
            url = connector.make_service_request(["scope"], platform.url)["next_page_url"]
            assert url == elsewhere.url
            with pytest.raises(DeliveryError, match=f"127.0.0.1:{elsewhere.port}"):
                connector.make_service_request(["scope"], url)

    assert elsewhere.requests == []
    assert len(platform.requests) == 2
