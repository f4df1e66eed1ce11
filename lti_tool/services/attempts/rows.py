"""How the rows of attempts become values, always within one learner's own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.activities import (
    Activity,
    KnowledgeCheck,
    Part,
    Responses,
)
from lti_tool.learning.attempts import OPEN_STATES, AttemptState, tries_left
from lti_tool.learning.evidence import Audience
from lti_tool.learning.frameworks import Use
from lti_tool.learning.marking import mark, unanswered
from lti_tool.learning.parts import prompts_of
from lti_tool.learning.progress import undone, word_advice
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.learning.responses import responses_from
from lti_tool.services.attempts.pages import (
    CheckPage,
    Learner,
    OpenAttempt,
    PastAttempt,
    Unsettled,
)
from lti_tool.services.attempts.picks import taken_over
from lti_tool.services.attempts.sent import revision_of, versions_in, written_at
from lti_tool.store import activities, attempts, evidence
from lti_tool.store.attachments import files_by_part
from lti_tool.store.tables import ActivityVersion, Attempt, Evidence

ReadActivity = Callable[[str], Activity]
"""Reads an activity from the document that is kept of it."""


def find(session: Session, learner: Learner, attempt_id: int, *, lock: bool = False) -> Attempt:
    """The learner's own attempt. Raises :class:`MissingError`."""
    attempt = attempts.find(
        session,
        attempt_id,
        tenant_id=learner.tenant_id,
        person_id=learner.person_id,
        resource_link_id=learner.resource_link_id,
        lock=lock,
    )
    if attempt is None:
        raise MissingError("There is no such attempt of yours.")
    return attempt


def open_one(attempt: Attempt) -> Attempt:
    """The attempt, if it can still be answered. Raises :class:`PassedError`."""
    if attempt.state == AttemptState.AWAITING_REVIEW:
        raise PassedError(
            "This work waits for an instructor. Its answers cannot change now. If it was returned "
            "to you, that has been taken back."
        )
    if attempt.state not in OPEN_STATES:
        raise PassedError("This attempt has been submitted. Its answers cannot change any more.")
    return attempt


def is_read(attempt: Attempt, left: Evidence | None) -> bool:
    """Whether instructors read what was submitted of a returned attempt, as it was then."""
    is_returned = attempt.state == AttemptState.RETURNED
    return is_returned and left is not None and left.audience == Audience.SUBMITTED


def is_for_course(attempt: Attempt, left: Evidence | None) -> bool:
    """Whether instructors of a course read the attempt once it is submitted.

    On one's own route that is so where the evidence that it ``left`` was submitted to one.
    """
    return attempt.context_id is not None or (
        left is not None and left.audience == Audience.SUBMITTED
    )


def with_picks(attempt: Attempt, activity: Activity, left: Evidence | None) -> dict[str, Any]:
    """What is kept of an attempt, with the outcomes as its evidence says them.

    Whoever withdrew evidence, or did it on their own route, may have picked others there.
    """
    if left is None:
        return attempt.responses
    picked = {one.item.code: one.reason or "" for one in left.mappings if one.use == Use.MAPPED}
    return taken_over(activity, attempt.responses, picked, left.revision)


def left_by(session: Session, attempt: Attempt) -> Evidence | None:
    """The evidence that an attempt left; there is none before it is submitted."""
    if attempt.submitted_at is None:
        return None
    return evidence.find_of_attempt(
        session, attempt.id, tenant_id=attempt.tenant_id, person_id=attempt.person_id
    )


def part_of(activity: Activity, key: str) -> Part:
    """A part of an activity. Raises :class:`MissingError`."""
    try:
        return activity.part(key)
    except KeyError:
        raise MissingError("This activity has no such part.") from None


def _code(learner: Learner) -> str:
    if learner.activity_code is None:
        raise _no_activity()
    return learner.activity_code


def _no_activity() -> MissingError:
    return MissingError(
        "This link does not lead to an activity that can be used here. "
        "Please tell whoever runs your course: they can choose an activity for it again."
    )


