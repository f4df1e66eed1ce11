"""Frameworks, in the shape of CASE: a document, its items, and how items belong together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.learning.frameworks import Framework as FrameworkValue
from lti_tool.store.tables import Framework, FrameworkAssociation, FrameworkItem


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A framework as a value, and the file text it came from."""

    framework: FrameworkValue
    document: str


def record(session: Session, filing: Filing, *, now: datetime) -> Framework:
    """Add a framework or bring it up to date.

    Items keep their row by identifier, whatever happens to code and wording; those that are gone
    from the file are kept, no longer current, since evidence may point at them.
    """
    value = filing.framework
    row = find(session, value.code)
    if row is None:
        row = Framework(code=value.code)
        session.add(row)
    row.title, row.version, row.document = value.title, value.version, filing.document
    row.loaded_at = now
    session.flush()  # the items need its id
    rows = _record_items(session, row, value)
    _record_associations(session, rows, value)
    return row


def _record_items(
    session: Session, row: Framework, value: FrameworkValue
) -> dict[str, FrameworkItem]:
    kept = {item.identifier: item for item in _items_of(session, row.id)}
    for kept_item in kept.values():
        kept_item.is_current = False
    session.flush()  # codes may pass from one item to another: they are unique among current ones
    rows: dict[str, FrameworkItem] = {}
    for item in value.items:
        found = kept.get(item.identifier)
        if found is None:
            found = FrameworkItem(framework_id=row.id, identifier=item.identifier)
            session.add(found)
        found.code, found.level = item.code, item.level
        found.statement, found.is_current = item.statement, True
        rows[item.code] = found
    session.flush()  # the associations need their ids
    return rows


def _record_associations(
    session: Session, rows: dict[str, FrameworkItem], value: FrameworkValue
) -> None:
    ids = [item.id for item in rows.values()]
    session.execute(delete(FrameworkAssociation).where(FrameworkAssociation.origin_id.in_(ids)))
    session.add_all(
        FrameworkAssociation(
            kind="isChildOf", origin_id=rows[item.code].id, destination_id=rows[item.parent].id
        )
        for item in value.items
        if item.parent is not None
    )


def find(session: Session, code: str) -> Framework | None:
    """Find a framework by its code."""
    return session.scalar(select(Framework).where(Framework.code == code))


def list_all(session: Session) -> Sequence[Framework]:
    """List every framework by code."""
    return session.scalars(select(Framework).order_by(Framework.code)).all()


def statements(session: Session, identifiers: Collection[str]) -> dict[str, str]:
    """The wording of items by identifier, of those too that a framework no longer has."""
    rows = session.execute(
        select(FrameworkItem.identifier, FrameworkItem.statement)
        .where(FrameworkItem.identifier.in_(identifiers))
        .order_by(FrameworkItem.id)
    )
    return {row.identifier: row.statement for row in rows}


def item_ids(session: Session, framework_code: str, codes: Collection[str]) -> dict[str, int]:
    """The ids of a framework's current items by code."""
    rows = session.execute(
        select(FrameworkItem.code, FrameworkItem.id)
        .join(Framework, Framework.id == FrameworkItem.framework_id)
        .where(
            Framework.code == framework_code,
            FrameworkItem.code.in_(codes),
            FrameworkItem.is_current,
        )
    )
    return {row.code: row.id for row in rows}


def _items_of(session: Session, framework_id: int) -> Sequence[FrameworkItem]:
    return session.scalars(
        select(FrameworkItem).where(FrameworkItem.framework_id == framework_id)
    ).all()
