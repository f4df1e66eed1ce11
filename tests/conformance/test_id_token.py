"""Lines 19 and 29 to 34: whose token it is, for whom, and when; or that there is none."""

import threading
from typing import Any

from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import BASE_URL, SetClock, a_registration
from tests.conformance.meeting import OPENED, Meeting, all_of, another_platform, asked_in
from tests.sparing import PLATFORM_KEY
from tests.web.refusals import REFERENCE, kept, words

EXPIRED, IN_FUTURE = "403 token-expired", "403 issued-in-future"


def test_line_29_the_issuer_is_the_one_that_this_login_was_begun_for(
    meeting: Meeting, platform: Platform
) -> None:
    # Even where two platforms sign with one key, each speaks for itself only.
    with another_platform(meeting, PLATFORM_KEY) as other:
        theirs = asked_in(meeting.initiate(iss=other.issuer))
        assert meeting.launch(iss=other.issuer) == "403 issuer-mismatch"
        mixed_up = meeting.form(theirs, meeting.claims(theirs))
        assert meeting.arrive(mixed_up) == "403 issuer-mismatch"

    own = platform.issuer
    wrong: list[Any] = [f"{own}/", own.upper(), own[:-1], f" {own}", [own], {"iss": own}, "", None]
    for issuer in wrong:
        assert meeting.launch(iss=issuer) == "403 issuer-mismatch", issuer
    assert meeting.launch_with(lambda c: c.update(iss=None)) == "403 issuer-mismatch"


def test_line_32_a_token_without_a_sound_end_or_after_it_is_refused(
    meeting: Meeting, clock: SetClock
) -> None:
    now = int(clock().timestamp())

    assert [meeting.launch(exp=now + by) for by in (1, -30, -58)] == [OPENED] * 3
    late = (now - 61, now - 3600, 22222, 0, -1, 1.5)
    assert [meeting.launch(exp=exp) for exp in late] == [EXPIRED] * len(late)
    wrong: tuple[Any, ...] = ("4102444800", True, [now + 60], {}, "soon")
    came = {repr(exp): meeting.launch(exp=exp) for exp in wrong}
    assert came == all_of(came, "403 exp-wrong")
    assert meeting.launch(exp=None) == "403 exp-missing"
    assert meeting.launch_with(lambda c: c.update(exp=None)) == "403 exp-missing"


def test_line_33_a_token_says_when_it_was_issued_and_clocks_may_differ_a_little(
    meeting: Meeting, clock: SetClock
) -> None:
    now = int(clock().timestamp())

    assert [meeting.launch(iat=now + by) for by in (-3600, 0, 5, 59)] == [OPENED] * 4
    early = (now + 62, now + 600, now + 10**9)
    assert [meeting.launch(iat=iat) for iat in early] == [IN_FUTURE] * 3
    assert meeting.launch(nbf=now + 59) == OPENED
    assert meeting.launch(nbf=now + 62) == IN_FUTURE
    assert meeting.launch(iat=None) == "403 iat-missing"
    wrong: tuple[Any, ...] = (str(now), True, [now], {})
    came = {repr(iat): meeting.launch(iat=iat) for iat in wrong}
    assert came == all_of(came, "403 iat-wrong")


def test_line_34_without_the_nonce_of_the_login_a_launch_is_refused(meeting: Meeting) -> None:
    wrong: tuple[Any, ...] = (None, "", "made-up", ["x"], 7, {"nonce": 1}, True)

    came = {repr(nonce): meeting.launch(nonce=nonce) for nonce in wrong}

    assert came == all_of(came, "403 nonce-mismatch")


def test_line_34_a_nonce_serves_once(meeting: Meeting, tool: Tool) -> None:
    asked = meeting.begin()
    form = meeting.form(asked, meeting.claims(asked))
    assert meeting.arrive(form) == OPENED

    assert meeting.arrive(form) == "403 state-unknown"
    again = meeting.form(asked, meeting.claims(asked))  # signed anew
    assert meeting.arrive(again) == "403 state-unknown"
    other = meeting.begin()
    with_the_old = meeting.form(other, meeting.claims(asked))
    assert meeting.arrive(with_the_old) == "403 nonce-mismatch"
    assert kept(tool) == 1


