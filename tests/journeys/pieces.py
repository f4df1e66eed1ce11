"""Pieces of evidence that wait to be reviewed, made without a browser."""

import re
from pathlib import Path

from playwright.sync_api import Page

from demo.courses import Link
from lti_tool.app.building import build_tool
from lti_tool.services.evidence import Author, EvidenceSent
from lti_tool.store.tables import Enrolment, Person
from tests.builders import settings_for
from tests.journeys.servers import PRIYA, SAM, Lms
from tests.web.own_evidence import FILLED

COMMENT = "Comment for the learner"


def given_pieces(page: Page, lms: Lms, link: Link, folder: Path, number: int) -> None:
    """Let Sam have submitted this many reflective accounts, from Piece 01 on."""
    page.goto(lms.launch(SAM, link))
    page.wait_for_url("**/activity")
    tool = build_tool(settings_for(folder, base_url=lms.tool_url))
    own = tool.app.extensions["lti_tool"].evidence.own
    with tool.database.transaction() as session:
        session.query(Person).update({Person.wants_shortcuts: True})  # as somebody new has it
        here = session.query(Enrolment).one()  # of Sam, who alone has come in this journey
        author = Author(tenant_id=here.tenant_id, person_id=here.person_id)
        context_id = here.context_id
    for one in range(1, number + 1):
        evidence_id = own.create(author, "reflective_account")
        fields = {
            name: value if isinstance(value, list) else [value] for name, value in FILLED.items()
        }
        fields["title"] = [f"Piece {one:02}"]
        sent = EvidenceSent(fields=fields)
        own.save(author, evidence_id, sent)
        own.submit(author, evidence_id, context_id)
    tool.close()


def when_the_queue_is_opened(page: Page, lms: Lms, link: Link, person: str = PRIYA) -> str:
    """An instructor comes from the course to its queue: the address of their visit."""
    page.goto(lms.launch(person, link))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    found = re.match(r".*/v/[^/]+", page.url)
    assert found
    page.goto(f"{found.group()}/review/queue")
    return found.group()
