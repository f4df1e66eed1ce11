"""What makes a PDF sound enough to be kept: that it begins and ends as one."""

import re
from typing import Final

from lti_tool.exchange.uploads.unfit import UnfitError

_HEADER: Final = re.compile(rb"%PDF-[12]\.\d")
_MOST_AFTER_THE_END: Final = 2048


def sound_pdf(content: bytes) -> bytes:
    """Give back a PDF that is whole. Raises :class:`UnfitError`."""
    tail = content[-_MOST_AFTER_THE_END:]
    is_whole = b"startxref" in tail and b"%%EOF" in tail
    if not _HEADER.match(content) or not is_whole:
        raise UnfitError("The PDF is damaged or only a part of it arrived. Save it again")
    return content
