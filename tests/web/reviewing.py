"""Reviews as a gradebook opens them, and work of learners to be reviewed."""

import re
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from demo.claims import LTI, SUBMISSION_REVIEW
from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, Evidence, Mapping, Person
from tests.builders import SAM, TEACHER, Browser
from tests.web.own_evidence import ONE, begun, save
from tests.web.refusals import words

COMPLETION = "what-matters-to-you"
MOST_STATEMENTS = 20
MINUTE = timedelta(minutes=1)
PIECE = "/review/evidence/1"
EVERYBODY = "/review/learners"


def review(
    browser: Browser, link: Link, person: str = TEACHER, of: str | None = None, **changes: Any
) -> str:
    """Open a review as the gradebook does, and give the words of the page that it lands on."""
    about = {LTI + "for_user": {"user_id": of}} if of else {}
    opened = browser.launch(
        person,
        link,
        message_type=SUBMISSION_REVIEW,
        change=lambda claims: claims.update({**about, **changes}),
    )
    assert opened.status_code == 303, opened.text
    return words(browser.get("/"))


def everybody(browser: Browser, link: Link) -> str:
    """Go on from the queue of a link to everybody who has begun there: the words of that page."""
    review(browser, link)
    assert f'href="{browser.visit}{EVERYBODY}"' in browser.get("/").text
    return words(browser.get(EVERYBODY))


def do(browser: Browser, link: Link, person: str = SAM, *, right: bool = True) -> None:
    browser.launch(person, link)
    browser.do_activity(right=right)


def number_of(tool: Tool, subject: str, tenant: int = 1) -> int:
    with tool.database.reading() as session:
        found = session.query(Person).filter_by(subject=subject, tenant_id=tenant).one()
        return found.id


def done(browser: Browser) -> None:
    """Do the activity of this visit, which completion decides, to its end."""
    activity = browser.tool.library.preview(COMPLETION).activity
    browser.get("/activity")
    page = browser.post("/attempts")
    attempt = page.request.path.split("/attempts/")[1].split("/")[0]
    for part in activity.parts:
        prompts = getattr(part, "prompts", ())
        browser.get(f"/attempts/{attempt}/parts/{part.key}")
        said = {prompt.key: "Mine. " * 30 for prompt in prompts}
        browser.post(f"/attempts/{attempt}/parts/{part.key}", said)
    browser.get(f"/attempts/{attempt}/check")
    result = browser.post(f"/attempts/{attempt}/check")
    assert result.request.path.endswith("/result"), words(result)


def many_learners(tool: Tool, number: int) -> None:
    """Let this many more have submitted what the first one has."""
    with tool.database.transaction() as session:
        first = session.query(Attempt).order_by(Attempt.id).first()
        assert first is not None
        for one in range(number):
            person = Person(
                tenant_id=first.tenant_id,
                subject=f"x{one}",
                name=f"X {one}",
                seen_at=first.started_at,
            )
            session.add(person)
            session.flush()
            columns = {
                c.name: getattr(first, c.name) for c in Attempt.__table__.c if c.name != "id"
            }
            session.add(Attempt(**{**columns, "person_id": person.id}))


def given_a_piece(browser: Browser, link: Link) -> Browser:
    """Let Sam submit a reflective account to the course, and an instructor come to it."""
    begun(browser, link)
    assert save(browser).status_code == 200
    browser.get(f"{ONE}/submit")
    assert browser.post(f"{ONE}/submit", {"course": "1"}).status_code == 200
    return instructor(browser, link)


def instructor(browser: Browser, link: Link, person: str = TEACHER) -> Browser:
    """Another browser in which somebody teaches the course of a link."""
    there = browser.another()
    assert there.launch(person, link, change=teaching).status_code == 303
    return there


def teaching(claims: dict[str, Any]) -> None:
    """Let whoever launches teach in the course."""
    claims[LTI + "roles"] = ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]


def form_of(page: TestResponse, verdict: str = "accepted", **changes: Any) -> dict[str, Any]:
    """What the form of a decision sends where each line gets the same verdict."""
    turn = re.search(r'name="turn" value="(\d+)"', page.text)
    assert turn, words(page)
    names = re.findall(r'name="verdict-(\d+)"[^>]*value="accepted"', page.text)
    return {
        "turn": turn[1],
        "outcome": "decided",
        **{f"verdict-{one}": verdict for one in names},
        **({f"why-{one}": "Say more" for one in names} if verdict == "not_yet" else {}),
        **changes,
    }


def decide(browser: Browser, path: str = PIECE, **changes: Any) -> TestResponse:
    """Open a piece and decide about it: the page that comes next."""
    return browser.post(path, form_of(browser.get(path), **changes))


def many_pieces(tool: Tool, number: int) -> None:
    """Let the first piece be there this many times more, as own ones, a minute after each other."""
    with tool.database.transaction() as session:
        first = session.query(Evidence).order_by(Evidence.id).first()
        assert first is not None
        assert first.submitted_at is not None
        skipped = {"id", "title", "submitted_at", "attempt_id"}
        columns = {c.name: getattr(first, c.name) for c in Evidence.__table__.c}
        same = {name: value for name, value in columns.items() if name not in skipped}
        for one in range(1, number + 1):
            piece = Evidence(
                **same, title=f"Piece {one}", submitted_at=first.submitted_at + one * MINUTE
            )
            session.add(piece)
            session.flush()
            for tie in first.mappings:
                ties = {c.name: getattr(tie, c.name) for c in Mapping.__table__.c if c.name != "id"}
                session.add(Mapping(**{**ties, "evidence_id": piece.id}))


def done_line(page: TestResponse) -> str:
    """What a page says at its top was just decided; empty where nothing was."""
    found = re.search(r'id="done">(.*?)</div>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""
