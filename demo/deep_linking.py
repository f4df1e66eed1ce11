"""What a picker may hand back, and how it becomes an activity."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from demo.claims import LTI
from demo.courses import Review
from demo.families import Family
from demo.refusals import Refused
from demo.scores import ACTIVITY_PROGRESS

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LONGEST_TITLE = 255


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A content item, checked and put into the platform's own words."""

    title: str
    url: str | None
    custom: Mapping[str, str]
    text: str = ""
    score_maximum: float | None = None
    """None: the activity gets no grade column."""
    resource_id: str = ""
    tag: str = ""
    review: Review | None = None
    opens: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class Picking:
    """A picker that was opened: where its answer belongs, and what must come back with it."""

    person_id: str
    course_id: str
    data: str


@dataclass(kw_only=True)
class Pickings:
    """The open pickers by their key, each good for one answer, and the nonces seen."""

    open: dict[str, Picking] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)

    def spend(self, key: str, nonce: str) -> None:
        """Close a picker with an answer of that nonce; refuse a second one of either."""
        if key not in self.open or nonce in self.nonces:
            raise Refused(400, "this answer was given already")
        del self.open[key]
        self.nonces.add(nonce)


def check_answer(
    claims: Mapping[str, Any], *, client_id: str, deployment_id: str, data: str | None
) -> list[dict[str, Any]]:
    """Return the content items of a verified answer, or refuse it."""
    expected = {
        "iss": client_id,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "version": "1.3.0",
        LTI + "deployment_id": deployment_id,
    }
    if data is not None:
        expected[DL + "data"] = data
    for claim, value in expected.items():
        if claims.get(claim) != value:
            raise Refused(400, f"{claim} must be {value!r}, it is {claims.get(claim)!r}")
    if not isinstance(claims.get("nonce"), str) or not claims["nonce"]:
        raise Refused(400, "the answer has no nonce")
    items = claims.get(DL + "content_items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused(400, "content_items must be a list of objects")
    return items


def read_item(item: Mapping[str, Any], family: Family, origin: str, *, several: bool) -> Placement:
    """Check one content item by the family's rules."""
    if item.get("type") != "ltiResourceLink":
        raise Refused(400, f"items of type {item.get('type')!r} were not asked for")
    line_item = item.get("lineItem")
    if line_item is not None and not isinstance(line_item, dict):
        raise Refused(400, "lineItem must be an object")
    return Placement(
        title=_title(item),
        url=_url(item, family, origin),
        custom=_custom(item.get("custom"), family),
        text=str(item.get("text") or ""),
        score_maximum=_maximum(line_item, family, several=several) if line_item else None,
        resource_id=str((line_item or {}).get("resourceId") or ""),
        tag=str((line_item or {}).get("tag") or ""),
        review=read_review((line_item or {}).get("submissionReview"), family, origin),
        opens=_date(item, ("available", "submission"), "startDateTime", family),
        due=_date(item, ("submission",), "endDateTime", family),
    )


def read_review(asked: object, family: Family, origin: str) -> Review | None:
    """Check what a column says of its review; the statuses are required where it says any."""
    if asked is None:
        return None
    if not isinstance(asked, dict):
        raise Refused(400, "submissionReview must be an object")
    statuses = asked.get("reviewableStatus")
    if not isinstance(statuses, list) or not set(map(str, statuses)) <= ACTIVITY_PROGRESS:
        raise Refused(400, "reviewableStatus must be a list of words for activity progress")
    return Review(
        label=str(asked.get("label") or Review.label),
        url=_url(asked, family, origin),
        custom=_custom(asked.get("custom"), family),
        statuses=tuple(map(str, statuses)),
    )


def _title(item: Mapping[str, Any]) -> str:
    title = item.get("title")
    if title is None or title == "":
        return "Activity"
    if not isinstance(title, str) or len(title) > LONGEST_TITLE:
        raise Refused(400, f"a title must be a text of at most {LONGEST_TITLE} characters")
    return re.sub(r"<[^>]*>", "", title).strip() or "Activity"


def _url(item: Mapping[str, Any], family: Family, origin: str) -> str | None:
    url = item.get("url")
    if url is None:
        return None
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise Refused(400, "url must be an absolute web address")
    parts = urlsplit(url)
    if origin and not family.foreign_urls and f"{parts.scheme}://{parts.netloc}" != origin:
        raise Refused(400, "url must belong to the tool")
    return url


def _date(item: Mapping[str, Any], where: tuple[str, ...], name: str, family: Family) -> str:
    """Read a moment with its zone; a platform that takes no dates does not look at them."""
    found = [each[name] for key in where if name in (each := item.get(key) or {})]
    if not found or not family.takes_dates:
        return ""
    try:
        moment = datetime.fromisoformat(found[0])
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused(400, f"{where[0]}.{name} must be a time in ISO 8601, with its zone")
    return moment.isoformat()


def _maximum(line_item: Mapping[str, Any], family: Family, *, several: bool) -> float:
    maximum: object = line_item.get("scoreMaximum")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float):
        maximum = None
    largest = family.whole_maximum
    if largest is None:
        if maximum is None or maximum <= 0:
            raise Refused(400, "scoreMaximum must be a number over 0")
        return float(maximum)
    if isinstance(maximum, int) and 1 <= maximum <= largest:
        return float(maximum)
    if several:
        # Moodle says nothing here and takes its own maximum.
        return float(largest)
    raise Refused(400, f"scoreMaximum must be an integer between 1 and {largest}")


def _custom(custom: object, family: Family) -> dict[str, str]:
    if custom is None:
        return {}
    if not isinstance(custom, dict):
        raise Refused(400, "custom must be an object")
    if family.name == "moodle":
        return _as_moodle_keeps(custom)
    for name, value in custom.items():
        if not isinstance(value, str):
            raise Refused(400, f"custom.{name} must be a text")
    return dict(custom)


def _as_moodle_keeps(custom: Mapping[str, Any]) -> dict[str, str]:
    """Moodle keeps lines of name=value: one line each, no tags, odd names twice."""
    kept: dict[str, str] = {}
    for name, value in custom.items():
        if isinstance(value, dict | list):
            raise Refused(500, f"custom.{name} is not a text")
        flat = _flat(value)
        text = re.sub(r"<[^>]*>", "", flat.split("\n")[0]).strip()
        kept[name] = text
        kept[re.sub(r"[^a-z0-9_]", "_", name.lower())] = text
    return kept


def _flat(value: object) -> str:
    if value is None or value is False:
        return ""
    return "1" if value is True else str(value)