def _not_offered(learner: Learner) -> MissingError:
    if learner.is_placed:
        return MissingError(
            "This activity has been retired: nobody can begin it any more. "
            "Please tell whoever runs your course: they can choose another one for this link."
        )
    return MissingError(
        "There is no activity at this address that can be begun. "
        "Your portfolio shows those that can."
    )


def responses_of(attempt: Attempt) -> Responses:
    """What the learner has given back so far."""
    return responses_from(attempt.responses, files_by_part(attempt.attachments))


def check_page(attempt: Attempt, activity: Activity, left: Evidence | None) -> CheckPage:
    """What is left to do before an attempt can be submitted."""
    responses = responses_of(attempt)
    return CheckPage(
        attempt_id=attempt.id,
        is_placed=attempt.resource_link_id is not None,
        activity=activity,
        responses=responses,
        unanswered=unanswered(activity, responses),
        unread=tuple(
            part for part in undone(activity, responses) if not isinstance(part, KnowledgeCheck)
        ),
        versions=tuple(
            one for part in activity.parts for one in unsettled(attempt.responses, part)
        ),
        advice={
            prompt.key: advice
            for part in activity.parts
            for prompt in prompts_of(part)
            if (advice := word_advice(prompt, responses)) and advice.words and advice.is_short
        },
        tries_left_after=tries_left(activity, attempt.number),
        revision=revision_of(attempt.responses),
        saved_at=attempt.saved_at,
        is_returned=attempt.state == AttemptState.RETURNED,
        is_read=is_read(attempt, left),
        is_for_course=is_for_course(attempt, left),
    )


def unsettled(kept: Mapping[str, Any], part: Part) -> tuple[Unsettled, ...]:
    """The prompts and questions of a part to which different texts were written."""
    questions = part.questions if isinstance(part, KnowledgeCheck) else ()
    asked = {prompt.key: prompt.text for prompt in prompts_of(part)} | {
        question.key: question.text for question in questions
    }
    found = versions_in(kept)
    return tuple(
        Unsettled(
            part=part.key,
            field=key,
            asked=text,
            kept=kept["written"][key],
            kept_at=written_at(kept, key),
            others=found[key],
        )
        for key, text in asked.items()
        if key in found
    )


def made_by(session: Session, learner: Learner) -> Sequence[Attempt]:
    """Every attempt of the learner at this placement, first to last."""
    return attempts.list_of_person(
        session,
        tenant_id=learner.tenant_id,
        person_id=learner.person_id,
        resource_link_id=learner.resource_link_id,
        activity_code=_code(learner),
    )


def made_beside(session: Session, attempt: Attempt) -> Sequence[Attempt]:
    """Every attempt of the same learner at the same placement of the same activity.

    By the attempt itself: the link may have come to lead to another activity.
    """
    return attempts.list_of_person(
        session,
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        resource_link_id=attempt.resource_link_id,
        activity_code=attempt.activity_code,
    )


def newest_version(session: Session, learner: Learner) -> ActivityVersion:
    """The version that somebody gets who begins today. Raises :class:`MissingError`."""
    newest = activities.find_newest(session, _code(learner))
    if newest is None:
        raise _no_activity() if learner.is_placed else _not_offered(learner)
    return newest


def check_offered(learner: Learner, activity: Activity) -> None:
    """Refuse to begin what has been retired. Raises :class:`MissingError`."""
    if activity.is_retired:
        raise _not_offered(learner)


def open_attempt(attempt: Attempt, activity: Activity) -> OpenAttempt:
    """An attempt that waits for its learner, and where to go on."""
    left = [part.key for part in undone(activity, responses_of(attempt))]
    return OpenAttempt(
        id=attempt.id,
        number=attempt.number,
        saved_at=attempt.saved_at,
        next_part=left[0] if left else None,
        done=frozenset(part.key for part in activity.parts) - set(left),
    )


def past_attempts(made: Sequence[Attempt], read_activity: ReadActivity) -> tuple[PastAttempt, ...]:
    """Those that were submitted, with their marks."""
    return tuple(
        PastAttempt(
            id=one.id,
            number=one.number,
            submitted_at=one.submitted_at,
            state=AttemptState(one.state),
            mark=mark(read_activity(one.activity_version.document), responses_of(one)),
        )
        for one in made
        if one.submitted_at is not None
    )
