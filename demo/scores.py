"""What a score must look like to be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from demo.families import Family
from demo.refusals import Refused

ACTIVITY_PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
GRADING_PROGRESS = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score post, read and checked."""

    user_id: str
    timestamp: datetime
    given: float | None
    maximum: float | None
    comment: str | None
    activity_progress: str
    grading_progress: str
    is_new_attempt: bool = True
    """Whether it stands for a new attempt, where scores can say so."""

    @property
    def is_final(self) -> bool:
        return self.grading_progress == "FullyGraded"


def read(payload: object, family: Family) -> Score:
    """Read a score post by the family's rules, or refuse it with 400."""
    if not isinstance(payload, dict):
        raise Refused(400, "the score must be a JSON object")
    given = _number(payload, "scoreGiven", family)
    maximum = _number(payload, "scoreMaximum", family)
    if given is not None and maximum is None:
        raise Refused(400, "scoreGiven needs a scoreMaximum")
    if not family.lenient_scores and given is not None:
        if given < 0:
            raise Refused(400, "scoreGiven must not be negative")
        if not maximum or maximum < 0:
            raise Refused(400, "scoreMaximum must be more than 0")
    return Score(
        user_id=_user(payload, family),
        timestamp=_timestamp(payload, family),
        given=given,
        maximum=maximum,
        comment=_comment(payload),
        activity_progress=_word(payload, "activityProgress", ACTIVITY_PROGRESS, family),
        grading_progress=_word(payload, "gradingProgress", GRADING_PROGRESS, family),
        is_new_attempt=_is_new_attempt(payload),
    )


def _is_new_attempt(payload: Mapping[str, object]) -> bool:
    extension = payload.get(CANVAS_SUBMISSION)
    return not isinstance(extension, dict) or extension.get("new_submission") is not False


def _number(payload: Mapping[str, object], name: str, family: Family) -> float | None:
    value = payload.get(name)
    if value is None:
        return None
    if family.lenient_scores and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Refused(400, f"{name} must be a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(400, f"{name} must be a number")
    return float(value)


def _user(payload: Mapping[str, object], family: Family) -> str:
    user_id = payload.get("userId")
    if not isinstance(user_id, str) or not user_id:
        raise Refused(400, "userId must be a text")
    if family.name == "moodle" and not user_id.isdecimal():
        # Moodle builds an invalid status line here, which nginx turns into this.
        raise Refused(502, "userId is not a number")
    return user_id


def _timestamp(payload: Mapping[str, object], family: Family) -> datetime:
    text = payload.get("timestamp")
    if not isinstance(text, str):
        raise Refused(400, "timestamp must be a text")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, "timestamp is not an ISO 8601 time") from None
    if moment.tzinfo is None:
        if not family.lenient_scores:
            raise Refused(400, "timestamp has no time zone")
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def _comment(payload: Mapping[str, object]) -> str | None:
    comment = payload.get("comment")
    if comment is not None and not isinstance(comment, str):
        raise Refused(400, "comment must be a text")
    return comment


def _word(payload: Mapping[str, object], name: str, known: set[str], family: Family) -> str:
    word = payload.get(name)
    if not isinstance(word, str) or not (family.lenient_scores or word in known):
        raise Refused(400, f"{name} must be one of {', '.join(sorted(known))}")
    return word
