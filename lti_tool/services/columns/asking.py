"""Asking a platform for the column of a link, with no transaction open: it may take its time."""

import logging

from lti_tool.learning.columns import NONE, Column, of_activity, of_link, trouble_of
from lti_tool.lti.errors import DeliveryError, RefusedError
from lti_tool.lti.line_items import LineItemService, LineItemsRef, NewLineItem
from lti_tool.services.columns.asked import Asked

log = logging.getLogger(__name__)


def find(service: LineItemService, asked: Asked) -> tuple[Column, ...]:
    """Find the columns that may be the link's own: by the link, else those made for its activity.

    Raises a `DeliveryError`.
    """
    place, wanted = _place(asked), _wanted(asked)
    terms, link, code = asked.agreement, wanted.resource_link_id, wanted.resource_id
    found = of_link(service.list_fitting(terms, place, resource_link_id=link), link)
    if found:
        return found
    for filtered in ({"resource_id": code}, {"tag": code}):
        listed = service.list_fitting(terms, place, **filtered)
        found = of_activity(listed, code, taken=asked.taken)
        if found:
            return found
    return ()


def find_or_make(service: LineItemService, asked: Asked) -> tuple[tuple[Column, ...], bool]:
    """Find the columns that may be the link's own, and make one only where there is none.

    Gives also whether it was made. Raises a `DeliveryError`: what was asked for may be there all
    the same, and is found by the next who looks.
    """
    found = find(service, asked)
    if trouble_of(found, is_shared=asked.is_shared) != NONE:
        return found, False
    made = service.create(asked.agreement, _place(asked), _wanted(asked))
    return (find(service, asked) if made is None else (made,)), True


def mark(service: LineItemService, asked: Asked, column: Column) -> None:
    """Note on the link's own column what it is for, where nothing says that and it may be said."""
    if column.is_marked or asked.place is None or not asked.place.may_write:
        return
    wanted = _wanted(asked)
    try:
        service.mark(
            asked.agreement,
            asked.place,
            column.url,
            resource_id=wanted.resource_id,
            tag=wanted.tag,
        )
    except DeliveryError as error:  # it takes scores as it is
        log.info("column.not-marked link=%s reason=%r", asked.link_id, error.reason)


def _place(asked: Asked) -> LineItemsRef:
    if asked.place is None:
        raise RefusedError("The platform does not say where the columns of its gradebook are.")
    return asked.place


def _wanted(asked: Asked) -> NewLineItem:
    if asked.wanted is None:
        raise RefusedError("The link opens no activity, so it has no column.")
    return asked.wanted
