"""How it stands with the columns of a course, for its instructors."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.learning.columns import (
    Allowed,
    ColumnState,
    Origin,
    as_told,
    column_state,
    may_create,
    may_look,
    what_is_missing,
)
from lti_tool.learning.listings import Listing
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.columns.asked import codes_of, opened_of, place_of
from lti_tool.services.columns.turns import Asker
from lti_tool.store import columns, listings, placed_columns
from lti_tool.store.database import Transaction
from lti_tool.store.placed_columns import PlacedLink


@dataclass(frozen=True, kw_only=True)
class ColumnLine:
    """An activity of the course, and how it stands with its column."""

    link_id: int
    title: str
    """What the course calls it."""
    activity_title: str
    state: ColumnState
    origin: Origin | None
    trouble: str
    """What the last look for its column met; "" for nothing."""
    advice: str
    """What the platform has to allow; "" for nothing."""
    is_due: bool
    """Whether it is looked for soon."""
    may_look: bool
    may_create: bool


class ContextColumns:
    """Shows instructors the columns of their course. It changes nothing."""

    def __init__(self, *, reading: Transaction) -> None:
        self._reading = reading

    def lines(self, asker: Asker) -> tuple[ColumnLine, ...]:
        """Every activity of the course: those without a column first, else in the order they came.

        A link that opens none is left out: the overview says what to do about that.
        """
        here = {"tenant_id": asker.tenant_id, "context_id": asker.context_id}
        with self._reading() as session:
            allowed = _allowed(session, asker)
            placed = placed_columns.list_placed(session, **here)
            codes = {code for one in placed for code in codes_of(one.link)}
            known = listings.find_all(session, codes)
            opened = ((one, opened_of(known, one.link)) for one in placed)
            lines = [_line(one, each, allowed) for one, each in opened if each is not None]
        return tuple(sorted(lines, key=lambda line: line.state is ColumnState.IN_PLACE))


def _allowed(session: Session, asker: Asker) -> Allowed:
    context = columns.find_context(session, tenant_id=asker.tenant_id, context_id=asker.context_id)
    place = place_of(context) if context else None
    return Allowed(
        is_told=place is not None,
        reading=place is not None and place.may_read,
        adding=place is not None and place.may_write,
        scores=place is not None and SCORE_SCOPE in place.scopes,
    )


def _line(placed: PlacedLink, opened: Listing, allowed: Allowed) -> ColumnLine:
    link, column = placed.link, placed.column
    state = column_state(
        is_known=placed.is_known,
        is_ended=column is not None and column.is_ended,
        is_gone=placed.is_gone,
        takes_scores=column is not None and SCORE_SCOPE in column.scopes,
        trouble=link.column_trouble,
        is_due=link.column_due_at is not None,
    )
    if state is ColumnState.IN_PLACE and column and column.origin == Origin.MOVED:
        state = ColumnState.MOVED
    return ColumnLine(
        link_id=link.id,
        title=link.title or opened.title,
        activity_title=opened.title,
        state=state,
        origin=Origin(column.origin) if column and placed.is_known else None,
        trouble=as_told(link.column_trouble),
        advice=what_is_missing(state, allowed),
        is_due=link.column_due_at is not None,
        may_look=may_look(state, allowed),
        may_create=may_create(state, allowed),
    )
