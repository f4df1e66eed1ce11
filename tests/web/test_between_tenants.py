"""Nobody of one tenant reaches anything of another's, by any address with any number."""

from pathlib import Path

import pytest
from flask import request
from werkzeug.test import TestResponse

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.web.current import Who
from lti_tool.web.sessions import VISIT_COOKIE
from tests.builders import SAM, Browser, a_registration, place
from tests.handing_in import load_activity
from tests.web.tenants import MADE_UP, ROWS, Tenant, a_file, addresses, as_client, asked, token_of

OURS, THEIRS = "Wallaby", "Quokka"
TAUGHT = {Who.INSTRUCTOR, Who.BUILDER, Who.PICKER}
LEADING = ("person", "context", "resource_link", "attempt", "evidence", "attachment", "mapping")
NAMES = (
    *("activity", "attachment", "attempt", "context", "course", "evidence", "for_user", "link"),
    *("mapping", "page", "person", "resource_link", "tenant", "user", "version", "visit"),
)
ENDING = ("/delete", "/remove", "/withdraw")
"""Of our own: what is gone could not be asked for again."""


@pytest.fixture
def rate_limits() -> bool:
    """Off: hundreds of refusals come from the one address of this test."""
    return False


@pytest.fixture
def theirs(browser: Browser, tool: Tool, platform: Platform, tmp_path: Path) -> Tenant:
    """Another customer on the same platform, with the same people and the same course."""
    load_activity(tool, tmp_path)
    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
    return Tenant.settle(browser, "second", THEIRS)


@pytest.fixture
def ours(browser: Browser, theirs: Tenant) -> Tenant:
    assert theirs
    return Tenant.settle(browser, browser.platform.client_id, OURS)


def text_of(answer: TestResponse) -> str:
    """All that an answer says, headers too."""
    with answer:
        return f"{answer.headers}\n{answer.get_data().decode('utf-8', 'replace')}"


def cookies_of(browser: Browser) -> dict[str, str]:
    """The cookies of visits that a browser keeps."""
    with browser.client:
        browser.client.get("/healthz")
        return {name: one for name, one in request.cookies.items() if name.startswith(VISIT_COOKIE)}


def files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_the_two_have_the_same_people_and_the_same_course(
    ours: Tenant, theirs: Tenant, tool: Tool
) -> None:
    """Or the walks below would prove less than they seem to."""
    here, there = ours.rows(tool), theirs.rows(tool)
    for table, column in (("person", "subject"), ("context", "external_id")):
        assert {row[column] for row in here[table]} & {row[column] for row in there[table]}
    assert {row["audience"] for row in there["evidence"]} == {"private", "submitted"}
    assert {row["state"] for row in there["attempt"]} == {"in_progress", "complete"}
    for table in (
        "attachment",
        "mapping",
        "evidence_event",
        "visit",
        "score_delivery",
        "line_item",
    ):
        assert there[table], table
    assert THEIRS in str(there["attempt"])


def test_no_address_leads_to_another_tenant(
    ours: Tenant, theirs: Tenant, tool: Tool, tmp_path: Path
) -> None:
    """With visits of our own and good tokens: by all numbers of theirs, and by those of nobody."""
    own, foreign = ours.ids(tool), theirs.ids(tool)
    before, kept = theirs.rows(tool), files(tmp_path / "tool" / "files")
    ids = {name: [own[name][-1], *foreign[name], *MADE_UP] for name in ROWS}
    walk = [
        address
        for address in addresses(tool.app, ids)
        if any(one not in own[name] for name, one in address.rows()) or not address.rows()
    ]
    assert len(walk) > 100
    for visitor in ours.visits.values():
        token = token_of(visitor)
        for address in walk:
            brought = a_file(OURS) if address.path.endswith("/files") else {}
            answer = asked(visitor, address, {"csrf_token": token, **brought})
            said = text_of(answer)
            assert THEIRS not in said, address
            assert answer.status_code < 500, address
            assert not token or "did not prove" not in said, address
            if address.rows() and (token or address.method == "GET"):
                # A file that our own work does not have counts as removed from it already.
                is_partly_own = any(one in own[name] for name, one in address.rows())
                closed = {303, 403, 404, 409} if is_partly_own else {403, 404}
                assert answer.status_code in closed, (address, answer.status_code)

    assert theirs.rows(tool) == before
    after = files(tmp_path / "tool" / "files")
    assert {name: after.get(name) for name in kept} == kept


