"""What a check says of a platform, and that it says so whatever the platform does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.findings import Finding, Verdict
from lti_tool.lti.probing import Probe
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import open_session
from lti_tool.services.platforms import FormerSecret, PlatformChecks, PlatformsError
from lti_tool.store import registrations
from lti_tool.store.former import Seal
from lti_tool.store.tables import LaunchEntry, LineItem
from tests.builders import SetClock, a_registration
from tests.lti.rude_platform import ok, rude_platform
from tests.services.course import Course
from tests.services.test_platforms import ISSUER, a_platform

WELL, LOOK, BROKEN = Verdict.WELL, Verdict.WORTH_A_LOOK, Verdict.BROKEN


@pytest.fixture
def strict(tool: Tool, clock: SetClock) -> Iterator[PlatformChecks]:
    """The checks of a tool that calls public https addresses alone, with another secret key."""
    with open_session(allow_insecure_http=False, private_networks=()) as session:
        yield PlatformChecks(
            reading=tool.database.reading,
            clock=clock,
            probe=Probe(session, AccessTokens(session, tool.keys, clock), clock),
            seal=Seal("another secret, this is for tests too"),
            allow_insecure_http=False,
        )


def found(checks: PlatformChecks, what: str) -> Finding:
    """The one finding of that name; of launches the last."""
    return [one for one in checks.check_all() if one.what == what][-1]


def test_a_platform_that_works_is_well(course: Course) -> None:
    course.learner()
    checked = course.tool.platform_checks.check_all()

    sentences = {one.what: one.sentence.removeprefix("Demo LMS (demo-tool): ") for one in checked}
    assert {one.what: one.verdict for one in checked} == {
        "addresses": LOOK,
        "key set": WELL,
        "clock": WELL,
        "token": WELL,
        "line items": WELL,
        "frames": WELL,
        "deployments": WELL,
        "launches": WELL,
    }
    assert "is plain http" in sentences["addresses"]
    assert "has 1 that can verify launches" in sentences["key set"]
    assert all(one.sentence.startswith("Demo LMS (demo-tool): ") for one in checked)
    assert all(one.sentence.endswith(".") for one in checked)


def test_a_check_changes_nothing_at_the_platform(course: Course, platform: Platform) -> None:
    course.learner()
    platform.requests.clear()
    course.tool.platform_checks.check_all()

    paths = [(seen.method, seen.path.rpartition("/")[2]) for seen in platform.requests]
    assert paths[:2] == [("GET", "certs"), ("POST", "token")]
    assert [method for method, _ in paths[2:]] == ["GET"]


def test_one_registration_may_be_checked_alone(course: Course, platform: Platform) -> None:
    checks = course.tool.platform_checks
    course.tool.platforms.add(a_platform(name="Other"))
    one = checks.check(issuer=platform.issuer, client_id=platform.client_id)
    assert one
    assert not [finding for finding in one if "Other" in finding.sentence]
    with pytest.raises(PlatformsError, match="There is no registration of other"):
        checks.check(issuer=platform.issuer, client_id="other")


def test_nothing_is_found_where_nobody_is_registered(tool: Tool) -> None:
    assert tool.platform_checks.check_all() == ()


def test_a_retired_platform_is_not_called(course: Course, platform: Platform) -> None:
    course.tool.platforms.retire(issuer=platform.issuer, client_id=platform.client_id)
    platform.requests.clear()
    (finding,) = course.tool.platform_checks.check_all()
    assert (finding.verdict, "it is retired since" in finding.sentence) == (WELL, True)
    assert platform.requests == []


# ---- keys and clocks -------------------------------------------------------------------------


def test_a_key_set_that_is_not_served_is_broken(course: Course, platform: Platform) -> None:
    platform.faults.key_set_status = 404
    finding = found(course.tool.platform_checks, "key set")
    assert finding.verdict is BROKEN
    assert f"{platform.addresses.key_set} cannot be used." in finding.sentence
    assert "404" in finding.sentence


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ok(b'{"keys": []}'), "has no RSA key of 2048 bits or more with a kid."),
        (ok(b"<html>"), "What the platform serves there is no key set."),
        (
            ok(b"", "Location: /keys", status="302 Found"),
            "(302 Found, a redirect, which is not followed)",
        ),
    ],
)
def test_a_key_set_that_is_none_is_broken(tool: Tool, answer: bytes, said: str) -> None:
    with rude_platform([answer]) as platform:
        tool.platforms.add(a_platform(jwks_url=platform.url))
        finding = found(tool.platform_checks, "key set")
    assert finding.verdict is BROKEN
    assert said in finding.sentence


def test_a_platform_that_does_not_tell_the_time_is_worth_a_look(tool: Tool) -> None:
    with rude_platform([ok(b'{"keys": []}')]) as platform:
        tool.platforms.add(a_platform(jwks_url=platform.url))
        assert found(tool.platform_checks, "clock").verdict is LOOK


def test_an_address_that_may_not_be_called_is_broken(
    course: Course, strict: PlatformChecks
) -> None:
    course.learner()
    assert "is plain http, and not allowed here" in found(strict, "addresses").sentence
    for what in ("addresses", "key set", "token"):
        assert found(strict, what).verdict is BROKEN


def test_a_private_address_is_said_to_be_one(tool: Tool, strict: PlatformChecks) -> None:
    inside = "https://127.0.0.1:9"
    urls = dict.fromkeys(("issuer", "auth_login_url", "auth_token_url", "jwks_url"), inside)
    tool.platforms.add(a_platform(**urls))
    finding = found(strict, "key set")
    assert finding.verdict is BROKEN
    assert "address may not be called from here" in finding.sentence


@pytest.mark.parametrize(
    ("ahead", "verdict", "said"),
    [
        (10, WELL, "within 15 seconds"),
        (30, LOOK, "seconds behind ours; more than 60"),
        (-30, LOOK, "seconds ahead of ours; more than 60"),
        (300, BROKEN, "behind ours: launches are refused. Set both by NTP."),
        (-300, BROKEN, "ahead of ours: launches are refused."),
    ],
)
def test_clocks_that_differ_are_noticed(
    course: Course, clock: SetClock, ahead: float, verdict: Verdict, said: str
) -> None:
    clock.advance(seconds=ahead)
    finding = found(course.tool.platform_checks, "clock")
    assert finding.verdict is verdict
    assert said in finding.sentence


# ---- access and columns ----------------------------------------------------------------------


def test_before_any_launch_no_access_is_asked_for(course: Course, platform: Platform) -> None:
    platform.requests.clear()
    finding = found(course.tool.platform_checks, "token")
    assert (finding.verdict, "no launch has offered" in finding.sentence) == (LOOK, True)
    assert not [seen for seen in platform.requests if seen.path.endswith("/token")]
    assert "none has arrived" in found(course.tool.platform_checks, "launches").sentence


def test_a_platform_that_gives_no_token_is_broken(course: Course, platform: Platform) -> None:
    course.learner()
    platform.faults.token_status = 400
    finding = found(course.tool.platform_checks, "token")
    assert finding.verdict is BROKEN
    assert "gives the tool no access yet (400" in finding.sentence


def change_column(tool: Tool, **values: Any) -> None:
    with tool.database.transaction() as session:
        column = session.query(LineItem).one()
        for name, value in values.items():
            setattr(column, name, value)


def test_a_column_on_another_host_is_broken_and_not_called(course: Course) -> None:
    course.learner()
    change_column(course.tool, url="https://scores.example:8443/items/1")
    finding = found(course.tool.platform_checks, "line items")
    assert finding.verdict is BROKEN
    assert "platforms add --service-origin https://scores.example:8443." in finding.sentence


def test_a_column_that_is_gone_is_worth_a_look(course: Course, platform: Platform) -> None:
    course.learner()
    platform.line_items.clear()
    assert found(course.tool.platform_checks, "line items").verdict is LOOK


def test_where_columns_may_not_be_read_sending_is_enough(course: Course) -> None:
    course.learner()
    change_column(course.tool, scopes=["https://purl.imsglobal.org/spec/lti-ags/scope/score"])
    finding = found(course.tool.platform_checks, "line items")
    assert (finding.verdict, "may be sent" in finding.sentence) == (WELL, True)


# ---- frames, deployments, secrets, launches --------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "frames", "verdict"),
    [
        ("https://canvas.instructure.com", (), LOOK),
        ("https://canvas.instructure.com", ("https://*.instructure.com",), WELL),
        ("https://blackboard.com", ("https://blackboard.com",), LOOK),
        (ISSUER, (), WELL),
    ],
)
def test_frames_of_shared_platforms_need_hosts_of_their_own(
    tool: Tool, strict: PlatformChecks, issuer: str, frames: tuple[str, ...], verdict: Verdict
) -> None:
    nowhere = "https://127.0.0.1:9"
    tool.platforms.add(
        a_platform(issuer=issuer, jwks_url=nowhere, frame_origins=frames, auth_login_url=issuer)
    )
    finding = found(strict, "frames")
    assert finding.verdict is verdict
    assert ("--frame-origin" in finding.sentence) is (verdict is LOOK)


def test_deployments_that_wait_are_named(course: Course, clock: SetClock) -> None:
    with course.tool.database.transaction() as session:
        (registration,) = registrations.list_all(session)
        for name, retired_at in (("7", None), ("8", None), ("9", clock.now)):
            added = registrations.add_deployment(registration, name, tenant=None, now=clock.now)
            added.retired_at = retired_at
    finding = found(course.tool.platform_checks, "deployments")
    assert finding.verdict is LOOK
    assert "waiting for approval: '7', '8' (" in finding.sentence
    with course.tool.database.transaction() as session:
        (registration,) = registrations.list_all(session)
        for number in range(20, 40):
            registrations.add_deployment(registration, f"{number}", tenant=None, now=clock.now)
    assert "'26', '27' and 12 more (" in found(course.tool.platform_checks, "deployments").sentence


def test_a_secret_of_lti_11_is_readable_until_the_secret_key_changes(
    course: Course, platform: Platform, strict: PlatformChecks
) -> None:
    former = FormerSecret(key="old-key", secret="shh")
    course.tool.platforms.add(a_registration(platform, former=former))
    assert found(course.tool.platform_checks, "LTI 1.1").verdict is WELL
    finding = found(strict, "LTI 1.1")
    assert finding.verdict is BROKEN
    assert "'old-key' was sealed under another LTI_TOOL_SECRET_KEY" in finding.sentence


@pytest.mark.parametrize(("hours", "verdict"), [(-1, WELL), (1, LOOK)])
def test_the_last_refusal_is_told_and_matters_if_nothing_came_after_it(
    course: Course, clock: SetClock, hours: int, verdict: Verdict
) -> None:
    with course.tool.database.transaction() as session:
        (registration,) = registrations.list_all(session)
        for later, reason, reference in ((0, None, None), (hours, "nonce-unknown", "ABCD1234")):
            entry = LaunchEntry(
                at=clock.now + timedelta(hours=later),
                reference=reference,
                reason=reason,
                registration_id=registration.id,
                about={},
            )
            session.add(entry)
    finding = found(course.tool.platform_checks, "launches")
    assert finding.verdict is verdict
    assert "nonce-unknown, reference ABCD1234." in finding.sentence
