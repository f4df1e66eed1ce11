"""What tells who a patient is: found in texts before others read them; a help, no guarantee."""

from lti_tool.learning.identifiers.finding import find_identifiers, find_in_file_name
from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.sharing import (
    IdentifiersFoundError,
    Look,
    SharedText,
    Suspect,
    digest_of,
    look_through,
)

__all__ = [
    "Found",
    "IdentifierKind",
    "IdentifiersFoundError",
    "Look",
    "SharedText",
    "Suspect",
    "digest_of",
    "find_identifiers",
    "find_in_file_name",
    "look_through",
]
