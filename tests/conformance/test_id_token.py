"""Lines 29 to 34: whose token it is, for whom, and when."""

import threading
from typing import Any

from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import SetClock
from tests.conformance.meeting import OPENED, Meeting, all_of, another_platform, asked_in
from tests.web.refusals import kept
from tests.web.sparing import PLATFORM_KEY

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
    wrong: tuple[Any, ...] = (None, "4102444800", True, [now + 60], {}, "soon")
    came = {repr(exp): meeting.launch(exp=exp) for exp in wrong}
    assert came == all_of(came, "403 exp-missing")
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
    wrong: tuple[Any, ...] = (None, str(now), True, [now], {})
    came = {repr(iat): meeting.launch(iat=iat) for iat in wrong}
    assert came == all_of(came, "403 iat-missing")


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
        together.wait(timeout=10)
        sent = client.post("/lti/launch", data=form, headers={"Cookie": cookie})
        statuses.append(sent.status_code)

    threads = [threading.Thread(target=replay) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

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
