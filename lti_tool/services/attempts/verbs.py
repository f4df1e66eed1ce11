"""Doing an activity: begin, keep what was answered, submit."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity, Log, Scoring
from lti_tool.learning.attempts import AttemptState, tries_left
from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import Audience, EvidenceSort, ties_of
from lti_tool.learning.log_entries import EntryFields
from lti_tool.learning.marking import mark
from lti_tool.learning.refusals import PassedError
from lti_tool.learning.scores import DeliveryState, score_of
from lti_tool.services.attempts.given import (
    check_lengths,
    offered,
    with_entry,
    without_entry,
)
from lti_tool.services.attempts.pages import Learner
from lti_tool.services.attempts.rows import (
    ReadActivity,
    check_offered,
    check_page,
    find,
    line_item_id,
    made_beside,
    made_by,
    newest_version,
    open_attempt,
    open_one,
    part_of,
    past_attempts,
    responses_of,
)
from lti_tool.services.attempts.sent import Sent, merged
from lti_tool.store import attempts, deliveries, evidence, frameworks
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Attempt, Evidence, ScoreDelivery

_ZONE = ZoneInfo("Europe/London")
"""Where an entry's day ends."""


class Attempts:
    """Lets a learner do an activity, and makes evidence and a score of it."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        ring: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity
        self._ring = ring

    def start(self, learner: Learner) -> tuple[int, str]:
        """Begin an attempt, or go on with the open one: its id, and the part to go to.

        Raises :class:`PassedError` when no try is left, :class:`MissingError` where there is no
        activity that can be begun.
        """
        with self._transaction() as session:
            attempts.lock_person(session, tenant_id=learner.tenant_id, person_id=learner.person_id)
            made = made_by(session, learner)
            current = next((one for one in made if one.state == AttemptState.IN_PROGRESS), None)
            if current is None:
                current = self._begin(session, learner, len(made))
            activity = self._read_activity(current.activity_version.document)
            next_part = open_attempt(current, activity).next_part
            return current.id, next_part or activity.parts[-1].key

    def start_unplaced(self, learner: Learner, activity_code: str) -> tuple[int, str]:
        """Begin any activity on one's own route, or go on with it: evidence follows, no score.

        Raises as :meth:`start` does.
        """
        return self.start(learner.unplaced(activity_code))

    def save(
        self,
        learner: Learner,
        attempt_id: int,
        part_key: str,
        sent: Sent,
        *,
        to_the_end: bool,
        entry: EntryFields | None = None,
    ) -> datetime:
        """Keep what a page of one part sent, so far as it counts; gives the time it was kept.

        ``to_the_end`` says that the learner has gone through the part. Answers that the part does
        not offer are dropped. An ``entry`` is added to a log. Raises :class:`MissingError`,
        :class:`PassedError`, and :class:`FieldsError` when nothing of it could be kept.
        """
        with self._transaction() as session:
            attempt = open_one(find(session, learner, attempt_id, lock=True))
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            now = self._clock()
            check_lengths(part, sent.chosen)
            kept = merged(attempt.responses, sent, offered(part, sent.chosen), now)
            if entry is not None and isinstance(part, Log):
                kept = with_entry(kept, part, entry, now.astimezone(_ZONE).date())
            read = set(kept["read"]) | ({part.key} if to_the_end else set())
            attempt.responses = {**kept, "read": sorted(read)}
            attempt.saved_at = now
            return now

    def remove_entry(
        self, learner: Learner, attempt_id: int, part_key: str, entry_key: str
    ) -> None:
        """Take an entry of a log away. Raises :class:`MissingError`, :class:`PassedError`."""
        with self._transaction() as session:
            attempt = open_one(find(session, learner, attempt_id, lock=True))
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            if isinstance(part, Log):
                attempt.responses = without_entry(attempt.responses, part, entry_key)
                attempt.saved_at = self._clock()

    def submit(self, learner: Learner, attempt_id: int) -> bool:
        """Submit an attempt: its mark, evidence and score in one transaction, or none of them.

        False when something is left to do, and then nothing has changed. Submitting twice does
        what submitting once does.
        """
        with self._transaction() as session:
            attempt = find(session, learner, attempt_id, lock=True)
            if attempt.state != AttemptState.IN_PROGRESS:
                return True
            activity = self._read_activity(attempt.activity_version.document)
            if not check_page(attempt, activity).is_ready:
                return False
            now = self._clock()
            attempt.state, attempt.submitted_at = AttemptState.COMPLETE, now
            self._add_evidence(session, attempt, activity, now)
            self._add_delivery(session, attempt, activity)
        self._ring()
        return True

    def _begin(self, session: Session, learner: Learner, made: int) -> Attempt:
        version = newest_version(session, learner)
        activity = self._read_activity(version.document)
        check_offered(learner, activity)
        if tries_left(activity, made) == 0:
            raise PassedError(_no_more(activity))
        attempt = Attempt(
            tenant_id=learner.tenant_id,
            person_id=learner.person_id,
            context_id=learner.context_id,
            resource_link_id=learner.resource_link_id,
            activity_version=version,
            activity_code=version.code,
            number=made + 1,
            state=AttemptState.IN_PROGRESS,
            responses={"chosen": {}, "read": []},
            started_at=self._clock(),
        )
        session.add(attempt)
        session.flush()  # the page that comes next needs its id
        return attempt

    def _add_evidence(
        self, session: Session, attempt: Attempt, activity: Activity, now: datetime
    ) -> None:
        is_placed = attempt.resource_link_id is not None
        ties = ties_of(activity, mark(activity, responses_of(attempt)))
        found = Evidence(
            tenant_id=attempt.tenant_id,
            person_id=attempt.person_id,
            context_id=attempt.context_id,
            attempt_id=attempt.id,
            sort=EvidenceSort.ACTIVITY,
            title=activity.title,
            written={},
            happened_on=now.astimezone(_ZONE).date(),
            audience=Audience.SUBMITTED if is_placed else Audience.PRIVATE,
            revision=0,
            created_at=now,
            changed_at=now,
            submitted_at=now if is_placed else None,
        )
        codes = [tie.code for tie in ties]
        evidence.add(session, found, ties, frameworks.item_ids(session, activity.framework, codes))

    def _add_delivery(self, session: Session, attempt: Attempt, activity: Activity) -> None:
        column = line_item_id(
            session, tenant_id=attempt.tenant_id, resource_link_id=attempt.resource_link_id
        )
        if column is None:
            return
        made = made_beside(session, attempt)
        due = score_of(activity, [one.mark for one in past_attempts(made, self._read_activity)])
        if due is None:
            return
        now = self._clock()
        delivery = ScoreDelivery(
            tenant_id=attempt.tenant_id,
            person_id=attempt.person_id,
            line_item_id=column,
            attempt_id=attempt.id,
            given=due.given,
            maximum=due.maximum,
            activity_progress=due.activity_progress,
            grading_progress=due.grading_progress,
            comment=due.comment,
            state=DeliveryState.WAITING,
            tries=0,
            created_at=now,
            changed_at=now,
            due_at=now,
        )
        deliveries.add(session, delivery)


def _no_more(activity: Activity) -> str:
    if activity.scoring is Scoring.COMPLETION:
        return "You have completed this activity already."
    return "You have used all your tries for this activity."
