"""What a verified launch says: its claims, each checked, as one frozen value.

LTI Core 1.3 §5.3-5.4: https://www.imsglobal.org/spec/lti/v1p3/#required-message-claims
Deep Linking 2.0 §4.4: https://www.imsglobal.org/spec/lti-dl/v2p0/#deep-linking-request-message
Submission Review 1.0: https://www.imsglobal.org/spec/lti-sr/v1p0
Claims that nobody here needs are passed over, whatever they hold.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lti_tool.lti.claim_values import (
    ID_LIMIT,
    LIST_LIMIT,
    TEXT_LIMIT,
    ClaimValues,
    is_sound_text,
)
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.migration import FormerIdentity, read_former_identity
from lti_tool.lti.return_urls import return_url_of

_LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_ENDPOINT: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_SETTINGS: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
_VERSION: Final = "1.3.0"
_RESOURCE_LINK_ITEM: Final = "ltiResourceLink"
_IDENTITY: Final = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "email",
    "picture",
)
"""Whoever is described by one of these is somebody, and a platform has to say who."""
_UNRESOLVED = re.compile(r"\$[A-Za-z][\w.]*")


class MessageType(StrEnum):
    """The messages we serve."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
    DATA_PRIVACY = "LtiDataPrivacyLaunchRequest"


_ALSO_SPELLED: Final[Mapping[str, MessageType]] = {
    "DataPrivacyLaunchRequest": MessageType.DATA_PRIVACY,
}
_ABOUT_SOMEBODY: Final = frozenset({MessageType.SUBMISSION_REVIEW, MessageType.DATA_PRIVACY})
_NEEDS_NO_LINK: Final = _ABOUT_SOMEBODY | {MessageType.DEEP_LINKING}


@dataclass(frozen=True, kw_only=True)
class ContextClaim:
    """The context; its id is unique within the deployment."""

    id: str
    title: str | None


@dataclass(frozen=True, kw_only=True)
class ResourceLinkClaim:
    """The placement; its id is unique within the deployment."""

    id: str
    title: str | None


@dataclass(frozen=True, kw_only=True)
class EndpointClaim:
    """Where scores may be sent, and what the platform lets us do there."""

    line_item: str | None
    scopes: tuple[str, ...]
    line_items: str | None = None
    """Where the columns of the course are listed."""


@dataclass(frozen=True, kw_only=True)
class DeepLinkingSettings:
    """What the platform takes back from somebody who picks activities."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_targets: tuple[str, ...]
    accept_multiple: bool
    """Absent counts as no: the standard names no default, and one item is always taken."""
    accept_line_item: bool
    """Absent counts as yes: Moodle leaves it out and makes the column all the same."""
    data: str | None

    @property
    def takes_links(self) -> bool:
        """Whether it takes what this tool has; the picker says so where it does not."""
        return _RESOURCE_LINK_ITEM in self.accept_types


@dataclass(frozen=True, kw_only=True)
class Launch:
    """One verified arrival: who, where, as what, and what the platform offers."""

    message_type: MessageType
    deployment_id: str
    subject: str
    """The person's ``sub``, unique per issuer; made up, and never twice, where they are unnamed."""
    is_anonymous: bool
    """Whether the platform named nobody: nothing of this person may outlast their visit."""
    target_link_uri: str | None
    """Where the person wants to go; None only where a deep linking request leaves it out."""
    roles: tuple[str, ...]
    name: str | None
    """What the platform shares: the whole name, or what the given and the family name make."""
    context: ContextClaim | None
    resource_link: ResourceLinkClaim | None
    """There for every resource link launch; none for deep linking."""
    custom: Mapping[str, str]
    """Only texts; a variable that the platform did not resolve is absent."""
    scores: EndpointClaim | None
    deep_linking: DeepLinkingSettings | None
    """There for every deep linking request, and for nothing else."""
    return_url: str | None
    for_user: str | None
    """The ``sub`` of whom a review or a data privacy launch is about; None: of nobody else."""
    former: FormerIdentity | None
    """Who they were in LTI 1.1, as the platform says: nothing of it is proven yet."""
    platform_family: str | None


def read_launch(claims: Mapping[str, object]) -> Launch:
    """Read the claims of a token whose signature is good, or raise `LaunchRejectedError`."""
    top = ClaimValues(claims)
    message_type = _message_type(top)
    subject = _subject(top, message_type)
    return Launch(
        message_type=message_type,
        deployment_id=_deployment_id(top),
        # Two who are not named are two: they never share an account (Core 5.3.6.1).
        subject=subject or f"unnamed-{secrets.token_urlsafe(24)}",
        is_anonymous=subject is None,
        target_link_uri=_target(top, message_type),
        roles=top.required(f"{_LTI}roles", top.texts(f"{_LTI}roles")),
        name=None if subject is None else _name(top),
        context=_context(top),
        resource_link=_resource_link(top, message_type),
        custom=_custom(top),
        scores=_scores(top),
        deep_linking=_deep_linking(top, message_type),
        return_url=return_url_of(claims),
        for_user=_for_user(top, message_type),
        former=None if subject is None else read_former_identity(claims, subject),
        platform_family=top.courtesies(f"{_LTI}tool_platform").courtesy("product_family_code"),
    )


