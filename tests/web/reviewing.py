"""Reviews as a gradebook opens them, and work of learners to be reviewed."""

from typing import Any

from demo.claims import LTI, SUBMISSION_REVIEW
from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, Person
from tests.builders import SAM, TEACHER, Browser
from tests.web.refusals import words

COMPLETION = "what-matters-to-you"
MOST_STATEMENTS = 20


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
