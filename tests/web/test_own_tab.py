"""Cookies are tried before the platform's one-use hint is spent."""

import json
import re

import pytest
from werkzeug.test import TestResponse

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import DEEP_LINKING, TEACHER, Browser, connect, place
from tests.web.cookies import given
from tests.web.initiations import hand_over_of, initiation, link_of, opening_in, query
from tests.web.refusals import assert_refused, kept

IN_A_FRAME = {"Sec-Fetch-Dest": "iframe"}
HOSTILE = {
    "login_hint": "4",
    "lti_message_hint": '"><script>alert("&amp;")</script>\'é =&?#%41',
}
UNREAD = {
    '"><b>name': "extra <parameter>",
    "canvas_region": "eu-west-1",
    "id_token": "eyJ",
    "state": "somebody-elses",
    "hand_over": "A" * 42 + "'",
}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_framed_login_is_first_sent_to_itself_with_a_test_cookie(
    browser: Browser, platform: Platform, tool: Tool, link: Link, method: str
) -> None:
    sent = initiation(platform, link, **HOSTILE)
    where = "query_string" if method == "GET" else "data"

    answer = browser.client.open("/lti/login", method=method, headers=IN_A_FRAME, **{where: sent})  # type: ignore[arg-type]  # one of the two

    assert answer.status_code == 303
    assert answer.location.startswith("/lti/login?")
    assert list(given(answer)) == ["__Host-probe"]
    assert kept(tool, PendingLogin) == 0

    back = browser.client.get(answer.location, headers=IN_A_FRAME)
    assert back.status_code == 302
    assert back.location.startswith(f"{platform.addresses.authentication}?")
    assert "cookie_test" not in back.location
    assert kept(tool, PendingLogin) == 1


def test_with_the_cookie_back_the_unspent_hint_still_launches(
    browser: Browser, platform: Platform, link: Link
) -> None:
    sent = initiation(platform, link)
    hint = json.loads(sent["lti_message_hint"])["launchid"]
    first = browser.client.post("/lti/login", data=sent, headers=IN_A_FRAME)
    assert hint in platform.launches.waiting

    back = browser.client.get(first.location, headers=IN_A_FRAME)

    form = dict(platform.authenticate(query(back.location)).fields)
    assert browser.arrive(form).status_code == 303
    assert browser.get("/").status_code == 200


def test_without_the_cookie_a_page_has_one_link_to_a_new_tab_with_all_that_is_read(
    browser: Browser, platform: Platform, tool: Tool, link: Link
) -> None:
    sent = initiation(platform, link, **HOSTILE)
    first = browser.client.post("/lti/login", data={**sent, **UNREAD}, headers=IN_A_FRAME)

    page = browser.another().client.get(first.location, headers=IN_A_FRAME)

    assert page.status_code == 200
    assert link_of(page).startswith("/lti/login?")
    assert query(link_of(page)) == {**sent, "hand_over": hand_over_of(page)}
    assert "<script>alert" not in page.text
    assert kept(tool, PendingLogin) == 0
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors {platform.issuer}" in policy


def test_the_page_begins_again_by_no_form_since_its_policy_would_hold_for_all_that_follows_one(
    browser: Browser, platform: Platform, link: Link
) -> None:
    """The platform's login may redirect to any host, of which nobody has told us."""
    page = own_tab_page(browser, platform, link)

    assert "<form" not in page.text


def own_tab_page(browser: Browser, platform: Platform, link: Link, **more: str) -> TestResponse:
    sent = initiation(platform, link, **more)
    first = browser.another().client.post("/lti/login", data=sent, headers=IN_A_FRAME)
    return browser.another().client.get(first.location, headers=IN_A_FRAME)


def test_what_is_picked_in_the_tab_may_be_posted_to_the_platforms_own_origins_from_the_page(
    tool: Tool, platform: Platform
) -> None:
    login = "https://login.example:8443/auth?tenant=1"
    frames = ("https://lms.example", "https://*.lms.example")
    connect(tool, platform, auth_login_url=login, frame_origins=frames)
    browser = Browser(tool, platform, tool.app.test_client())

    page = own_tab_page(browser, platform, place(platform))

    origins = "https://lms.example https://*.lms.example https://login.example:8443"
    assert f"form-action 'self' {origins};" in page.headers["Content-Security-Policy"]
    assert f'data-origins="{origins}"' in page.text
    assert f'data-hand-over="{hand_over_of(page)}"' in page.text


