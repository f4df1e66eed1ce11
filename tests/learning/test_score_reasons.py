"""Why a score did not arrive, as people read it and as whoever looks after a platform does."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lti_tool.learning.scores import DeliveryState, ScoreStatus

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "said", "answer"),
    [
        (None, "", ""),
        (
            "The platform refused it (403 FORBIDDEN).",
            "The gradebook did not accept it.",
            "403 FORBIDDEN",
        ),
        (
            "The platform could not take it just now (503 Busy (again)).",
            "The gradebook could not take it just now.",
            "503 Busy (again)",
        ),
        (
            "The platform did not answer in time.",
            "Your learning platform did not answer in time.",
            "",
        ),
    ],
)
def test_why_a_score_did_not_arrive_is_said_apart_from_what_a_server_answered(
    reason: str | None, said: str, answer: str
) -> None:
    status = ScoreStatus(
        state=DeliveryState.REFUSED, since=NOW, reason=reason, given=Decimal(1), maximum=Decimal(1)
    )
    assert (status.said, status.answer) == (said, answer)
