"""The links of a course with their columns, and what gradebooks said of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.columns import Origin, is_told_gone, says_gone
from lti_tool.learning.score_checks import Points
from lti_tool.learning.scores import DeliveryState
from lti_tool.store.tables import Attempt, LineItem, Person, ResourceLink, ScoreDelivery


@dataclass(frozen=True, kw_only=True)
class PlacedLink:
    """A link of a course, with its column if there ever was one."""

    link: ResourceLink
    column: LineItem | None
    refusal: str | None
    """Why the newest score of some learner was refused there, and none has arrived since."""

    @property
    def is_known(self) -> bool:
        """Whether there is a column that scores go to."""
        return self.column is not None and not self.column.is_ended and bool(self.column.scopes)

    @property
    def is_gone(self) -> bool:
        """Whether scores or comparing met that it is not there any more, and no other is."""
        if self.column is None or self.column.origin == Origin.MOVED or not self.is_known:
            return False
        return says_gone(self.refusal) or is_told_gone(self.column.check_trouble)


def find(session: Session, link: ResourceLink) -> PlacedLink:
    """Find the column of a link, and what was said of it."""
    column = find_column(session, link)
    refusals = _refusals(session, LineItem.id == column.id) if column else {}
    return _placed(link, column, refusals)


def find_column(session: Session, link: ResourceLink) -> LineItem | None:
    """Find the column of a link, also one that has ended."""
    return session.scalar(
        select(LineItem).where(
            LineItem.tenant_id == link.tenant_id, LineItem.resource_link_id == link.id
        )
    )


def list_placed(session: Session, *, tenant_id: int, context_id: int) -> list[PlacedLink]:
    """List the links of a course that open activities, in the order they came."""
    rows = session.execute(
        select(ResourceLink, LineItem)
        .outerjoin(LineItem, LineItem.resource_link_id == ResourceLink.id)
        .where(
            ResourceLink.tenant_id == tenant_id,
            ResourceLink.context_id == context_id,
            ResourceLink.page.is_(None),
        )
        .order_by(ResourceLink.id)
    ).all()
    refusals = _refusals(
        session, LineItem.tenant_id == tenant_id, ResourceLink.context_id == context_id
    )
    return [_placed(row[0], row[1], refusals) for row in rows]


def list_newest(session: Session, column: LineItem) -> dict[int, ScoreDelivery]:
    """The newest score that was ever to go to a column, by its learner."""
    newest = (
        select(func.max(ScoreDelivery.id))
        .where(ScoreDelivery.tenant_id == column.tenant_id, ScoreDelivery.line_item_id == column.id)
        .group_by(ScoreDelivery.person_id)
    )
    rows = session.scalars(select(ScoreDelivery).where(ScoreDelivery.id.in_(newest)))
    return {row.person_id: row for row in rows}


def list_sent(session: Session, column: LineItem) -> dict[str, list[Points]]:
    """The points that were ever sent to a column, by the ``sub`` of their learner."""
    rows = session.execute(
        select(Person.subject, ScoreDelivery.given, ScoreDelivery.maximum)
        .join(Person, Person.id == ScoreDelivery.person_id)
        .where(
            ScoreDelivery.tenant_id == column.tenant_id,
            ScoreDelivery.line_item_id == column.id,
            ScoreDelivery.tries > 0,
        )
    )
    found: dict[str, list[Points]] = {}
    for subject, given, maximum in rows:
        if given is not None:
            found.setdefault(subject, []).append(Points(given=given, maximum=maximum))
    return found


def list_subjects(session: Session, link: ResourceLink) -> dict[int, str]:
    """The ``sub`` of everybody who has submitted something at a link."""
    rows = session.execute(
        select(Person.id, Person.subject)
        .join(Attempt, Attempt.person_id == Person.id)
        .where(
            Attempt.tenant_id == link.tenant_id,
            Attempt.resource_link_id == link.id,
            Attempt.submitted_at.is_not(None),
        )
        .distinct()
    )
    return {row.id: row.subject for row in rows}


def leave_out(
    session: Session, column: LineItem, person_id: int, reason: str, *, now: datetime
) -> None:
    """Let what waits for a learner in a column not be sent, and say why."""
    session.flush()
    session.execute(
        update(ScoreDelivery)
        .where(
            ScoreDelivery.tenant_id == column.tenant_id,
            ScoreDelivery.line_item_id == column.id,
            ScoreDelivery.person_id == person_id,
            ScoreDelivery.state == DeliveryState.WAITING,
        )
        .values(state=DeliveryState.SUPERSEDED, reason=reason, changed_at=now)
    )


def _placed(link: ResourceLink, column: LineItem | None, refusals: Mapping[int, str]) -> PlacedLink:
    refusal = None if column is None else refusals.get(column.id)
    return PlacedLink(link=link, column=column, refusal=refusal)


def _refusals(session: Session, *which: ColumnElement[bool]) -> dict[int, str]:
    """Why the newest score of some learner was refused, by the column; if it is gone, that.

    Where a score has arrived since, that column is there.
    """
    newer, arrived = aliased(ScoreDelivery), aliased(ScoreDelivery)
    is_newest = ~exists().where(
        newer.line_item_id == ScoreDelivery.line_item_id,
        newer.person_id == ScoreDelivery.person_id,
        newer.id > ScoreDelivery.id,
    )
    is_last_word = ~exists().where(
        arrived.line_item_id == ScoreDelivery.line_item_id,
        arrived.state == DeliveryState.DELIVERED,
        arrived.changed_at > ScoreDelivery.changed_at,
    )
    rows = session.execute(
        select(ScoreDelivery.line_item_id, ScoreDelivery.reason)
        .join(
            LineItem,
            and_(
                LineItem.id == ScoreDelivery.line_item_id,
                LineItem.tenant_id == ScoreDelivery.tenant_id,
            ),
        )
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .where(ScoreDelivery.state == DeliveryState.REFUSED, is_newest, is_last_word, *which)
        .distinct()
    )
    found: dict[int, str] = {}
    for column_id, reason in rows:
        if column_id not in found or says_gone(reason):
            found[column_id] = reason or ""
    return found
