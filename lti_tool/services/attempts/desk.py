"""What a learner sees of their attempts: read only."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity, Log
from lti_tool.learning.attempts import (
    OPEN_STATES,
    AttemptState,
    shows_right_answers,
    tries_left,
)
from lti_tool.learning.evidence import Audience, MappingState, Towards, towards
from lti_tool.learning.frameworks import Framework, Use
from lti_tool.learning.parts import prompts_of
from lti_tool.learning.progress import log_totals, word_advice
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.responses import responses_from
from lti_tool.learning.reviews import Decision, ReviewState
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.attempts.given import begun_entry, offered, overlaid
from lti_tool.services.attempts.pages import (
    ActivityHome,
    CheckPage,
    ContextAttempt,
    KeptEvidence,
    Learner,
    MappedOutcome,
    PartPage,
    ResultPage,
)
from lti_tool.services.attempts.picks import offered_outcomes, offered_picks
from lti_tool.services.attempts.rows import (
    ReadActivity,
    check_offered,
    check_page,
    find,
    is_read,
    left_by,
    made_beside,
    made_by,
    newest_version,
    open_attempt,
    open_one,
    part_of,
    past_attempts,
    responses_of,
    unsettled,
    with_picks,
)
from lti_tool.services.attempts.sent import Sent, revision_of
from lti_tool.store import (
    activities,
    attempts,
    deliveries,
    evidence,
    feedback,
    frameworks,
    score_statuses,
)
from lti_tool.store.attachments import files_by_part
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Attempt, Evidence, LineItem


class Desk:
    """Shows a learner the activity, its parts, what is left to do, and the result."""

    def __init__(
        self,
        *,
        reading: Transaction,
        read_activity: ReadActivity,
        read_framework: Callable[[str], Framework],
    ) -> None:
        self._reading = reading
        self._read_activity = read_activity
        self._read_framework = read_framework

    def home(self, learner: Learner) -> ActivityHome:
        """What the activity of this placement is and where the learner stands.

        Raises :class:`MissingError`, also for what is retired and was never begun.
        """
        with self._reading() as session:
            made = made_by(session, learner)
            current = next((one for one in made if one.state in OPEN_STATES), None)
            newest = newest_version(session, learner)
            newest_activity = self._read_activity(newest.document)
            if not made:
                check_offered(learner, newest_activity)
            version = current.activity_version if current else newest
            activity = self._read_activity(version.document)
            past = past_attempts(made, self._read_activity)
            return ActivityHome(
                activity=activity,
                towards=self._towards(session, activity),
                open=open_attempt(current, activity) if current else None,
                past=past,
                tries_left=tries_left(activity, len(past)),
                is_retired=newest_activity.is_retired,
                sends_score=_column(session, learner) is not None,
                is_placed=learner.is_placed,
                evidence=None if activity.is_marked else self._left(session, made),
            )

    def unplaced(self, learner: Learner, activity_code: str) -> ActivityHome:
        """What any activity is, and where the learner stands with it apart from any course.

        Raises :class:`MissingError`.
        """
        home = self.home(learner.unplaced(activity_code))
        is_here_too = learner.activity_code == activity_code
        about = {"tenant_id": learner.tenant_id, "person_id": learner.person_id}
        with self._reading() as session:
            found = attempts.list_in_courses(session, **about, activity_code=activity_code)
            return replace(
                home,
                is_here_too=is_here_too,
                is_elsewhere_too=not is_here_too
                and attempts.is_placed_for(session, **about, activity_code=activity_code),
                in_courses=tuple(
                    ContextAttempt(
                        title=one.course_title,
                        is_here=is_here_too and one.resource_link_id == learner.resource_link_id,
                        is_open=one.is_open,
                    )
                    for one in found
                ),
            )

    def page(
        self, learner: Learner, attempt_id: int, part_key: str, typed: Sent | None = None
    ) -> PartPage:
        """One part of an open attempt, with what was typed where that could not be kept.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._reading() as session:
            attempt = open_one(find(session, learner, attempt_id))
            activity = self._read_activity(attempt.activity_version.document)
            part = part_of(activity, part_key)
            given = overlaid(attempt.responses, offered(part, typed.chosen) if typed else {})
            responses = responses_from(given, files_by_part(attempt.attachments))
            keys = [one.key for one in activity.parts]
            position = keys.index(part.key)
            left = left_by(session, attempt)
            return PartPage(
                attempt_id=attempt.id,
                is_placed=attempt.resource_link_id is not None,
                asked=_asked(session, attempt, left),
                is_read=is_read(attempt, left),
                activity=activity,
                part=part,
                number=position + 1,
                responses=responses,
                totals=log_totals(part, responses) if isinstance(part, Log) else None,
                advice={
                    prompt.key: advice
                    for prompt in prompts_of(part)
                    if (advice := word_advice(prompt, responses))
                },
                versions=unsettled(attempt.responses, part),
                typed_entry=begun_entry(attempt.responses, part),
                revision=revision_of(attempt.responses),
                saved_at=attempt.saved_at,
                back=keys[position - 1] if position > 0 else None,
                next=keys[position + 1] if position + 1 < len(keys) else None,
            )

    def check(self, learner: Learner, attempt_id: int, typed: Sent | None = None) -> CheckPage:
        """What is left before submitting, with what was typed where that could not be kept.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._reading() as session:
            attempt = open_one(find(session, learner, attempt_id))
            activity = self._read_activity(attempt.activity_version.document)
            left = left_by(session, attempt)
            kept = overlaid(
                with_picks(attempt, activity, left),
                offered_picks(activity, typed.chosen) if typed else {},
            )
            counted = self._towards(session, activity)
            return replace(
                check_page(attempt, activity, left),
                asked=_asked(session, attempt, left),
                towards=counted,
                picks=offered_outcomes(activity, counted, kept),
            )

    def result(self, learner: Learner, attempt_id: int) -> ResultPage:
        """What came of an attempt. Raises :class:`MissingError` until it is submitted."""
        with self._reading() as session:
            attempt = find(session, learner, attempt_id)
            if attempt.submitted_at is None:
                raise MissingError("This attempt has not been submitted yet.")
            activity = self._read_activity(attempt.activity_version.document)
            past = past_attempts(made_beside(session, attempt), self._read_activity)
            marks = [one.mark for one in past]
            is_retired = self._is_retired(session, attempt)
            left = left_by(session, attempt)
            passed = (one for one in past if one.mark.passed and one.id != attempt.id)
            return ResultPage(
                attempt=next(one for one in past if one.id == attempt.id),
                is_placed=attempt.resource_link_id is not None,
                activity=activity,
                responses=responses_of(attempt),
                towards=self._towards(session, activity),
                shows_right_answers=is_retired
                or shows_right_answers(
                    activity, marks, counts_elsewhere=_counts_elsewhere(session, attempt)
                ),
                tries_left=0 if is_retired else tries_left(activity, len(past)),
                is_recognised=left is not None and evidence.is_recognised(left),
                recognised_by=next(
                    (one for one in passed if _is_recognised(session, one.id, attempt)), None
                ),
                score=score_statuses.find(
                    session, attempt.id, tenant_id=attempt.tenant_id, person_id=attempt.person_id
                ),
                has_column=_column(session, attempt) is not None,
                is_elsewhere=_is_elsewhere(attempt, left),
                evidence=_kept_evidence(session, left) if left else None,
            )

    def _left(self, session: Session, made: Sequence[Attempt]) -> KeptEvidence | None:
        """What the last of these attempts left."""
        found = left_by(session, made[-1]) if made else None
        return _kept_evidence(session, found) if found else None

    def _is_retired(self, session: Session, attempt: Attempt) -> bool:
        newest = activities.find_newest(session, attempt.activity_code)
        return newest is not None and self._read_activity(newest.document).is_retired

    def _towards(self, session: Session, activity: Activity) -> Towards:
        framework = frameworks.find(session, activity.framework)
        if framework is None:
            raise MissingError(f"The framework {activity.framework} has not been loaded.")
        return towards(activity, self._read_framework(framework.document))


def _is_recognised(session: Session, attempt_id: int, beside: Attempt) -> bool:
    found = evidence.find_of_attempt(
        session, attempt_id, tenant_id=beside.tenant_id, person_id=beside.person_id
    )
    return found is not None and evidence.is_recognised(found)


def _counts_elsewhere(session: Session, attempt: Attempt) -> bool:
    """Whether a try for a score could copy what an attempt on one's own route shows."""
    return attempt.resource_link_id is None and attempts.is_placed_for(
        session,
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        activity_code=attempt.activity_code,
    )


