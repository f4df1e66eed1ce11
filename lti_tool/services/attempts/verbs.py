"""Doing an activity: begin, keep what was answered, submit."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity, Log, Scoring
from lti_tool.learning.attempts import OPEN_STATES, AttemptState, submitted_state, tries_left
from lti_tool.learning.clock import Clock
from lti_tool.learning.days import day_of
from lti_tool.learning.log_entries import EntryFields
from lti_tool.learning.refusals import FieldsError, PassedError
from lti_tool.services.attempts.changing import changing
from lti_tool.services.attempts.given import (
    check_lengths,
    offered,
    with_change_begun,
    with_entry,
    without_entry,
)
from lti_tool.services.attempts.pages import Kept, Learner
from lti_tool.services.attempts.picks import check_picks, offered_picks, pick_problems
from lti_tool.services.attempts.rows import (
    ReadActivity,
    check_offered,
    check_page,
    find,
    left_by,
    made_by,
    newest_version,
    open_attempt,
    part_of,
    unsettled,
    with_picks,
)
from lti_tool.services.attempts.sent import Sent, merged, settled
from lti_tool.services.attempts.sharing import look_over
from lti_tool.services.attempts.traces import Families, add_delivery, keep_evidence
from lti_tool.store import attachments, attempts, evidence
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Attempt, Evidence


class Attempts:
    """Lets a learner do an activity, and makes evidence and a score of it."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        families: Families,
        ring: Callable[[], None],
        folder: AttachmentFolder,
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity
        self._families = families
        self._ring = ring
        self._folder = folder

    def start(self, learner: Learner) -> tuple[int, str | None]:
        """Begin an attempt, or go on with the open one: its id, and the part to go to.

        There is none to go to where everything is done of one that was returned for more.
        Raises :class:`PassedError` when no try is left, :class:`MissingError` where there is no
        activity that can be begun.
        """
        with self._transaction() as session:
            attempts.lock_person(session, tenant_id=learner.tenant_id, person_id=learner.person_id)
            made = made_by(session, learner)
            current = next((one for one in made if one.state in OPEN_STATES), None)
            if current is None:
                current = self._begin(session, learner, len(made))
            activity = self._read_activity(current.activity_version.document)
            next_part = open_attempt(current, activity).next_part
            if next_part is None and current.state == AttemptState.RETURNED:
                return current.id, None
            return current.id, next_part or activity.parts[-1].key

    def start_unplaced(self, learner: Learner, activity_code: str) -> tuple[int, str | None]:
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
    ) -> Kept:
        """Keep what a page of one part sent, so far as it counts.

        ``to_the_end`` says that the learner has gone through the part. Answers that the part does
        not offer are dropped. An ``entry`` is added to a log. Raises :class:`MissingError`,
        :class:`PassedError`, and :class:`FieldsError` when nothing of it could be kept.
        """
        now = self._clock()
        with (
            self._transaction() as session,
            changing(session, learner, attempt_id, now) as attempt,
        ):
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            check_lengths(part, sent.chosen)
            kept = merged(attempt.responses, sent, offered(part, sent.chosen), now)
            if entry is not None and isinstance(part, Log):
                kept = with_entry(kept, part, entry, day_of(now))
            read = set(kept["read"]) | ({part.key} if to_the_end else set())
            attempt.responses = {**kept, "read": sorted(read)}
            attempt.saved_at = now
            return Kept(at=now, has_versions=bool(unsettled(attempt.responses, part)))

    def settle(
        self, learner: Learner, attempt_id: int, part_key: str, field: str, version: str | None
    ) -> None:
        """Keep one of several texts that were written to a prompt: ``version``, or the kept one.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        now = self._clock()
        with (
            self._transaction() as session,
            changing(session, learner, attempt_id, now) as attempt,
        ):
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            if field in {one.field for one in unsettled(attempt.responses, part)}:
                attempt.responses = settled(attempt.responses, field, version)
                attempt.saved_at = now

    def remove_entry(
        self, learner: Learner, attempt_id: int, part_key: str, entry_key: str
    ) -> None:
        """Take an entry of a log away, or what was begun of one.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        now = self._clock()
        with (
            self._transaction() as session,
            changing(session, learner, attempt_id, now) as attempt,
        ):
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            if isinstance(part, Log):
                attempt.responses = without_entry(attempt.responses, part, entry_key)
                attempt.saved_at = now

    def change_entry(
        self, learner: Learner, attempt_id: int, part_key: str, entry_key: str
    ) -> None:
        """Put an entry of a log into the form again; what is added from there replaces it.

        Raises :class:`MissingError`, :class:`PassedError`, and :class:`FieldsError` where another
        entry is in the form already.
        """
        now = self._clock()
        with (
            self._transaction() as session,
            changing(session, learner, attempt_id, now) as attempt,
        ):
            part = part_of(self._read_activity(attempt.activity_version.document), part_key)
            if isinstance(part, Log):
                attempt.responses = with_change_begun(attempt.responses, part, entry_key)
                attempt.saved_at = now

    def keep_picks(self, learner: Learner, attempt_id: int, sent: Sent) -> Kept:
        """Keep which outcomes the learner says the work shows, so far as it counts.

        Raises :class:`MissingError`, :class:`PassedError`, and :class:`FieldsError` when nothing
        of it could be kept.
        """
        now = self._clock()
        with (
            self._transaction() as session,
            changing(session, learner, attempt_id, now) as attempt,
        ):
            activity = self._read_activity(attempt.activity_version.document)
            self._keep_picks(attempt, activity, left_by(session, attempt), sent)
            return Kept(at=now, has_versions=False)

    def submit(
        self, learner: Learner, attempt_id: int, sent: Sent | None = None, *, looked_at: str = ""
    ) -> bool:
        """Submit an attempt: its mark, evidence and score in one transaction, or none of them.

        What its page ``sent`` is kept in any case. False when something is left to do; raises
        :class:`FieldsError` when it says of an outcome that it is shown, and not why, and
        :class:`IdentifiersFoundError` where a course is to read it and ``looked_at`` is not the
        digest of what was found. Submitting twice does what submitting once does.
        """
        owner = {"tenant_id": learner.tenant_id, "person_id": learner.person_id}
        gone: tuple[str, ...] = ()
        with self._transaction() as session:
            attempts.hold_person(session, **owner)
            # Whoever decides locks the evidence before its attempt, and so does whoever submits.
            left = evidence.find_of_attempt(session, attempt_id, **owner, lock=True)
            attempt = find(session, learner, attempt_id, lock=True)
            if attempt.state not in OPEN_STATES:
                return True
            activity = self._read_activity(attempt.activity_version.document)
            self._keep_picks(attempt, activity, left, sent)
            problems = pick_problems(activity, attempt.responses)
            is_ready = check_page(attempt, activity, left).is_ready
            look = look_over(attempt, activity, left, looked_at)
            if is_ready and not problems and look.is_clear:
                now = self._clock()
                attempt.state, attempt.submitted_at = submitted_state(activity), now
                keep_evidence(session, attempt, activity, left, look.override, now)
                gone = attachments.forget_taken_out(session, left) if left else ()
                add_delivery(session, attempt, activity, self._read_activity, self._families, now)
        for stored_as in gone:
            self._folder.discard(learner.tenant_id, stored_as)
        if problems:
            raise FieldsError(problems)  # not before what was sent is kept
        if is_ready:
            look.check()
            self._ring()
        return is_ready

    def _keep_picks(
        self, attempt: Attempt, activity: Activity, left: Evidence | None, sent: Sent | None
    ) -> None:
        attempt.responses = with_picks(attempt, activity, left)
        given = offered_picks(activity, sent.chosen) if sent else {}
        if sent and given:
            check_picks(activity, given)
            now = self._clock()
            attempt.responses = merged(attempt.responses, sent, given, now)
            attempt.saved_at = now

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


def _no_more(activity: Activity) -> str:
    if activity.scoring is Scoring.COMPLETION:
        return "You have completed this activity already."
    if activity.scoring is Scoring.ASSESSED:
        return "You have submitted this activity already."
    return "You have used all your tries for this activity."
