"""The tables: what is kept, about whom, and what must never be there twice."""

from lti_tool.store.tables.deliveries import PlatformPace, ScoreCheck, ScoreDelivery
from lti_tool.store.tables.evidence import Attachment, Attempt, Evidence, EvidenceEvent, Mapping
from lti_tool.store.tables.foundation import Base
from lti_tool.store.tables.launch import (
    Context,
    ContextActivity,
    Enrolment,
    FormerPerson,
    LineItem,
    PendingLogin,
    Person,
    ResourceLink,
    Visit,
)
from lti_tool.store.tables.library import (
    ActivityListing,
    ActivityListingItem,
    ActivityVersion,
    Framework,
    FrameworkAssociation,
    FrameworkItem,
)
from lti_tool.store.tables.noted import LaunchEntry, Tally
from lti_tool.store.tables.platforms import (
    AccessToken,
    Deployment,
    FormerRegistration,
    PlatformKeySet,
    Registration,
    Tenant,
)
from lti_tool.store.tables.reviews import Decision, ReturnedTie, ReturnedVersion, ReviewDraft

__all__ = [
    "AccessToken",
    "ActivityListing",
    "ActivityListingItem",
    "ActivityVersion",
    "Attachment",
    "Attempt",
    "Base",
    "Context",
    "ContextActivity",
    "Decision",
    "Deployment",
    "Enrolment",
    "Evidence",
    "EvidenceEvent",
    "FormerPerson",
    "FormerRegistration",
    "Framework",
    "FrameworkAssociation",
    "FrameworkItem",
    "LaunchEntry",
    "LineItem",
    "Mapping",
    "PendingLogin",
    "Person",
    "PlatformKeySet",
    "PlatformPace",
    "Registration",
    "ResourceLink",
    "ReturnedTie",
    "ReturnedVersion",
    "ReviewDraft",
    "ScoreCheck",
    "ScoreDelivery",
    "Tally",
    "Tenant",
    "Visit",
]
