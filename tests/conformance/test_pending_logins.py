"""Lines 10 to 17: what binds a login to its browser, and what an unsigned initiation may not do."""

import html
import re

from flask import request

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import BASE_URL, MEI, OTHER_COURSE, SAM, SetClock, a_registration, place
from tests.conformance.meeting import OPENED, Meeting, asked_in
from tests.lti.rude_platform import ok, rude_platform
from tests.web.cookies import given
from tests.web.refusals import assert_refused, kept

SECOND = {"client_id": "second", "deployment_ids": ("2",)}


def test_line_10_a_login_is_finished_in_the_browser_that_began_it_or_not_at_all(
    meeting: Meeting, tool: Tool
) -> None:
    begun = [meeting.begin() for _ in range(20)]
    form = meeting.form(begun[0], meeting.claims(begun[0]))

    assert len({asked["state"] for asked in begun}) == 20
    assert min(len(asked["state"]) for asked in begun) >= 43
    other = meeting.browser.another()
    assert meeting.outcome(other.arrive(form)) == "403 browser-without-proof"
    assert kept(tool) == 0
    assert meeting.arrive(form) == OPENED


def test_line_10_the_proof_of_one_login_does_not_serve_for_another(meeting: Meeting) -> None:
    victim, attacker = meeting.browser, meeting.browser.another()
    (own,) = given(victim.client.post("/lti/login", data=meeting.initiation())).values()
    answer = attacker.client.post("/lti/login", data=meeting.initiation())
    (name,) = given(answer)
    asked = asked_in(answer)
    form = meeting.form(asked, meeting.claims(asked))

    for value in (own.value, "", own.value[:-1], "0.", "é"):
        victim.client.set_cookie(name, value)
        assert meeting.arrive(form) == "403 browser-without-proof"


def test_line_11_a_nonce_is_fresh_and_goes_with_its_own_state_issuer_and_client(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, **SECOND))
    begun = [meeting.begin() for _ in range(10)]
    foreign = asked_in(meeting.initiate(client_id="second"))
    one, other = begun[:2]

    assert len({asked["nonce"] for asked in begun}) == 10
    assert min(len(asked["nonce"]) for asked in begun) >= 43
    for nonce in (other["nonce"], foreign["nonce"], one["state"], one["nonce"].swapcase(), ""):
        assert meeting.arrive(meeting.form(one, meeting.claims({"nonce": nonce}))) == (
            "403 nonce-mismatch"
        )
    assert meeting.arrive(meeting.form(one, meeting.claims(one))) == OPENED


