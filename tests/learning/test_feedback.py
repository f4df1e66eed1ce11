from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lti_tool.learning.activities import Scoring
from lti_tool.learning.attempts import AttemptState, submitted_state
from lti_tool.learning.evidence import MappingState
from lti_tool.learning.feedback import feedback_of
from lti_tool.learning.reviews import Decision, Outcome, ReviewState, Verdict
from tests.learning.sound import ACTIVITY

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = Decision(
    id=1,
    outcome=Outcome.RETURNED,
    by="Priya Nair",
    at=NOW,
    verdicts=(),
    levels=(),
    given=None,
    maximum=None,
    comment="Say how you know.",
    gradebook_comment="",
    undone_at=None,
    undone_by=None,
    acknowledged_at=None,
)
SECOND = replace(FIRST, id=2, outcome=Outcome.DECIDED)
UNDONE = replace(SECOND, id=3, undone_at=NOW, undone_by="Priya Nair")


@pytest.mark.parametrize(
    ("review", "standing", "earlier"),
    [
        (ReviewState.DECIDED, SECOND, (UNDONE, FIRST)),
        (None, SECOND, (UNDONE, FIRST)),
        (ReviewState.AWAITING, None, (UNDONE, SECOND, FIRST)),
    ],
)
def test_what_was_decided_last_counts_unless_it_is_undone_or_more_was_submitted(
    review: ReviewState | None, standing: Decision | None, earlier: tuple[Decision, ...]
) -> None:
    found = feedback_of((UNDONE, SECOND, FIRST), review)
    assert (found.standing, found.earlier) == (standing, earlier)
    assert found.taken_back == UNDONE


def test_what_was_taken_back_before_something_else_was_decided_is_past() -> None:
    assert feedback_of((SECOND, UNDONE, FIRST), ReviewState.DECIDED).taken_back is None
    assert feedback_of((UNDONE, FIRST), None, is_withdrawn=True).taken_back is None


def test_what_was_accepted_last_time_is_told_while_it_waits_to_be_decided_anew() -> None:
    accepted, refused = (
        Verdict(item_id=number, statement="It shows it", state=state, comment="")
        for number, state in enumerate((MappingState.ACCEPTED, MappingState.NOT_YET))
    )
    made = replace(FIRST, verdicts=(accepted, refused))

    assert feedback_of((UNDONE, made), ReviewState.AWAITING).accepted_before == {0}
    assert feedback_of((UNDONE, made), ReviewState.DECIDED).accepted_before == frozenset()


def test_without_a_decision_there_is_no_feedback() -> None:
    found = feedback_of((), None)
    assert (found.standing, found.earlier) == (None, ())


@pytest.mark.parametrize(
    ("scoring", "state"),
    [
        (Scoring.KNOWLEDGE_CHECK, AttemptState.COMPLETE),
        (Scoring.COMPLETION, AttemptState.COMPLETE),
        (Scoring.ASSESSED, AttemptState.AWAITING_REVIEW),
    ],
)
def test_only_assessed_work_waits_once_it_is_submitted(
    scoring: Scoring, state: AttemptState
) -> None:
    assert submitted_state(replace(ACTIVITY, scoring=scoring)) is state