def test_each_page_has_something_of_its_own_to_hand_over_by(
    browser: Browser, platform: Platform, link: Link
) -> None:
    chosen_by_somebody_else = "A" * 43
    pages = [
        own_tab_page(browser, platform, link, hand_over=chosen_by_somebody_else) for _ in range(2)
    ]

    known = {hand_over_of(page) for page in pages}

    assert len(known) == 2
    assert chosen_by_somebody_else not in known
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", each) for each in known)


@pytest.mark.parametrize("hand_over", ["A" * 43, "A" * 42, "A" * 42 + "'", "", '"><script>'])
@pytest.mark.parametrize("message_type", ["LtiResourceLinkRequest", DEEP_LINKING])
def test_only_a_picker_knows_the_frame_that_opened_its_tab(
    browser: Browser, platform: Platform, link: Link, message_type: str, hand_over: str
) -> None:
    launch = Launch(
        person_id=TEACHER,
        course_id=link.course_id,
        message_type=message_type,
        link_id=None if message_type == DEEP_LINKING else link.id,
    )
    begun = browser.client.post(
        "/lti/login", data={**platform.begin(launch), "hand_over": hand_over}
    )
    browser.arrive(dict(platform.authenticate(query(begun.location)).fields))

    page = browser.get("/").text

    knows = message_type == DEEP_LINKING and hand_over == "A" * 43
    assert ("data-keeps-opener" in page) is knows
    if message_type == DEEP_LINKING:
        answer = browser.post("/picker", {"cancel": "1"}).text
        assert (f'data-hand-over="{hand_over}"' in answer) is knows


def test_what_opens_in_the_new_tab_launches(
    browser: Browser, platform: Platform, link: Link
) -> None:
    first = browser.client.post("/lti/login", data=initiation(platform, link), headers=IN_A_FRAME)
    page = browser.another().client.get(first.location, headers=IN_A_FRAME)
    tab = browser.another()

    answer = tab.client.get(link_of(page), headers={"Sec-Fetch-Dest": "document"})

    assert answer.status_code == 302
    form = dict(platform.authenticate(query(answer.location)).fields)
    assert tab.arrive(form).status_code == 303
    assert tab.get("/").status_code == 200


def test_a_page_at_the_top_of_a_tab_goes_to_the_platform_at_once(
    browser: Browser, platform: Platform, link: Link
) -> None:
    top = opening_in(browser.client, "document")

    answer = top.post("/lti/login", data=initiation(platform, link))

    assert answer.status_code == 302


def test_a_frame_that_has_a_cookie_of_ours_goes_at_once(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch("4", link)

    answer = browser.client.post("/lti/login", data=initiation(platform, link), headers=IN_A_FRAME)

    assert answer.status_code == 302


def test_only_what_is_read_goes_into_the_address_that_a_frame_is_sent_to(
    browser: Browser, platform: Platform, link: Link
) -> None:
    sent = initiation(platform, link, **HOSTILE)

    answer = browser.client.post("/lti/login", data={**sent, **UNREAD}, headers=IN_A_FRAME)

    assert query(answer.location) == {**sent, "lti_tool_cookie_test": "1"}


def test_long_hints_stay_whole_in_a_frame(browser: Browser, platform: Platform, link: Link) -> None:
    hints = {"login_hint": "å&b=c+d %26 \"'<é>\n" * 100, "lti_message_hint": "x.y=" * 1_500}

    answer = browser.client.post(
        "/lti/login", data=initiation(platform, link, **hints), headers=IN_A_FRAME
    )

    assert hints.items() <= query(answer.location).items()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://never-heard-of.example"},
        {"iss": "x" * 2_001},
        {"client_id": "never-heard-of"},
        {"login_hint": None},
        {"login_hint": "x" * 8_001},
        {"lti_message_hint": "a\x00b"},
        {"target_link_uri": "http://a\nSet-Cookie: b"},
    ],
    ids=" ".join,
)
def test_a_frame_is_sent_nowhere_with_what_cannot_be_right(
    browser: Browser, platform: Platform, link: Link, wrong: dict[str, str | None]
) -> None:
    sent = initiation(platform, link, **wrong)

    answer = browser.client.post("/lti/login", data=sent, headers=IN_A_FRAME)

    assert_refused(answer)
    assert "Location" not in answer.headers
    assert 'role="button"' not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
