"""The columns of a platform's gradebook: listed, made, and marked with what they are for.

Assignment and Grade Services 2.0 §3.2: https://www.imsglobal.org/spec/lti-ags/v2p0/#line-item-service
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from lti_tool.learning.columns import Column
from lti_tool.learning.scores import ActivityProgress
from lti_tool.lti.claim_values import ID_LIMIT, TEXT_LIMIT, URL_LIMIT, is_sound_text, is_web_url
from lti_tool.lti.connector import Connector
from lti_tool.lti.deep_linking import SEE_THE_WORK
from lti_tool.lti.errors import RefusedError
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession

LINE_ITEM_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
READING_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""By which statuses a platform says that something is not there."""
MOST_PAGES: Final = 50
"""How long a list of columns may be, in pages."""
_ONE: Final = "application/vnd.ims.lis.v2.lineitem+json"
_MANY: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_UNREADABLE: Final = "The platform's list of columns could not be read."


@dataclass(frozen=True, kw_only=True)
class LineItemsRef:
    """The columns of one course as a launch named them, and what the platform allows there."""

    url: str
    scopes: tuple[str, ...]

    @property
    def may_read(self) -> bool:
        """Whether its columns may be looked at (§3.1)."""
        return LINE_ITEM_SCOPE in self.scopes or READING_SCOPE in self.scopes

    @property
    def may_write(self) -> bool:
        """Whether columns may be made and changed (§3.1)."""
        return LINE_ITEM_SCOPE in self.scopes


@dataclass(frozen=True, kw_only=True)
class NewLineItem:
    """A column to be made."""

    label: str
    maximum: Decimal
    resource_link_id: str
    resource_id: str
    tag: str
    custom: Mapping[str, str] = field(default_factory=dict)
    """What opens the work from the gradebook: the parameters of the link."""


def is_gone(connector: Connector, url: str, scopes: tuple[str, ...]) -> bool:
    """Whether a column is not there any more; ``False`` where it may not be looked at.

    Raises a `TryAgainError`.
    """
    place = LineItemsRef(url=url, scopes=scopes)
    if not place.may_read:
        return False
    try:
        connector.make_service_request([_reading_scope(place)], url, accept=_ONE)
    except RefusedError as error:
        return error.status in GONE
    return False


class LineItemService:
    """Reads and changes the columns of gradebooks; threads share it."""

    def __init__(self, session: PlatformSession, tokens: AccessTokens) -> None:
        self._session = session
        self._tokens = tokens

    def list_fitting(
        self, registration: Registration, place: LineItemsRef, **wanted: str
    ) -> tuple[Column, ...]:
        """List the columns that a filter finds: ``resource_link_id``, ``resource_id`` or ``tag``.

        Pages are followed as the platform names them (§3.2.4). A platform may pass over the filter,
        so there may be others as well. Raises a `DeliveryError`.
        """
        scope = _reading_scope(place)
        connector = Connector(registration, self._session, self._tokens)
        url: str | None = _with_query(place.url, wanted)
        seen: set[str] = set()
        found: list[Column] = []
        while url is not None:
            if url in seen or len(seen) == MOST_PAGES:
                raise RefusedError("The platform's list of columns does not end.")
            seen.add(url)
            answer = connector.make_service_request([scope], url, accept=_MANY)
            if not isinstance(answer["body"], list):
                raise RefusedError(_UNREADABLE)
            found += [one for each in answer["body"] if (one := _column_of(each)) is not None]
            url = answer["next_page_url"]
        return tuple(found)

    def create(
        self, registration: Registration, place: LineItemsRef, wanted: NewLineItem
    ) -> Column | None:
        """Make a column (§3.2.5); ``None`` where the answer does not say which one it is.

        The work can be opened from it, as from those that come with a link (Submission Review 1.0).
        Raises a `DeliveryError`: the column may be there all the same.
        """
        _demand_writing(place)
        connector = Connector(registration, self._session, self._tokens)
        whole = wanted.maximum == wanted.maximum.to_integral_value()
        content = {
            "label": wanted.label,
            "scoreMaximum": int(wanted.maximum) if whole else float(wanted.maximum),
            "resourceLinkId": wanted.resource_link_id,
            "resourceId": wanted.resource_id,
            "tag": wanted.tag,
            "submissionReview": {
                "reviewableStatus": [progress.value for progress in ActivityProgress],
                "label": SEE_THE_WORK,
                "custom": dict(wanted.custom),
            },
        }
        answer = connector.make_service_request(
            [LINE_ITEM_SCOPE],
            place.url,
            is_post=True,
            data=json.dumps(content),
            content_type=_ONE,
            accept=_ONE,
        )
        return _column_of(answer["body"])

    def mark(
        self,
        registration: Registration,
        place: LineItemsRef,
        url: str,
        *,
        resource_id: str,
        tag: str,
    ) -> None:
        """Note on a column what it is for, unless something is noted there. Raises `DeliveryError`.

        A PUT replaces all that there is (§3.2.8), so it is read first, and goes back as it came
        with these two added.
        """
        _demand_writing(place)
        connector = Connector(registration, self._session, self._tokens)
        held = connector.make_service_request([LINE_ITEM_SCOPE], url, accept=_ONE)["body"]
        if not isinstance(held, dict):
            raise RefusedError("The column could not be read.")
        if held.get("resourceId") or held.get("tag"):
            return
        changed = {**held, "resourceId": resource_id, "tag": tag}
        connector.replace([LINE_ITEM_SCOPE], url, json.dumps(changed), _ONE)


def _reading_scope(place: LineItemsRef) -> str:
    if not place.may_read:
        raise RefusedError("The platform does not allow looking at the columns of its gradebook.")
    return READING_SCOPE if READING_SCOPE in place.scopes else LINE_ITEM_SCOPE


def _demand_writing(place: LineItemsRef) -> None:
    if not place.may_write:
        raise RefusedError("The platform does not allow adding or changing columns.")


def _with_query(url: str, wanted: Mapping[str, str]) -> str:
    """Add filters to an address that may have a query of its own, which has to stay."""
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in wanted.items())
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{added}" if added else url


def _column_of(entry: Any) -> Column | None:
    """Read one column; what has no address that can be used is none."""
    if not isinstance(entry, dict):
        return None
    url, link = entry.get("id"), _link_of(entry.get("resourceLinkId"))
    if not is_sound_text(url, URL_LIMIT) or not is_web_url(url) or link is None:
        return None
    return Column(
        url=url,
        label=_text(entry.get("label"), TEXT_LIMIT),
        maximum=_number(entry.get("scoreMaximum")),
        resource_link_id=link,
        resource_id=_text(entry.get("resourceId"), ID_LIMIT),
        tag=_text(entry.get("tag"), ID_LIMIT),
    )


def _link_of(value: object) -> str | None:
    """Read which link a column belongs to: "" for none; ``None`` if that cannot be told."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return "" if value is None else value if is_sound_text(value, ID_LIMIT) else None


def _text(value: object, limit: int) -> str:
    return value if is_sound_text(value, limit) else ""


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))
