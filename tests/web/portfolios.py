"""What tests read off the pages of a portfolio, and what they put into it."""

import re
from typing import Any

from sqlalchemy import select

from lti_tool.app.building import Tool
from lti_tool.store.tables import Evidence, FrameworkItem, Mapping, Person
from tests.builders import SAM
from tests.store.rows import NOW

ELSEWHERE = "a-moment-for-prevention"


def row(page: str, name: str) -> list[str]:
    """The cells of the row of a table that has this name."""
    for one in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        if f">{name}</th>" in one:
            return [
                re.sub(
                    r"<[^>]+>", "", re.sub(r'<span class="tool-counts__label.*?</span>', "", cell)
                ).split()[0]
                for cell in re.findall(r"<td.*?</td>", one, re.DOTALL)
            ]
    raise AssertionError(name)


def numbers(page: str) -> list[tuple[str, int]]:
    """Where each number of the tables and themes leads, and the number."""
    found = re.findall(r'<a href="([^"]+/timeline[^"]+)">(\d+)(?:<| piece)', page)
    return [(href.replace("&amp;", "&"), int(said)) for href, said in found]


def keep(tool: Tool, title: str, **given: Any) -> int:
    """Put a piece of own evidence into Sam's portfolio."""
    with tool.database.transaction() as session:
        person = session.scalars(select(Person).where(Person.subject == SAM)).one()
        values = {
            "tenant_id": person.tenant_id,
            "person_id": person.id,
            "sort": "certificate",
            "title": title,
            "written": {},
            "happened_on": NOW.date(),
            "audience": "private",
            "revision": 0,
            "created_at": NOW,
            "changed_at": NOW,
        }
        piece = Evidence(**{**values, **given})
        session.add(piece)
        session.flush()
        return piece.id


def file_under(tool: Tool, evidence_id: int, code: str, **given: Any) -> None:
    with tool.database.transaction() as session:
        piece = session.get_one(Evidence, evidence_id)
        item = session.scalars(select(FrameworkItem).where(FrameworkItem.code == code)).one()
        values = {"use": "filed", "state": "proposed", "is_showcased": False}
        piece.mappings.append(
            Mapping(tenant_id=piece.tenant_id, framework_item_id=item.id, **{**values, **given})
        )
