"""What makes an activity sound: in itself, and against the framework it names."""

from lti_tool.learning.soundness.activities import (
    LONGEST_CODE,
    mismatches,
    problems,
)
from lti_tool.learning.soundness.lines import LONGEST_TITLE, MOST_POINTS

__all__ = ["LONGEST_CODE", "LONGEST_TITLE", "MOST_POINTS", "mismatches", "problems"]
