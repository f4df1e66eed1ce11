"""What an instructor can do about a score that is not in the gradebook."""

import re
from typing import Final

from lti_tool.learning.families import FamilyRules
from lti_tool.learning.score_checks import CheckFinding
from lti_tool.learning.scores import DeliveryState, ScoreStatus, plainly

_STATUS: Final = re.compile(r"\((\d{3})\b")
_NOT_SURE: Final = (
    "Look at this score in the gradebook. If it is not right there, send it again; if that does "
    "not help, tell whoever looks after your learning platform."
)
_NOT_THERE: Final = (
    "Its column is not in the gradebook any more. If the activity is still in your course, look "
    "for its column under “Gradebook columns”: once it is there, this score is sent again."
)
_NOT_ALLOWED: Final = (
    "Your learning platform does not let this tool write into that column. Ask whoever looks "
    "after it to allow that, then send the score again."
)
_NOT_TAKEN: Final = (
    "Check that they are still a learner in your course and have tries left there, then send it "
    "again."
)
_TELL: Final = "Tell whoever looks after your learning platform, then send the score again."
_TELL_OPERATOR: Final = "Tell whoever runs this tool, then send the score again."
_NO_COLUMN: Final = (
    "The activity has no gradebook column any more, so nothing can be sent. If it should have one, "
    "look under “Gradebook columns”."
)
_GIVEN_UP: Final = "It was tried for three days. Send it again once your learning platform works."
_SET_ZERO: Final = "If yours does, set it to 0 there."
HELD_UP: Final = (
    "Your learning platform takes no scores for this activity at the moment. This one is sent by "
    "itself as soon as it does. If it lasts, see whether its column in the gradebook is locked."
)
"""About one that waits for its platform."""
NOT_COMPARED: Final = "The next comparison shows whether the gradebook took it."
"""About one that was sent over something else that the gradebook was found to hold."""
UNDONE: Final = (
    "Its decision was undone since. The gradebook keeps it until the work is decided again."
)
"""About a score that arrived."""
GONE: Final = (
    "Its column is not in the gradebook any more. If it should be, look for it under “Gradebook "
    "columns”. If not, leave it so."
)
"""About a score that had arrived in a column that comparing did not find any more."""
_LOCKED: Final = "If your gradebook locks what is set by hand, unlock it there first."
_BY_FINDING: Final = {
    CheckFinding.MISSING: (
        "It was erased there, or they are not in the course any more. Send it again to put it "
        "back, or leave it so."
    ),
    CheckFinding.OUTDATED: (
        "That is an earlier score of theirs. Send it again to put the newer one there."
    ),
    CheckFinding.OVERRIDDEN: (
        "It was set there, by a person or by a rule such as one for late work. If it is meant, "
        "leave it so. Otherwise send this again."
    ),
}
_BY_STATE: Final = {
    DeliveryState.RETRYING: "It is tried again by itself. You need not do anything.",
    DeliveryState.SUPERSEDED: "If the gradebook is wrong, send it again.",
}
_NAMES_THE_CAUSE: Final = frozenset({_NOT_ALLOWED, _NOT_THERE, HELD_UP})
_PASSES: Final = re.compile(r"just now|did not answer|could not be reached|web page")
_BY_STATUS: Final = {
    "400": _NOT_TAKEN,
    "422": _NOT_TAKEN,
    "401": _NOT_ALLOWED,
    "403": _NOT_ALLOWED,
    "404": _NOT_THERE,
    "410": _NOT_THERE,
}


def what_to_do(state: DeliveryState, reason: str | None, *, has_column: bool) -> str:
    """Say in a sentence or two what to do about the newest score of a learner; "" for nothing."""
    if state not in {DeliveryState.REFUSED, DeliveryState.GIVEN_UP}:
        return _BY_STATE.get(state, "")
    if not has_column:
        return _NO_COLUMN
    return _GIVEN_UP if state is DeliveryState.GIVEN_UP else _after_refusal(reason or "")


def about_zero(status: ScoreStatus, rules: FamilyRules) -> str:
    """Say what a gradebook makes of a 0 that arrived; "" where it shows as any other score."""
    if not status.is_zero_there:
        return ""
    if status.earlier and rules.zero_after_note:
        return f"{rules.zero_after_note} That was {status.earlier.said}."
    return rules.zero_note


def zero_advice(status: ScoreStatus, rules: FamilyRules) -> str:
    """Say the same to an instructor, with what to do about it."""
    said = about_zero(status, rules)
    return f"{said} {_SET_ZERO}" if is_earlier_kept(status, rules) else said


def is_earlier_kept(status: ScoreStatus, rules: FamilyRules) -> bool:
    """Whether a gradebook may still show what it had before a 0 arrived."""
    return status.is_zero_there and status.earlier is not None and bool(rules.zero_after_note)


def what_differs(finding: CheckFinding, override_note: str = "") -> str:
    """Say what a gradebook's difference comes from and what to do about it; "" without one.

    ``override_note``: what is known of the platform where something was set by hand.
    """
    said = _BY_FINDING.get(finding, "")
    is_set = finding is CheckFinding.OVERRIDDEN
    return f"{said} {override_note or _LOCKED}" if is_set else said


def why_and_what(said: str, advice: str) -> str:
    """Put a reason and what to do about it together, without saying the cause twice."""
    return advice if advice in _NAMES_THE_CAUSE else f"{said} {advice}".strip()


def why_not_compared(trouble: str) -> str:
    """Say why a gradebook could not be read; "" where that passes by itself."""
    return "" if _PASSES.search(trouble) else plainly(trouble)


def _after_refusal(reason: str) -> str:
    if "nobody has registered" in reason:
        return _TELL_OPERATOR
    if "does not allow" in reason:
        return _NOT_ALLOWED
    if "or holds something newer" in reason:
        return _NOT_SURE
    found = _STATUS.search(reason)
    return _BY_STATUS.get(found[1], _TELL) if found else _TELL
