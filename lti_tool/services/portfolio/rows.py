"""How rows of a portfolio become what its pages show."""

from lti_tool.learning.days import day_said
from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.frameworks import Framework, FrameworkItem, Use
from lti_tool.learning.portfolio import standing
from lti_tool.services.portfolio.pages import Belonging, Draft, Piece, VisitActivity
from lti_tool.store.begun import Begun
from lti_tool.store.portfolio import Kept
from lti_tool.store.tables import Mapping


def piece(kept: Kept, items: dict[str, tuple[Framework, FrameworkItem]]) -> Piece:
    """A piece of evidence, with the names of what it belongs to in the order of the framework."""
    row = kept.evidence
    audience = Audience(row.audience)
    order = {identifier: place for place, identifier in enumerate(items)}
    mappings = sorted(row.mappings, key=lambda one: order.get(one.item.identifier, len(order)))
    return Piece(
        id=row.id,
        title=row.title,
        sort=EvidenceSort(row.sort),
        happened_on=day_said(row.happened_on, row.written),
        audience=audience,
        course_title=kept.course_title,
        belongs=tuple(_belonging(one, audience, items) for one in mappings),
    )


def draft(begun: Begun, visit_activity: VisitActivity) -> Draft:
    """An open attempt, with the last moment that something was done in it."""
    return Draft(
        activity_code=begun.activity_code,
        title=begun.title,
        touched_at=begun.saved_at or begun.started_at,
        is_unplaced=begun.resource_link_id is None,
        is_here=visit_activity.is_of(begun.activity_code)
        and begun.resource_link_id == visit_activity.resource_link_id,
        course_title=begun.course_title,
    )


def _belonging(
    mapping: Mapping, audience: Audience, items: dict[str, tuple[Framework, FrameworkItem]]
) -> Belonging:
    _, item = items.get(mapping.item.identifier, (None, None))
    return Belonging(
        name=(item.abbreviated or item.statement) if item else mapping.item.statement,
        code=item.code if item else "",
        use=Use(mapping.use),
        standing=standing(audience, MappingState(mapping.state)),
        is_showcased=mapping.is_showcased,
    )