@pytest.mark.long
def test_no_number_in_a_form_or_a_query_leads_to_another_tenant(
    ours: Tenant, theirs: Tenant, tool: Tool
) -> None:
    """At our own addresses, whatever of theirs is named in the fields."""
    before = theirs.rows(tool)
    numbers = {str(row["id"]) for table in LEADING for row in before[table]}
    numbers |= {row["subject"] for row in before["person"]}
    own = {name: ids[:1] for name, ids in ours.ids(tool).items()}
    for visitor in (ours.visits["learner"], ours.visits["builder"]):
        token = token_of(visitor)
        for number in sorted(numbers):
            fields = {**dict.fromkeys(NAMES, number), "csrf_token": token}
            for address in addresses(tool.app, own):
                if address.method == "POST" and address.path.endswith(ENDING):
                    continue
                answer = asked(visitor, address, fields)
                assert THEIRS not in text_of(answer), (address, number)
                assert answer.status_code < 500, (address, number)

    assert theirs.rows(tool) == before


def test_our_cookie_is_no_key_to_a_visit_of_theirs(
    ours: Tenant, theirs: Tenant, tool: Tool
) -> None:
    """Not under its own name, not under the name of theirs, and no token of ours either."""
    before = theirs.rows(tool)
    walk = list(addresses(tool.app, {name: ids[:1] for name, ids in theirs.ids(tool).items()}))
    visitor = ours.visits["learner"]
    token, (cookie,) = token_of(visitor), cookies_of(visitor).values()
    for there in theirs.visits.values():
        visitor.client.set_cookie(f"{VISIT_COOKIE}{there.visit.removeprefix('/v/')}", cookie)
        intruder = Browser(tool, visitor.platform, visitor.client, there.visit)
        for address in walk:
            answer = asked(intruder, address, {"csrf_token": token})
            assert answer.status_code == 403, address
            assert "This visit has ended" in text_of(answer)

    assert theirs.rows(tool) == before


def test_learners_enter_no_page_of_those_who_teach_or_build(ours: Tenant, tool: Tool) -> None:
    learner, token = ours.visits["learner"], token_of(ours.visits["learner"])
    walked = set()
    for address in addresses(tool.app, ours.ids(tool)):
        if tool.app.view_functions[address.view].admits in TAUGHT:  # type: ignore[attr-defined]  # every view has it
            answer = asked(learner, address, {"csrf_token": token})
            assert answer.status_code == 403, address
            assert "not for your role" in text_of(answer)
            walked.add(address.view)

    assert len(walked) > 10


def test_the_token_of_one_visit_is_of_no_use_in_another(ours: Tenant, tool: Tool) -> None:
    """Not even in another visit of the same browser and the same person."""
    learner = ours.visits["learner"]
    token = token_of(learner)
    with as_client(learner.platform, learner.platform.client_id):
        assert learner.launch(SAM, place(learner.platform)).status_code == 303
    token_of(learner)  # the second visit has one of its own
    before = ours.rows(tool)
    for address in addresses(tool.app, ours.ids(tool)):
        if address.method == "POST":
            answer = asked(learner, address, {"csrf_token": token})
            assert answer.status_code in {400, 404}, address
            assert answer.status_code == 404 or "did not prove" in text_of(answer), address

    assert ours.rows(tool) == before


def test_a_cookie_that_was_there_before_a_launch_opens_nothing_of_it(
    ours: Tenant, browser: Browser
) -> None:
    """Whoever plants the cookie of a visit of their own learns nothing of the next one's."""
    attacker, victim = ours.visits["learner"], browser.another()
    planted = cookies_of(attacker)
    for name, value in planted.items():
        victim.client.set_cookie(name, value)
    victim.client.set_cookie(f"{VISIT_COOKIE}{'x' * 32}", next(iter(planted.values())))

    assert victim.launch(SAM, place(browser.platform)).status_code == 303

    assert victim.visit.removeprefix("/v/") not in "".join(planted)
    assert "x" * 32 not in victim.visit
    attacker.visit = victim.visit
    assert "This visit has ended" in text_of(attacker.get("/activity"))