def test_line_12_logins_of_several_tabs_and_frames_are_answered_in_any_order(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    links = [meeting.link, place(platform, course=OTHER_COURSE)]
    begun = []
    for number in range(20):
        meeting.link, person = links[number % 2], (SAM, MEI)[number // 2 % 2]
        begun.append((meeting.link, person, meeting.begin(person)))

    for meeting.link, person, asked in reversed(begun):
        assert meeting.arrive(meeting.form(asked, meeting.claims(asked, person))) == OPENED
        page = meeting.browser.get("/").text
        assert platform.people[person].name in page
        assert platform.courses[meeting.link.course_id].title in page
    assert kept(tool) == 20


def test_line_13_a_login_ends_after_ten_minutes_and_leaves_no_row(
    meeting: Meeting, tool: Tool, clock: SetClock
) -> None:
    late, just = meeting.begin(), meeting.begin()
    clock.advance(minutes=9, seconds=59)
    assert meeting.arrive(meeting.form(just, meeting.claims(just))) == OPENED
    clock.advance(seconds=2)

    assert meeting.arrive(meeting.form(late, meeting.claims(late))) == "403 state-unknown"
    meeting.begin()
    assert kept(tool, PendingLogin) == 1


def test_line_13_the_cookies_of_logins_end_too_and_do_not_pile_up(meeting: Meeting) -> None:
    for _ in range(60):
        answer = meeting.initiate()
        (cookie,) = [each for each in given(answer).values() if not each.is_dropped]
        assert "max-age=600" in cookie.attributes

    with meeting.browser.client as client:
        client.get("/healthz")
        assert len(request.headers["Cookie"]) < 4096
    asked = asked_in(answer)
    assert meeting.arrive(meeting.form(asked, meeting.claims(asked))) == OPENED


def test_line_13_of_more_than_twenty_logins_at_once_the_two_oldest_fall_and_no_others(
    meeting: Meeting,
) -> None:
    begun = [meeting.begin() for _ in range(22)]

    outcomes = [meeting.arrive(meeting.form(asked, meeting.claims(asked))) for asked in begun]

    assert outcomes == ["403 browser-without-proof"] * 2 + [OPENED] * 20


def test_line_14_the_deployment_of_an_initiation_proves_nothing(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, deployment_ids=("2",)))
    for hinted in ("1", "2", "never heard of", None):
        asked = asked_in(meeting.initiate(lti_deployment_id=hinted))
        assert meeting.arrive(meeting.form(asked, meeting.claims(asked))) == OPENED

    asked = asked_in(meeting.initiate(lti_deployment_id="1"))
    unknown = meeting.claims(asked, deployment_id="3")
    assert meeting.arrive(meeting.form(asked, unknown)) == "403 deployment-waiting"


def test_line_15_an_initiation_fetches_nothing_leads_nowhere_else_and_opens_nothing(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    with rude_platform([ok(b"")]) as elsewhere:
        url = elsewhere.url
        evil = {"redirect_uri": url, "jwks_uri": url, "auth_login_url": url, "next": url}
        for hints in ({}, {"login_hint": url, "lti_message_hint": url}):
            sent = meeting.initiation(target_link_uri=url, **hints)
            for method in ("GET", "POST"):
                answer = meeting.send({**sent, **evil}, method)
                assert answer.location.partition("?")[0] == platform.addresses.authentication
                assert not given(answer, "__Host-visit-")
        assert_refused(meeting.initiate(iss=url))

    assert elsewhere.requests == []
    assert platform.requests == []
    assert kept(tool) == 0


def test_line_16_the_redirect_uri_owes_nothing_to_the_host_that_was_asked(
    meeting: Meeting,
) -> None:
    evil = "evil.example"
    headers = (
        {"Host": evil},
        {"X-Forwarded-Host": evil},
        {"Forwarded": f"host={evil}"},
        {"X-Forwarded-Prefix": "/evil", "X-Forwarded-Proto": "gopher", "X-Forwarded-Port": "1"},
        {"X-Original-Host": evil, "X-Host": evil, "X-Rewrite-URL": "/evil"},
    )
    for each in headers:
        answer = meeting.send(meeting.initiation(), headers=each)
        assert asked_in(answer)["redirect_uri"] == f"{BASE_URL}/lti/launch"


def test_line_17_the_answer_is_not_kept_and_unknown_parameters_go_no_further(
    meeting: Meeting,
) -> None:
    extra = {"canvas_region": "eu-west-1", "utf8": "✓", "canvas_environment": "prod", "scope": "x"}
    sent = meeting.initiation()
    usual = asked_in(meeting.send(sent)).keys()

    for method in ("GET", "POST"):
        answer = meeting.send({**sent, **extra}, method)
        assert answer.headers["Cache-Control"] == "no-store"
        assert asked_in(answer).keys() == usual
        assert asked_in(answer)["scope"] == "openid"


def test_line_17_hints_are_escaped_where_a_page_shows_them(meeting: Meeting) -> None:
    hostile = "\"><script>alert(1)</script>'&amp;"
    names = ("login_hint", "lti_message_hint", "target_link_uri", hostile)
    framed = {"Sec-Fetch-Dest": "iframe"}
    sent = meeting.initiation() | dict.fromkeys(names, hostile)
    first = meeting.send(sent, headers=framed)

    page = meeting.browser.another().client.get(first.location, headers=framed)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    (again,) = re.findall(r'href="(/lti/login\?[^"]*)"', page.text)
    asked = asked_in(meeting.browser.client.get(html.unescape(again)))
    assert (asked["login_hint"], asked["lti_message_hint"]) == (hostile, hostile)
