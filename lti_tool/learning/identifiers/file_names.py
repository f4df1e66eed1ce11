"""Names of patients in the names of files, which are written without capitals."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.no_names import is_known

_AFTER_PATIENT: Final = re.compile(
    r"(?<!\w)(?:patient|pt) (?:name )?(?P<words>(?P<one>[^\W\d_]{3,40}) (?P<other>[^\W\d_]{3,40}))"
    r"(?!\w)",
    re.IGNORECASE,
)


def names_in_file_name(name: str) -> Iterator[Found]:
    """Find two words after "patient" of which neither is one of papers, services or illnesses."""
    for match in _AFTER_PATIENT.finditer(name):
        if not is_known(match["one"]) and not is_known(match["other"]):
            yield Found(
                kind=IdentifierKind.NAME,
                start=match.start("words"),
                end=match.end("words"),
                text=match["words"],
            )
