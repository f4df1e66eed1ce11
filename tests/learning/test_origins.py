import pytest

from lti_tool.learning.origins import is_frame_origin, origin_of


@pytest.mark.parametrize(
    "text",
    [
        "https://lms.example",
        "https://LMS.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:8080",
        "https://xn--r8jz45g.jp",
        "https://*.instructure.com",
        "https://*.eu-west-1.example:8443",
    ],
)
def test_an_origin_may_show_us_in_a_frame(text: str) -> None:
    assert is_frame_origin(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "https:",
        "https://",
        "https://*",
        "https://*.com",
        "https://*.*.example.com",
        "https://a.*.example",
        "https://a*.example.com",
        "https://*example.com",
        "https://.example.com",
        "https://example..com",
        "https://-example.com",
        "https://lms.example/",
        "https://lms.example/path",
        "https://lms.example?a",
        "https://user@lms.example",
        "https://lms.example:",
        "https://lms.example:port",
        "https://lms.example:*",
        "https://lms.example;script-src",
        "https://lms.example,https://b.example",
        "https://lms.example https://b.example",
        "https://lms.example\n",
        "https://例え.jp",
        "ftp://lms.example",
        "lms.example",
        "'self'",
        "data:",
    ],
)
def test_nothing_else_gets_into_the_policy(text: str) -> None:
    assert not is_frame_origin(text)


def test_addresses_of_one_origin() -> None:
    wanted = ("https", "tool.example", 443)
    for url in (
        "https://tool.example",
        "https://tool.example/lti/launch?x=1#y",
        "HTTPS://Tool.Example/",
        "https://tool.example:443/",
        "https://tool.example?x=1",
    ):
        assert origin_of(url) == wanted


def test_addresses_of_other_origins() -> None:
    for url in (
        "http://tool.example",
        "https://tool.example:8443",
        "https://tool.example.evil",
        "https://tool.example@evil",
        "http://tool.example:443",
    ):
        assert origin_of(url) != ("https", "tool.example", 443)
