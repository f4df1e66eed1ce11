"""Listings in few words."""

from typing import Any

from lti_tool.learning.activities import Kind, Scoring
from lti_tool.learning.listings import Listing
from tests.learning.sound import FRAMEWORK


def a_listing(code: str, **given: Any) -> Listing:
    values = {
        "title": code.title(),
        "summary": "In short.",
        "framework": FRAMEWORK.code,
        "kind": Kind.DELIVERED,
        "scoring": Scoring.COMPLETION,
        "minutes": 20,
        "points": 1,
        "needs_review": False,
        "is_retired": False,
    }
    return Listing(code=code, **{**values, **given})
