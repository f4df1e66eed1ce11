"""Use cases of one piece of evidence: add it, change it, submit it, see who has seen it."""

from lti_tool.services.evidence.editing import Saved
from lti_tool.services.evidence.pages import (
    Author,
    EditPage,
    EvidencePage,
    Happening,
    Instructor,
    SubmittedPage,
    SubmittingPage,
)
from lti_tool.services.evidence.sent import EvidenceSent
from lti_tool.services.evidence.services import EvidenceServices

__all__ = [
    "Author",
    "EditPage",
    "EvidencePage",
    "EvidenceSent",
    "EvidenceServices",
    "Happening",
    "Instructor",
    "Saved",
    "SubmittedPage",
    "SubmittingPage",
]
