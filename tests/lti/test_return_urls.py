"""The way back to the platform, and what we tell it there."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from lti_tool.lti.return_urls import message_type_of, return_url_of, with_error

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
BACK = "https://lms.example/mod/lti/return.php"


def told(url: str) -> str:
    found = with_error(url, message="It is too old. Reference: 4F2A91C0", log="reason=a b&c")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "url",
    [BACK, f"{BACK}?course=2&launch_container=4", f"{BACK}?", f"{BACK}?a=b%20c#top", f"{BACK}#top"],
)
def test_what_went_wrong_is_added_and_what_the_url_says_is_kept(url: str) -> None:
    before, after = urlsplit(url), urlsplit(told(url))

    assert (after.netloc, after.path, after.fragment) == (
        before.netloc,
        before.path,
        before.fragment,
    )
    assert after.query.startswith(before.query)
    assert parse_qsl(after.query)[len(parse_qsl(before.query)) :] == [
        ("lti_errormsg", "It is too old. Reference: 4F2A91C0"),
        ("lti_errorlog", "reason=a b&c"),
    ]
    assert "+" not in after.query


@pytest.mark.parametrize(
    "url",
    [
        f"{BACK}?{'x' * 2_000}",
        "https://somebody:secret@lms.example/",
        "https://lms.example@evil.example/",
        "https://lms.example/é",
        "https://lms.exámple/",
    ],
)
def test_an_address_that_is_too_long_or_odd_is_none(url: str) -> None:
    assert with_error(url, message="It is too old.", log="reason=a") is None


@pytest.mark.parametrize(
    "presentation",
    [None, [], "x", {"return_url": 7}, {"return_url": "javascript:alert(1)"}, {"return_url": ""}],
)
def test_what_is_no_web_address_leads_nowhere(presentation: object) -> None:
    assert return_url_of({f"{LTI}launch_presentation": presentation}) is None


def test_the_way_back_is_read_as_it_came() -> None:
    assert return_url_of({f"{LTI}launch_presentation": {"return_url": f"{BACK}?a=1"}}) == (
        f"{BACK}?a=1"
    )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("LtiResourceLinkRequest", "LtiResourceLinkRequest"),
        ("x" * 100, "x" * 40),
        ("a\nb", None),
        ("Sam Okafor", None),
        ("sam@trust.example", None),
        ("é", None),
        (None, None),
        (["LtiResourceLinkRequest"], None),
    ],
)
def test_a_message_is_named_in_the_log_as_a_short_plain_word(said: object, read: object) -> None:
    assert message_type_of({f"{LTI}message_type": said}) == read