def _message_type(top: ClaimValues) -> MessageType:
    name = f"{_LTI}message_type"
    spelled = top.required(name, top.text(name))
    if top.required(f"{_LTI}version", top.text(f"{_LTI}version")) != _VERSION:
        top.refuse(f"{_LTI}version")
    try:
        return _ALSO_SPELLED.get(spelled) or MessageType(spelled)
    except ValueError:
        raise LaunchRejectedError(
            "message-type-unknown",
            "Your learning platform asked for something that this tool does not do.",
        ) from None


def _deployment_id(top: ClaimValues) -> str:
    name = f"{_LTI}deployment_id"
    value = top.identifier(name)
    if not value.isascii():
        top.refuse(name)
    return value


def _subject(top: ClaimValues, message_type: MessageType) -> str | None:
    """Read who it is; None where the platform names nobody, and may (Core 5.3.6.1, DL 4.4.5)."""
    value = top.text("sub", limit=ID_LIMIT)
    if value is not None or message_type is MessageType.DEEP_LINKING:
        return value
    is_review = message_type is MessageType.SUBMISSION_REVIEW
    if is_review or any(top.is_said(name) for name in _IDENTITY):
        raise LaunchRejectedError(
            "sub-missing",
            "Your learning platform did not say who you are. This tool keeps work for a person, "
            "so it opens only where the platform shares an anonymous user number.",
        )
    return None


def _target(top: ClaimValues, message_type: MessageType) -> str | None:
    name = f"{_LTI}target_link_uri"
    value = top.url(name)
    return value if message_type is MessageType.DEEP_LINKING else top.required(name, value)


def _context(top: ClaimValues) -> ContextClaim | None:
    context = top.inside(f"{_LTI}context")
    if context is None:
        return None
    return ContextClaim(id=context.identifier("id"), title=context.courtesy("title"))


def _resource_link(top: ClaimValues, message_type: MessageType) -> ResourceLinkClaim | None:
    name = f"{_LTI}resource_link"
    link = top.inside(name)
    if message_type is MessageType.DEEP_LINKING:
        return None
    if link is None:
        return None if message_type in _NEEDS_NO_LINK else top.required(name, None)
    return ResourceLinkClaim(id=link.identifier("id"), title=link.courtesy("title"))


def _custom(top: ClaimValues) -> Mapping[str, str]:
    name = f"{_LTI}custom"
    found: dict[str, str] = {}
    for key, value in (top.inside(name) or ClaimValues({})).members():
        if not isinstance(value, str) or _UNRESOLVED.fullmatch(value):
            continue
        if not is_sound_text(value, TEXT_LIMIT) or not is_sound_text(key, ID_LIMIT):
            top.refuse(name)
        found[key] = value
    if len(found) > LIST_LIMIT:
        top.refuse(name)
    return found


def _scores(top: ClaimValues) -> EndpointClaim | None:
    endpoint = top.inside(_ENDPOINT)
    if endpoint is None:
        return None
    return EndpointClaim(
        line_item=endpoint.url("lineitem"),
        scopes=endpoint.texts("scope") or (),
        line_items=endpoint.courtesy_url("lineitems"),
    )


def _deep_linking(top: ClaimValues, message_type: MessageType) -> DeepLinkingSettings | None:
    if message_type is not MessageType.DEEP_LINKING:
        return None
    settings = top.required(_SETTINGS, top.inside(_SETTINGS))
    targets = "accept_presentation_document_targets"
    return DeepLinkingSettings(
        return_url=settings.required("deep_link_return_url", settings.url("deep_link_return_url")),
        accept_types=settings.required("accept_types", settings.texts("accept_types")),
        accept_targets=settings.required(targets, settings.texts(targets)),
        accept_multiple=settings.flag("accept_multiple", default=False),
        accept_line_item=settings.flag("accept_lineitem", default=True),
        data=settings.verbatim("data"),
    )


def _name(top: ClaimValues) -> str | None:
    parts = [top.courtesy("given_name"), top.courtesy("family_name")]
    return top.courtesy("name") or " ".join(part for part in parts if part) or None


def _for_user(top: ClaimValues, message_type: MessageType) -> str | None:
    if message_type not in _ABOUT_SOMEBODY:
        return None
    somebody = top.inside(f"{_LTI}for_user")
    return None if somebody is None else somebody.identifier("user_id")