def _is_elsewhere(attempt: Attempt, left: Evidence | None) -> bool:
    is_shared = left is not None and left.audience == Audience.SUBMITTED
    return left is not None and is_shared and left.context_id != attempt.context_id


def _column(session: Session, work: Learner | Attempt) -> LineItem | None:
    return deliveries.find_column(
        session,
        tenant_id=work.tenant_id,
        resource_link_id=work.resource_link_id,
        scope=SCORE_SCOPE,
    )


def _asked(session: Session, attempt: Attempt, left: Evidence | None) -> Decision | None:
    """What was asked for of a returned attempt."""
    is_returned = attempt.state == AttemptState.RETURNED
    return feedback.of_evidence(session, left).standing if left and is_returned else None


def _kept_evidence(session: Session, found: Evidence) -> KeptEvidence:
    return KeptEvidence(
        id=found.id,
        audience=Audience(found.audience),
        submitted_at=found.submitted_at,
        review=ReviewState(found.review) if found.review else None,
        feedback=feedback.of_evidence(session, found),
        mapped=tuple(
            MappedOutcome(
                item_id=mapping.framework_item_id,
                statement=mapping.item.statement,
                reason=mapping.reason,
                state=MappingState(mapping.state),
            )
            for mapping in found.mappings
            if mapping.use == Use.MAPPED
        ),
    )
