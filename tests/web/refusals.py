"""What a refused request has to look like, and what must not have come of it."""

import re

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_tool.app.building import Tool
from lti_tool.store.tables import Base, Visit

VISIT = re.compile(r"/v/[\w-]{32}")
"""The address of a visit: its letters are drawn, and may be any."""
REFERENCE = re.compile(r"Reference: <strong>[0-9A-F]{8}</strong>")


def words(answer: TestResponse) -> str:
    """The page as somebody reads it: one line, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).strip()


def assert_refused(answer: TestResponse, status: int = 403, *, says: str = "") -> None:
    """A page with a sentence and a reference; no visit, nothing of the machine inside."""
    assert answer.status_code == status, (answer.status_code, words(answer)[:300])
    assert REFERENCE.search(answer.text), answer.text
    assert says in words(answer)
    assert "Traceback" not in answer.text
    assert "eyJ" not in VISIT.sub("", answer.text)
    assert not [c for c in answer.headers.getlist("Set-Cookie") if "__Host-visit-" in c]


def kept(tool: Tool, table: type[Base] = Visit) -> int:
    """How many rows of a table there are."""
    with tool.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
