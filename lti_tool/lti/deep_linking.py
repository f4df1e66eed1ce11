"""What a picker hands back to the course: chosen activities, signed.

Deep Linking 2.0 §4.5: https://www.imsglobal.org/spec/lti-dl/v2p0/#deep-linking-response-message
The form that carries it is the page's: pylti1p3's own builds HTML without escaping.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pylti1p3.deep_link import DeepLink, TDeepLinkData
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from typing_extensions import override

from lti_tool.learning.clock import Clock
from lti_tool.learning.scores import ActivityProgress
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration, wire_registration

_ANSWER_LASTS = 600
_CLOCKS_DIFFER = 5
_FRAME_WIDTH = 960
_FRAME_HEIGHT = 800
SEE_THE_WORK = "See the work"
"""What a gradebook calls the way from a score to the work (Submission Review 1.0)."""
_DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"


@dataclass(frozen=True, kw_only=True)
class LineItemProposal:
    """The gradebook column that should come with an activity; all take a whole maximum."""

    label: str
    score_maximum: int
    resource_id: str
    tag: str


@dataclass(frozen=True, kw_only=True)
class ContentItem:
    """One chosen activity as a link for the course."""

    url: str
    title: str
    text: str
    custom: Mapping[str, str] = field(default_factory=dict)
    line_item: LineItemProposal | None = None
    opens: datetime | None = None
    """Aware: from when it can be opened and handed in."""
    due: datetime | None = None
    """Aware: until when it can be handed in."""
    targets: tuple[str, ...] = ()
    """Where the platform can show it; what it did not name is not proposed."""


def answer(
    registration: Registration,
    keys: ToolKeys,
    *,
    deployment_id: str,
    data: str | None,
    items: Sequence[ContentItem],
    clock: Clock,
) -> str:
    """Make the signed answer; no items means that the person cancelled.

    ``data`` is what the platform's request carried, and goes back only when it came.
    """
    settings: TDeepLinkData = {} if data is None else {"data": data}
    message = _Answer(registration, keys, deployment_id, settings, clock)
    return message.get_response_jwt([_ContentLink(item) for item in items])


def wire_item(item: ContentItem) -> dict[str, object]:
    """Write one item as it stands in an answer."""
    return _ContentLink(item).to_dict()


class _Answer(DeepLink):
    """pylti1p3's message, signed with the key that is held, dated by the injected clock."""

    def __init__(
        self,
        registration: Registration,
        keys: ToolKeys,
        deployment_id: str,
        settings: TDeepLinkData,
        clock: Clock,
    ) -> None:
        super().__init__(wire_registration(registration), deployment_id, settings)
        self._keys = keys
        self._clock = clock

    @override
    def get_message_jwt(self, resources: Sequence[DeepLinkResource]) -> dict[str, object]:
        now = int(self._clock().timestamp())
        message = super().get_message_jwt(resources) | {
            "aud": self._registration.get_issuer(),
            "iat": now - _CLOCKS_DIFFER,
            "exp": now + _ANSWER_LASTS,
        }
        if message[_DATA] is None:
            del message[_DATA]  # null would be an answer to a question that nobody asked
        return message

    @override
    def encode_jwt(self, message: Mapping[str, object]) -> str:
        return self._keys.sign(message)

    @override
    def _generate_nonce(self) -> str:
        return secrets.token_urlsafe(24)


class _ContentLink(DeepLinkResource):
    """pylti1p3's link, with text, dates and targets, which it has no place for."""

    def __init__(self, item: ContentItem) -> None:
        self._more = {"text": item.text, **_dates(item), **_target(item.targets)}
        self.set_url(item.url).set_title(item.title).set_custom_params(dict(item.custom))
        if item.line_item is not None:
            self.set_lineitem(_line_item(item, item.line_item))

    @override
    def to_dict(self) -> dict[str, object]:
        return super().to_dict() | self._more


def _dates(item: ContentItem) -> dict[str, object]:
    """When it is available, and when it can be handed in, as ISO 8601 with the zone."""
    found: dict[str, dict[str, str]] = {}
    if item.opens is not None:
        found["available"] = {"startDateTime": item.opens.isoformat()}
        found["submission"] = {"startDateTime": item.opens.isoformat()}
    if item.due is not None:
        found.setdefault("submission", {})["endDateTime"] = item.due.isoformat()
    return {**found}


def _target(targets: Collection[str]) -> dict[str, object]:
    """In the page wherever that is possible: a window would be one for good on some platforms."""
    if "iframe" in targets:
        return {"iframe": {"width": _FRAME_WIDTH, "height": _FRAME_HEIGHT}}
    return {"window": {"targetName": "_blank"}} if "window" in targets else {}


def _line_item(item: ContentItem, proposal: LineItemProposal) -> LineItem:
    """Make a column from which the work can be opened, once there is any (Submission Review 1.0).

    Its parameters are the link's, for platforms that send a review none but its own.
    """
    return (
        LineItem()
        .set_label(proposal.label)
        .set_score_maximum(proposal.score_maximum)
        .set_resource_id(proposal.resource_id)
        .set_tag(proposal.tag)
        .set_submission_review(
            [progress.value for progress in ActivityProgress],
            label=SEE_THE_WORK,
            url=item.url,
            custom=dict(item.custom),
        )
    )
