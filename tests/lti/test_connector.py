import pytest
import requests

from demo.platform import Platform
from lti_tool.lti.connector import Connector, next_page_url
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.tokens import AccessTokens
from tests.lti.conftest import Clock, registration_with
from tests.lti.rude_platform import ok, rude_platform

URL = "https://lms.example/services/1?a=b"


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
        ("nonsense", None),
    ],
)
def test_the_next_page_is_found_as_it_is_spelled(links: str, found: str | None) -> None:
    assert next_page_url(URL, links) == found


@pytest.mark.parametrize("insensitive", [False, True])
def test_it_answers_as_pylti1p3s_own_does(
    session: requests.Session, keys: ToolKeys, clock: Clock, *, insensitive: bool
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
