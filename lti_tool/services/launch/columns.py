"""Columns: what a launch says of its link's place in the gradebook, and what follows from that."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning.columns import UNSEEN
from lti_tool.learning.links import linked_of
from lti_tool.lti.claims import Launch, MessageType
from lti_tool.lti.line_items import LineItemsRef
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.store import columns, launches, listings
from lti_tool.store.launches import ListOfColumns, Place
from lti_tool.store.tables import ResourceLink


def listed_columns(launch: Launch) -> ListOfColumns | None:
    """Where the columns of the course are listed, as a launch says; ``None``: it need not say.

    A launch of a link says what there is. One that picks activities may leave it out.
    """
    said = launch.scores
    if said is None or said.line_items is None:
        return ListOfColumns() if launch.message_type is MessageType.RESOURCE_LINK else None
    return ListOfColumns(url=said.line_items, scopes=said.scopes)


def record_column(
    session: Session, place: Place, link: ResourceLink, launch: Launch, *, now: datetime
) -> None:
    """Record the column that a launch names; where it names none, have it looked for.

    The column that was found or made for a link stays while the platform has a gradebook at all:
    one that sees two for a link names neither.
    """
    said = launch.scores
    if link.page is None and said is not None and said.line_item is not None:
        url, scopes = said.line_item, list(said.scopes)
        origin = columns.note_named(session, link, url=url, scopes=scopes, now=now)
        if origin is not None:
            launches.record_line_item(session, place, link, url=url, scopes=scopes, origin=origin)
        return
    listed = listed_columns(launch) or ListOfColumns()
    if link.page is None and columns.keeps_own(session, link, listed):
        if link.column_trouble == UNSEEN and RESULT_SCOPE in listed.scopes:
            link.column_due_at = link.column_due_at or now
        return
    launches.end_line_item(session, place, link)
    if _may_be_found(listed) and columns.is_to_be_sought(link, now) and _gives_score(session, link):
        link.column_due_at = now


def _may_be_found(listed: ListOfColumns) -> bool:
    if listed.url is None or SCORE_SCOPE not in listed.scopes:
        return False
    return LineItemsRef(url=listed.url, scopes=listed.scopes).may_read


def _gives_score(session: Session, link: ResourceLink) -> bool:
    """Whether it opens an activity that can be used: every one of these gives a score."""
    codes = [code for code in (link.activity_code, link.relinked_code) if code]
    if link.page is not None or not codes:
        return False
    known = listings.find_all(session, codes)
    return linked_of(known, named=link.activity_code, relinked=link.relinked_code).code is not None
