"""The way back to the platform: where it wants people, and what we tell it when we refused one.

LTI Core 1.3 §5.4.4: https://www.imsglobal.org/spec/lti/v1p3/#launch-presentation-claim
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from lti_tool.lti.claim_values import ClaimValues, is_web_url

_LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_WORD = re.compile(r"[A-Za-z0-9_.:/#-]+")
_LONGEST: Final = 2_000
"""Servers and browsers may cut what is longer, and half an address leads anywhere."""


def return_url_of(claims: Mapping[str, object]) -> str | None:
    """Read where people go back to: a courtesy, so what no page may link to is none."""
    value = ClaimValues(claims).courtesies(f"{_LTI}launch_presentation").courtesy("return_url")
    return value if value is not None and is_web_url(value) else None


def message_type_of(claims: Mapping[str, object]) -> str | None:
    """Read what the platform asked for, whether or not there is such a message: for our log."""
    value = ClaimValues(claims).courtesy(f"{_LTI}message_type")
    return value[:40] if value is not None and _WORD.fullmatch(value) else None


def with_error(url: str, *, message: str, log: str) -> str | None:
    """Add to a return URL what went wrong, for the person and for the platform's log.

    What the URL says itself is kept. ``None`` where the result would be no address to rely on.
    """
    parts = urlsplit(url)
    if "@" in parts.netloc or not url.isascii():
        return None
    said = urlencode({"lti_errormsg": message, "lti_errorlog": log}, quote_via=quote)
    query = f"{parts.query}&{said}" if parts.query else said
    whole = urlunsplit(parts._replace(query=query))
    return whole if len(whole) <= _LONGEST else None