def test_line_34_of_replays_at_the_same_moment_one_is_let_in(meeting: Meeting, tool: Tool) -> None:
    answer = meeting.initiate()
    asked = asked_in(answer)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    form = meeting.form(asked, meeting.claims(asked))
    assert meeting.launch() == OPENED  # so that no key set has to be fetched
    together, statuses = threading.Barrier(6), []

    def replay() -> None:
        client = tool.app.test_client(use_cookies=False)
        together.wait(timeout=60)
        sent = client.post("/lti/launch", data=form, headers={"Cookie": cookie})
        statuses.append(sent.status_code)

    threads = [threading.Thread(target=replay) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(statuses) == [303] + [403] * 5
    assert kept(tool) == 2


def test_line_34_a_forged_launch_spends_no_login(meeting: Meeting) -> None:
    asked = meeting.begin()
    good = meeting.form(asked, meeting.claims(asked))

    spoilt = ("", "a.b.c", good["id_token"][:-4] + "AAAA", good["id_token"] + "\n")
    for token in spoilt:
        assert meeting.arrive({**good, "id_token": token}) != OPENED
    assert meeting.arrive(meeting.form(asked, meeting.claims(asked, roles=None))) != OPENED

    assert meeting.arrive(good) == OPENED


UNAUTHORISED = "401 audience-mismatch"


def test_line_19_an_error_of_the_platform_is_a_page_in_words(meeting: Meeting, tool: Tool) -> None:
    asked = meeting.begin()
    hostile = '"><script>alert(1)</script>'
    errors = {
        "login_required": "not signed in",
        "launch_no_longer_valid": "too old",
        "access_denied": "may not open this",
        "temporarily_unavailable": "Wait a minute",
        "unheard_of": "unheard_of",
        hostile: "did not let",
    }
    for error, says in errors.items():
        form = {"error": error, "error_description": hostile}
        for state in ({"state": asked["state"]}, {"state": "\x00"}, {}):
            answer = meeting.browser.arrive(form | state)
            assert meeting.outcome(answer) == "403 platform-refused"
            is_answer = state.get("state") == asked["state"]
            shown = says if is_answer or error != "unheard_of" else "does not know"
            assert shown in words(answer), words(answer)
            assert "<script>alert" not in answer.text
    assert kept(tool) == 0
    assert meeting.arrive(meeting.form(asked, meeting.claims(asked))) == OPENED


def test_line_19_an_error_of_the_platform_is_told_before_anything_else_that_is_wrong(
    meeting: Meeting, tool: Tool
) -> None:
    asked = meeting.begin()
    good = meeting.form(asked, meeting.claims(asked))
    error = {"error": "login_required"}
    here, elsewhere = meeting.browser.client, meeting.browser.another().client

    for client, sent in (
        (here, {**error, "state": "of-nothing"}),
        (elsewhere, {**error, "state": asked["state"]}),
        (here, {**good, **error}),
        (elsewhere, error),
    ):
        for where in ({"method": "POST", "data": sent}, {"query_string": sent}):
            answer = client.open("/lti/launch", **where)
            assert meeting.outcome(answer) == "403 platform-refused"
            assert "not signed in" in words(answer)
    for sent in ({}, good, {**good, "error": ""}, {"error_description": "x"}):
        answer = here.get("/lti/launch", query_string=sent)
        assert meeting.outcome(answer) == "405 http-405"
    assert kept(tool) == 0
    assert meeting.arrive(good) == OPENED


def test_line_19_only_the_browser_that_began_a_login_reads_words_that_answer_it(
    meeting: Meeting,
) -> None:
    state = meeting.begin()["state"]
    here, elsewhere = meeting.browser.client, meeting.browser.another().client
    said = {"error": "locked", "error_description": "Ring 0800 000."}

    read = words(here.get("/lti/launch", query_string={**said, "state": state}))
    assert "Ring 0800 000." in read
    for client, sent in ((elsewhere, {**said, "state": state}), (here, said)):
        for answer in (
            client.get("/lti/launch", query_string=sent),
            client.post("/lti/launch", data=sent),
        ):
            assert meeting.outcome(answer) == "403 platform-refused"
            page = REFERENCE.sub("", answer.text)  # it is drawn, and may be any number
            assert "0800" not in page
            assert "locked" not in page


def test_line_30_a_token_is_made_out_to_us_as_one_text_or_in_a_list(
    meeting: Meeting, platform: Platform
) -> None:
    us = platform.client_id

    assert [meeting.launch(aud=aud) for aud in (us, [us], [us, us])] == [OPENED] * 3
    wrong: list[Any] = [
        None, "", "somebody-else", ["somebody-else"], [], [[us]], {"aud": us}, True, 7, [us, 7],
        [us, None], [{us: 1}], us.upper(), f" {us}", f"{us} ", f"{us},somebody-else", us[:-1],
        platform.issuer, BASE_URL, "*",
    ]  # fmt: skip
    came = {repr(aud): meeting.launch(aud=aud) for aud in wrong}
    assert came == all_of(came, UNAUTHORISED)


def test_line_30_beside_us_there_may_be_only_whom_we_trust(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    us = platform.client_id
    tool.platforms.add(a_registration(platform, client_id="second"))
    tool.platforms.add(a_registration(platform, issuer="https://other.example", client_id="third"))
    strangers = (
        "somebody-else", "third", "Second", platform.issuer, "https://evil.example/",
        f"{BASE_URL}.evil.example", f"http://{BASE_URL[7:]}@evil.example/", "*", "",
    )  # fmt: skip

    for trusted in ("second", BASE_URL, f"{BASE_URL}/lti/launch"):
        for audience in ([us, trusted], [trusted, us]):
            assert meeting.launch(aud=audience, azp=us) == OPENED
    came = {each: meeting.launch(aud=[us, each], azp=us) for each in strangers}
    assert came == all_of(strangers, UNAUTHORISED)
    # What is for another of this issuer's clients, or for no client at all, is not for us.
    for audience in ("second", ["second"], BASE_URL, [BASE_URL], []):
        for party in (None, us, "second"):
            assert meeting.launch(aud=audience, azp=party) == UNAUTHORISED


def test_line_31_of_several_audiences_we_must_be_the_party_and_no_other_may_be(
    meeting: Meeting, tool: Tool, platform: Platform
) -> None:
    us = platform.client_id
    tool.platforms.add(a_registration(platform, client_id="second"))
    both = [us, "second"]

    assert [meeting.launch(aud=aud, azp=us) for aud in (us, [us], both)] == [OPENED] * 3
    assert [meeting.launch(aud=aud) for aud in (us, [us])] == [OPENED] * 2
    assert meeting.launch(aud=both) == UNAUTHORISED
    wrong: list[Any] = ["second", us.upper(), "", [us], {"azp": us}, 7, True]
    for audience in (us, [us], both):
        came = {repr(azp): meeting.launch(aud=audience, azp=azp) for azp in wrong}
        assert came == all_of(came, UNAUTHORISED)
