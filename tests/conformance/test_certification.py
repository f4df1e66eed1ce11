"""The certification's payloads through the whole flow: login, authentication, launch, page.

Conformance certification guide 1.3 §6.1: each case is named as the list names it. A known bad one
ends in a page that refuses and opens nothing; a valid one ends in a page that works.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Context, Person
from tests.builders import SAM, TEACHER, Browser, place
from tests.web.refusals import assert_refused, kept

Claims = dict[str, Any]
Change = Callable[[Claims], Claims | None]

PEOPLE = {"instructor": TEACHER, "student": SAM}
NAMES = ("name", "given_name", "family_name")


@pytest.fixture
def link(platform: Platform) -> Link:
    placed: Link = place(platform)
    return placed


@pytest.fixture(autouse=True)
def no_fault_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No request of these tests may end in a 500."""
    yield
    assert not [record for record in caplog.records if "status=500" in record.getMessage()]


def without(*names: str) -> Change:
    def change(claims: Claims) -> None:
        for name in names:
            claims.pop(name, None)
            claims.pop(LTI + name, None)

    return change


def saying(**values: Any) -> Change:
    def change(claims: Claims) -> None:
        claims.update({LTI + name: value for name, value in values.items()})

    return change


def only_plain_claims(claims: Claims) -> Claims:
    return {name: value for name, value in claims.items() if "/" not in name}


# ---- known bad payloads

BAD: dict[str, tuple[Change, str]] = {
    "wrong LTI version": (saying(version="11.3"), "version-wrong"),
    "no LTI version": (without("version"), "version-missing"),
    "invalid LTI message": (lambda _: {"name": "badltilaunch"}, "nonce-mismatch"),
    "missing LTI claims": (only_plain_claims, "message-type-missing"),
    "timestamps incorrect": (lambda c: c.update(iat=11111, exp=22222), "token-expired"),
    "message type claim missing": (without("message_type"), "message-type-missing"),
    "role claim missing": (without("roles"), "roles-missing"),
    "deployment id claim missing": (without("deployment_id"), "deployment-id-missing"),
    "resource link id claim missing": (
        saying(resource_link={"title": "No id"}),
        "resource-link-id-missing",
    ),
    "user claim missing": (without("sub"), "sub-missing"),
}
BAD_KEY_IDS = {
    "no KID sent in the JWT header": (None, "key-id-missing"),
    "incorrect KID in the JWT header": ("wrong", "key-unknown"),
}


def assert_opened_nothing(tool: Tool, caplog: pytest.LogCaptureFixture, reason: str) -> None:
    assert (kept(tool), kept(tool, Person), kept(tool, Context)) == (0, 0, 0)
    told = [r.getMessage() for r in caplog.records if r.getMessage().startswith("request.refused")]
    assert len(told) == 1
    assert f"reason={reason} " in told[0]


@pytest.mark.parametrize("case", BAD)
def test_a_known_bad_payload_is_refused(
    browser: Browser, tool: Tool, link: Link, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    change, reason = BAD[case]

    assert_refused(browser.launch(SAM, link, change=change))

    assert_opened_nothing(tool, caplog, reason)


@pytest.mark.parametrize("case", BAD_KEY_IDS)
def test_a_known_bad_key_id_is_refused(
    browser: Browser, tool: Tool, link: Link, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    kid, reason = BAD_KEY_IDS[case]

    assert_refused(browser.launch(SAM, link, headers={"kid": kid}))

    assert_opened_nothing(tool, caplog, reason)


# ---- valid payloads, each as instructor and as student


def several_roles(claims: Claims) -> None:
    claims[LTI + "roles"].append("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff")


def short_role(claims: Claims) -> None:
    claims[LTI + "roles"] = [uri.rpartition("#")[2] for uri in claims[LTI + "roles"]]


VALID: dict[str, tuple[Change, bool]] = {
    "plain": (lambda _: None, True),
    "several roles": (several_roles, True),
    "short role": (short_role, True),
    "unknown role": (
        saying(roles=["http://purl.imsglobal.org/vocab/lis/v2/uknown/unknown#Helper"]),
        False,
    ),
    "no role": (saying(roles=[]), False),
    "e-mail only": (without(*NAMES), True),
    "names only": (without("email"), True),
    "no personal data": (without(*NAMES, "email"), True),
    "e-mail without context": (without(*NAMES, "context"), True),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("case", VALID)
def test_a_valid_payload_opens_a_page_that_works(
    browser: Browser, link: Link, case: str, who: str
) -> None:
    change, keeps_role = VALID[case]

    assert browser.launch(PEOPLE[who], link, change=change).status_code == 303

    page = browser.get("/")
    assert page.status_code == 200
    assert "Medicines that add up" in page.text
    if not keeps_role:
        assert "Your role in this course lets you read this activity, not do it" in page.text
        assert browser.get("/scores").status_code == 403
    elif who == "instructor":
        assert "preview for instructors" in page.text
        assert browser.get("/scores").status_code == 200
    else:
        assert "passed" in browser.do_activity().text


@pytest.mark.parametrize("who", PEOPLE)
def test_what_the_platform_does_not_say_is_not_made_up(
    browser: Browser, link: Link, who: str
) -> None:
    browser.launch(PEOPLE[who], link, change=without(*NAMES, "email", "context"))

    page = browser.get("/").text
    assert "Your course" in page
    assert "Signed in as" not in page
