"""Lines 64 and 68 to 71: in a platform's frame, where its cookies may be kept or not."""

import html
import re

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import SAM, TEACHER, a_registration
from tests.conformance.meeting import OPENED, Meeting, asked_in
from tests.web.cookies import given
from tests.web.initiations import NOT_AT_THE_TOP, opening_in
from tests.web.refusals import assert_refused, kept, words

FRAMED = {"Sec-Fetch-Dest": "iframe"}


def test_line_64_cookies_are_such_that_a_frame_keeps_them_and_nobody_else_reads_them(
    meeting: Meeting,
) -> None:
    client = meeting.browser.another().client
    probed = client.post("/lti/login", data=meeting.initiation(), headers=FRAMED)
    began = client.post("/lti/login", data=meeting.initiation())
    asked = asked_in(began)
    launched = client.post("/lti/launch", data=meeting.form(asked, meeting.claims(asked)))
    page = client.get(f"{launched.location}activity")

    for answer, prefix in (
        (probed, "__Host-probe"),
        (began, "__Host-login-"),
        (launched, ("__Host-visit-", "__Host-login-")),
        (page, "__Host-visit-"),
    ):
        for name, cookie in given(answer).items():
            assert name.startswith(prefix)
            wanted = {"secure", "httponly", "samesite=none", "partitioned", "path=/"}
            assert cookie.attributes >= wanted
            assert not [each for each in cookie.attributes if each.startswith("domain")]
    assert len(given(launched, "__Host-visit-")) == 1


def test_line_68_a_state_that_no_cookie_confirms_is_refused_whatever_the_platform_offers(
    meeting: Meeting, tool: Tool
) -> None:
    offers = ({}, {"lti_storage_target": "_parent"}, {"lti_storage_target": "post_message"})
    for offer in offers:
        answer = meeting.send({**meeting.initiation(), **offer})
        asked = asked_in(answer)
        (name,) = given(answer)
        form = meeting.form(asked, meeting.claims(asked))
        for more in ({}, offer, {"storage_state": asked["state"], "nonce": asked["nonce"]}):
            elsewhere = meeting.browser.another()
            assert meeting.outcome(elsewhere.arrive(form | more)) == "403 browser-without-proof"
            elsewhere.client.set_cookie("__Host-probe", "1")
            elsewhere.client.set_cookie(name, "1.made-up")
            assert meeting.outcome(elsewhere.arrive(form | more)) == "403 browser-without-proof"
            framed = elsewhere.client.post("/lti/launch", data=form, headers=FRAMED)
            assert meeting.outcome(framed) == "403 browser-without-proof"
    assert kept(tool) == 0


@pytest.mark.parametrize("destination", NOT_AT_THE_TOP)
def test_line_69_without_cookies_a_page_begins_again_in_a_tab_of_its_own(
    meeting: Meeting, tool: Tool, platform: Platform, destination: str | None
) -> None:
    sent = meeting.initiation()
    client = opening_in(tool.app.test_client(use_cookies=False), destination)
    first = client.post("/lti/login", data=sent)
    page = client.get(first.location)

    assert (first.status_code, page.status_code) == (303, 200)
    assert kept(tool, PendingLogin) == 0  # the platform's hint, which serves once, is not spent
    (tag,) = re.findall(r"<a[^>]* target=\"_blank\"[^>]*>", page.text)
    address = html.unescape(re.findall(r' href="([^"]*)"', tag)[0])
    tab = meeting.browser
    asked = asked_in(tab.client.get(address, headers={"Sec-Fetch-Dest": "document"}))
    assert meeting.arrive(dict(platform.authenticate(asked).fields)) == OPENED
    assert tab.get("/").status_code == 200


@pytest.mark.parametrize("destination", NOT_AT_THE_TOP)
def test_line_69_a_frame_that_keeps_cookies_goes_straight_on(
    meeting: Meeting, platform: Platform, destination: str | None
) -> None:
    opening_in(meeting.browser.client, destination)
    first = meeting.send(meeting.initiation())
    second = meeting.browser.client.get(first.location)

    assert (first.status_code, second.status_code) == (303, 302)
    form = dict(platform.authenticate(asked_in(second)).fields)
    assert meeting.arrive(form) == OPENED


def ancestors(policy: str) -> list[str]:
    (found,) = re.findall(r"frame-ancestors ([^;]*)", policy)
    return str(found).split()


def test_line_70_the_platforms_own_pages_may_frame_a_visit_and_no_others(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    tool.platforms.add(a_registration(platform, issuer="https://other.example", client_id="other"))
    school = ("https://school.example", "https://*.school.example")
    tool.platforms.add(a_registration(platform, frame_origins=school))
    for person in (SAM, TEACHER):
        assert meeting.launch(person) == OPENED
        for path in ("/", "/activity", "/preview", "/scores", "/portfolio"):
            page = meeting.browser.get(path)
            named = ancestors(page.headers["Content-Security-Policy"])
            assert set(named) - {*school} <= {platform.issuer}, (path, named)
            assert {*school} <= set(named), (path, named)
            assert "X-Frame-Options" not in page.headers


def test_line_70_what_belongs_to_no_visit_may_not_be_framed_at_all(meeting: Meeting) -> None:
    client = meeting.browser.client
    for answer in (
        meeting.send(meeting.initiation()),
        client.get("/lti/jwks.json"),
        client.get("/healthz"),
    ):
        assert ancestors(answer.headers["Content-Security-Policy"]) == ["'none'"]


def test_line_71_answers_are_not_kept_not_sniffed_and_tell_nobody_where_they_were(
    meeting: Meeting,
) -> None:
    meeting.launch()
    browser = meeting.browser
    answers = [
        browser.get("/activity"),
        browser.get("/portfolio"),
        browser.post("/attempts"),
        browser.client.get("/nowhere"),
        browser.client.post("/lti/launch"),
        meeting.send(meeting.initiation()),
    ]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]


def test_line_71_no_form_of_a_visit_is_taken_without_its_token(
    meeting: Meeting, tool: Tool
) -> None:
    assert meeting.launch(TEACHER) == OPENED
    browser, visit_id = meeting.browser, meeting.browser.visit.removeprefix("/v/")
    rules = [
        rule.rule
        for rule in tool.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule.startswith("/v/<visit>/")
    ]
    assert len(rules) > 20
    for rule in rules:
        path = re.sub(r"<[^>]+>", "1", rule.replace("<visit>", visit_id))
        for data in ({}, {"csrf_token": "made-up"}, {"csrf_token": ""}):
            answer = browser.client.post(path, data=data)
            assert meeting.outcome(answer) == "400 csrf", path


def test_line_71_the_token_of_one_visit_does_not_serve_in_another(meeting: Meeting) -> None:
    assert meeting.launch() == OPENED
    browser = meeting.browser
    page = browser.get("/activity").text
    (token, *_) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert meeting.launch() == OPENED

    answer = browser.client.post(f"{browser.visit}/attempts", data={"csrf_token": token})

    assert meeting.outcome(answer) == "400 csrf"
    assert "did not prove that it came from your visit" in words(answer)
    assert_refused(answer, 400)
