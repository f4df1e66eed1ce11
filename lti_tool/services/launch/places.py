"""Places: the course, the placement and the column that a launch names."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.links import page_named
from lti_tool.lti.claims import Launch, MessageType, ResourceLinkClaim
from lti_tool.services.launch.columns import listed_columns, record_column
from lti_tool.services.launch.copies import carry_marks, origins_of, take_over
from lti_tool.store import launches, links
from lti_tool.store.tables import Context, ResourceLink

_OF_A_COURSE: Final = frozenset({MessageType.RESOURCE_LINK, MessageType.DEEP_LINKING})


def record_context(session: Session, place: launches.Place, launch: Launch) -> Context:
    """Record the course of a launch, or what stands in its place where it names none."""
    if launch.context is not None:
        kind, external_id, title = "course", launch.context.id, launch.context.title
    elif launch.resource_link is not None:
        kind, external_id, title = "resource_link", launch.resource_link.id, None
    else:
        kind, external_id, title = "deployment", "", None
    which = {"kind": kind, "external_id": external_id}
    if not _changes_what_is_shared(launch):
        known = launches.find_context(session, place, **which)
        if known is not None:
            return known
    return launches.record_context(
        session, place, **which, title=title, columns=listed_columns(launch)
    )


def record_link(
    session: Session, place: launches.Place, context: Context, launch: Launch, *, now: datetime
) -> ResourceLink | None:
    """Record the placement of a launch and its column; ``None`` where it names no placement."""
    if launch.resource_link is None:
        return None
    if not _changes_what_is_shared(launch):
        external_id = launch.resource_link.id
        known = launches.find_resource_link(session, place, context, external_id=external_id)
        if known is not None:
            return known
    link = _record_what_it_opens(session, place, context, launch, launch.resource_link)
    record_column(session, place, link, launch, now=now)
    return link


def _changes_what_is_shared(launch: Launch) -> bool:
    """Whether a launch may say anew what a whole course has: its title, links and columns.

    A review and a data privacy launch are about one person and need not repeat it; and whoever is
    not named only reads. What none has recorded yet is learned from them all the same.
    """
    return launch.message_type in _OF_A_COURSE and not launch.is_anonymous


def _record_what_it_opens(
    session: Session,
    place: launches.Place,
    context: Context,
    launch: Launch,
    claim: ResourceLinkClaim,
) -> ResourceLink:
    origins = origins_of(launch)
    is_new = origins.are_said and not launches.find_resource_link(
        session, place, context, external_id=claim.id
    )
    if is_new and not links.has_any(session, context):
        carry_marks(session, place, context, origins)
    code, page = launch.custom.get("activity") or None, page_named(launch.custom.get("page"))
    link = launches.record_resource_link(
        session, place, context, external_id=claim.id, title=claim.title, activity_code=code
    )
    if code is not None or page is not None:
        link.page = page
    if is_new:
        take_over(session, place, link, origins)
    return link
