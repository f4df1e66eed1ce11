"""What makes an activity sound: in itself, and against the framework it names."""

from lti_tool.learning.soundness.activities import MOST_POINTS, mismatches, problems

__all__ = ["MOST_POINTS", "mismatches", "problems"]
