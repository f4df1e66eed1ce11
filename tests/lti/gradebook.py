"""Scores to send, and where to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lti_tool.learning.families import FamilyRules
from lti_tool.learning.scores import ActivityProgress, GradingProgress, Score
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from tests.lti.rude_platform import ok

BOTH = (SCORE_SCOPE, RESULT_SCOPE)
TOKEN = ok(b'{"access_token": "abc", "expires_in": 3600}')
PLAIN = FamilyRules(family="any", name="Any", clock_step=timedelta(seconds=1), whole_seconds=False)
"""A platform that keeps to the standard."""

Send = Callable[..., None]


def score(given: str | None = "7", maximum: str = "10", **changes: Any) -> Score:
    facts: dict[str, Any] = {
        "given": None if given is None else Decimal(given),
        "maximum": Decimal(maximum),
        "activity_progress": ActivityProgress.COMPLETED,
        "grading_progress": GradingProgress.FULLY_GRADED,
        "comment": "Passed: 7 of 10 answers right.",
        "timestamp": datetime.now(UTC).replace(microsecond=0),
    }
    return Score(**(facts | changes))
