"""Cookies: their names and attributes, how many there are, and that they keep apart."""

from types import SimpleNamespace

import pytest
from flask import request

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, Browser, place
from tests.web.cookies import given
from tests.web.initiations import a_launch, initiation
from tests.web.refusals import assert_refused

GUARDED = {"secure", "httponly", "samesite=none", "partitioned", "path=/"}
VISIT = "__Host-visit-"
LOGIN = "__Host-login-"


def test_every_cookie_is_guarded(browser: Browser, platform: Platform, link: Link) -> None:
    begin = browser.client.post("/lti/login", data=initiation(platform, link))
    framed = browser.another().client.post(
        "/lti/login", data=initiation(platform, link), headers={"Sec-Fetch-Dest": "iframe"}
    )
    launched = browser.launch(SAM, link)
    page = browser.client.get(f"{browser.visit}/activity")
    dropping = [browser.launch(SAM, link) for _ in range(9)][-1]

    names = set()
    for answer in (begin, framed, launched, page, dropping):
        for name, cookie in given(answer).items():
            names.add(name[: len(VISIT)])
            assert cookie.attributes >= GUARDED, (name, cookie)
            assert not [a for a in cookie.attributes if a.startswith("domain")]
    assert names == {VISIT, LOGIN[: len(VISIT)], "__Host-probe"}


def test_a_cookie_is_named_after_its_visit(browser: Browser, link: Link) -> None:
    answer = browser.launch(SAM, link)

    visit_id = browser.visit.removeprefix("/v/")
    assert list(given(answer, VISIT)) == [f"{VISIT}{visit_id}"]
    assert answer.location == f"/v/{visit_id}/"


def test_no_more_than_eight_visits_are_kept_and_the_oldest_goes(
    browser: Browser, link: Link
) -> None:
    visits = []
    for _ in range(10):
        browser.launch(SAM, link)
        visits.append(browser.visit)

    statuses = [browser.client.get(f"{visit}/activity").status_code for visit in visits]
    assert statuses == [403] * 2 + [200] * 8


def test_of_more_than_twenty_logins_that_wait_the_oldest_fall(
    browser: Browser, platform: Platform, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them began within one second, as when a browser opens the tabs of yesterday."""
    moments = (1_790_000_000 + number / 1_000 for number in range(998, 1_020))
    monkeypatch.setattr("lti_tool.web.launch.time", SimpleNamespace(time=lambda: next(moments)))
    begun = []
    for _ in range(22):
        answer = browser.client.post("/lti/login", data=initiation(platform, link))
        begun += [name for name, cookie in given(answer, LOGIN).items() if not cookie.is_dropped]

    with browser.client:
        browser.client.get("/healthz")
        waiting = [name for name in request.cookies if name.startswith(LOGIN)]

    assert len(begun) == 22
    assert set(waiting) == set(begun[2:])


def test_a_launch_takes_the_proof_of_its_own_login_away_and_no_other(
    browser: Browser, platform: Platform, link: Link
) -> None:
    (before,) = given(browser.client.post("/lti/login", data=initiation(platform, link)))
    asked = browser.begin_login(a_launch(link))

    answer = browser.arrive(dict(platform.authenticate(asked).fields))

    (dropped,) = given(answer, LOGIN)
    assert given(answer)[dropped].is_dropped
    assert browser.client.get_cookie(dropped) is None
    assert browser.client.get_cookie(before)


def test_the_cookies_of_a_busy_browser_stay_well_below_what_servers_take(
    browser: Browser, platform: Platform, link: Link
) -> None:
    for _ in range(30):
        browser.launch(SAM, link)
        browser.client.post("/lti/login", data=initiation(platform, link))
        browser.get("/activity")

    with browser.client:
        browser.client.get("/healthz")
        sent = request.headers["Cookie"]
    assert (sent.count(LOGIN), sent.count(VISIT)) == (20, 8)
    assert len(sent) < 6000


def test_two_people_and_two_courses_in_one_browser_live_side_by_side(
    browser: Browser, platform: Platform, link: Link
) -> None:
    other = place(platform, course=OTHER_COURSE)
    seen = {}
    for person, where in ((SAM, link), (MEI, link), (SAM, other), (TEACHER, other)):
        browser.launch(person, where)
        seen[browser.visit] = (
            platform.people[person].name,
            platform.courses[where.course_id].title,
        )

    for _ in range(2):
        for visit, (name, title) in seen.items():
            page = browser.client.get(f"{visit}/", follow_redirects=True)
            assert (f"Signed in as {name}" in page.text, title in page.text) == (True, True)


def test_what_one_person_answers_is_not_the_others(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    sams = browser.visit
    browser.launch(MEI, link)
    browser.get("/activity")
    browser.post("/attempts")

    page = browser.client.get(f"{sams}/activity")
    assert "Start" in page.text
    assert "Continue" not in page.text


@pytest.mark.parametrize("path", ["/", "/activity", "/preview", "/scores", "/picker"])
def test_the_id_of_a_visit_opens_nothing_without_its_cookie(
    browser: Browser, link: Link, path: str
) -> None:
    browser.launch(SAM, link)

    answer = browser.another().client.get(f"{browser.visit}{path}")

    assert_refused(answer, says="This visit has ended")
    assert "Sam Okafor" not in answer.text


def test_the_cookie_of_one_visit_does_not_open_another(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    sams = browser.visit.removeprefix("/v/")
    other = browser.another()
    (cookie,) = given(other.launch(MEI, link), VISIT).values()

    for value in (cookie.value, cookie.value[:-2] + "xx", "", "é", "a.b.c", "x" * 4000):
        other.client.set_cookie(f"{VISIT}{sams}", value)
        assert_refused(other.client.get(f"/v/{sams}/activity"))


def test_a_cookie_signed_with_another_secret_opens_nothing(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    visit_id = browser.visit.removeprefix("/v/")
    sign = tool.app.session_interface.get_signing_serializer(tool.app)  # type: ignore[attr-defined]  # Flask's own class has it
    good = sign.dumps({"visit": visit_id})
    tool.app.secret_key = "another secret, which is just as long"
    forged = tool.app.session_interface.get_signing_serializer(tool.app).dumps(  # type: ignore[attr-defined]  # likewise
        {"visit": visit_id}
    )
    tool.app.secret_key = "not a secret, this is for tests only"

    stranger = browser.another().client
    stranger.set_cookie(f"{VISIT}{visit_id}", forged)
    assert_refused(stranger.get(f"{browser.visit}/activity"))
    stranger.set_cookie(f"{VISIT}{visit_id}", good)
    assert stranger.get(f"{browser.visit}/activity").status_code == 200


def test_a_refused_launch_gives_no_cookie(browser: Browser, link: Link) -> None:
    answer = browser.launch(SAM, link, change=lambda c: c.pop("sub") and None)

    assert_refused(answer)
    assert not given(answer)


@pytest.mark.parametrize("visit", ["x", "x" * 20, "x" * 65, "a b", "%00" * 20, "..", "é" * 20])
def test_a_made_up_visit_is_a_page(browser: Browser, link: Link, visit: str) -> None:
    browser.launch(SAM, link)

    for path in (f"/v/{visit}/activity", f"/v/{visit}/"):
        assert browser.client.get(path).status_code in {403, 404}
        assert browser.client.post(path).status_code in {400, 404, 405}
