"""What an author does with a piece of evidence: add, change, submit, withdraw, showcase, delete."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.days import DAY, day_of
from lti_tool.learning.evidence import Audience, EvidenceAction, MappingState, pickable
from lti_tool.learning.frameworks import Use
from lti_tool.learning.judging import attempt_after, review_after, waits
from lti_tool.learning.own_evidence import MOST_SHOWCASED, OWN_SORTS
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.evidence.choices import ReadFramework, choices_of, known_frameworks
from lti_tool.services.evidence.contexts import contexts_open_to
from lti_tool.services.evidence.editing import Editing, Saved
from lti_tool.services.evidence.pages import Author
from lti_tool.services.evidence.rows import (
    ReadActivity,
    activity_of,
    find_own,
    problems_of,
    with_author,
)
from lti_tool.services.evidence.sent import EvidenceSent
from lti_tool.services.evidence.sharing import look_over
from lti_tool.store import attachments, attempts, decisions, evidence, evidence_events
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Evidence

NO_LONGER_THERE: Final = (
    "You are not a learner in that course any more. You can withdraw it instead"
)


class OwnEvidence:
    """Lets learners add evidence of their own and decide who sees it."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        read_framework: ReadFramework,
        folder: AttachmentFolder,
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity
        self._read_framework = read_framework
        self._folder = folder

    def create(self, author: Author, sort: str) -> int:
        """Begin a piece of evidence that nobody else sees; gives its id.

        One of this sort that was begun before, and nothing filled in of, is the same one.
        Raises :class:`FieldsError` where no sort was chosen.
        """
        chosen = next((one for one in OWN_SORTS if one == sort), None)
        if chosen is None:
            raise FieldsError({"sort": "Choose what you want to add"})
        now = self._clock()
        owner = {"tenant_id": author.tenant_id, "person_id": author.person_id}
        with self._transaction() as session:
            attempts.lock_person(session, **owner)  # a button may be pressed twice
            untouched = evidence.find_untouched(session, chosen, **owner)
            if untouched is not None:
                return untouched.id
            row = Evidence(
                **owner,
                sort=chosen,
                title="",
                written=dict.fromkeys(DAY, ""),  # today would be wrong more often than right
                happened_on=day_of(now),
                audience=Audience.PRIVATE,
                revision=0,
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()  # the page that comes next needs its id
            return row.id

    def save(self, author: Author, evidence_id: int, sent: EvidenceSent) -> Saved:
        """Keep what a page sent, so far as it can be kept, and say what could not.

        Raises :class:`MissingError`, and :class:`PassedError` while others can see it.
        """
        with self._transaction() as session:
            row = with_author(_held(session, author, evidence_id))
            activity = activity_of(row, self._read_activity)
            if activity is not None and not pickable(activity):
                raise PassedError("The check has been marked, so its outcomes cannot change.")
            known = known_frameworks(session, self._read_framework)
            editing = Editing(row=row, known=known, choices=choices_of(known, activity))
            return editing.keep(session, sent, self._clock())

    def submit(
        self, author: Author, evidence_id: int, context_id: int | None, *, looked_at: str = ""
    ) -> None:
        """Let the instructors of a course read a piece of evidence.

        Submitting twice does what submitting once does. Raises :class:`MissingError`,
        :class:`FieldsError` when something is left to do or no course was chosen, and
        :class:`IdentifiersFoundError` where ``looked_at`` is not the digest of what was found.
        """
        with self._transaction() as session:
            row = _held(session, author, evidence_id)
            is_again = row.review == ReviewState.RETURNED
            is_there = row.audience == Audience.SUBMITTED and row.context_id == context_id
            if is_there and not is_again:
                return
            problems = self._left_to_do(session, with_author(row))
            to = row.context_id if is_again else context_id
            if to not in {course.id for course in contexts_open_to(session, author)}:
                problems["course"] = NO_LONGER_THERE if is_again else "Choose a course"
            if problems:
                raise FieldsError(problems)
            known = known_frameworks(session, self._read_framework)
            look = look_over(row, known, self._read_activity, looked_at)
            look.check()
            now = self._clock()
            row.audience, row.context_id, row.submitted_at = Audience.SUBMITTED, to, now
            gone = attachments.forget_taken_out(session, row)
            self._ask_for_review(session, row)
            self._note(session, row, EvidenceAction.SUBMITTED, now)
            if look.override:
                self._note(session, row, EvidenceAction.IDENTIFIERS_OVERRIDDEN, now, look.override)
        self._discard(author, gone)

    def withdraw(self, author: Author, evidence_id: int) -> None:
        """Let nobody but the author read a piece of evidence any more; it leaves the showcase.

        What was decided about it counts no more: its author may write something else now.
        Withdrawing twice does what withdrawing once does. Raises :class:`MissingError`.
        """
        with self._transaction() as session:
            row = _held(session, author, evidence_id)
            gone = attachments.forget_taken_out(session, row)
            if row.audience == Audience.SUBMITTED:
                row.audience, row.review, row.turn = Audience.WITHDRAWN, None, row.turn + 1
                for mapping in row.mappings:
                    mapping.is_showcased = False
                _propose(row, activity_of(row, self._read_activity))
                self._note(session, row, EvidenceAction.WITHDRAWN, self._clock())
        self._discard(author, gone)

    def delete(self, author: Author, evidence_id: int) -> None:
        """Forget a piece of evidence that nobody else could ever read, with its files.

        Raises :class:`MissingError`, :class:`PassedError`.
        """
        with self._transaction() as session:
            row = find_own(session, author, evidence_id, lock=True)
            if row.attempt is not None:
                raise PassedError("What an activity left stays in your portfolio.")
            if row.submitted_at is not None:
                raise PassedError(
                    "This evidence has been submitted to a course once, so it stays in your "
                    "portfolio. You can withdraw it, so that nobody else can read it."
                )
            files = [one.stored_as for one in row.attachments]
            evidence.remove(session, row)
        self._discard(author, files)

    def showcase(
        self, author: Author, evidence_id: int, mapping_id: int, *, is_showcased: bool
    ) -> None:
        """Choose a piece of evidence to be shown for one of its outcomes, or take that back.

        Raises :class:`MissingError`, :class:`PassedError` for what is withdrawn, and
        :class:`FieldsError` when enough are shown for it.
        """
        with self._transaction() as session:
            owner = {"tenant_id": author.tenant_id, "person_id": author.person_id}
            attempts.lock_person(session, **owner)  # two tabs could choose one too many
            row = find_own(session, author, evidence_id, lock=True)
            found = next((one for one in row.mappings if one.id == mapping_id), None)
            if found is None or found.use != Use.MAPPED:
                raise MissingError("This evidence is not mapped to that outcome.")
            if is_showcased and row.audience == Audience.WITHDRAWN:
                raise PassedError("This evidence is withdrawn. Submit it again to showcase it.")
            shown = evidence.count_showcased(session, found.framework_item_id, **owner)
            if is_showcased and not found.is_showcased and shown >= MOST_SHOWCASED:
                raise FieldsError(
                    {
                        "showcase": f"You showcase {MOST_SHOWCASED} pieces of evidence for this "
                        "outcome already. Take one of them back first."
                    }
                )
            found.is_showcased = is_showcased

    def _discard(self, author: Author, files: Iterable[str]) -> None:
        for stored_as in files:
            self._folder.discard(author.tenant_id, stored_as)

    def _left_to_do(self, session: Session, row: Evidence) -> dict[str, str]:
        known = known_frameworks(session, self._read_framework)
        return problems_of(row, known, self._read_activity, day_of(self._clock()))

    def _ask_for_review(self, session: Session, row: Evidence) -> None:
        """What was decided before belongs to what was read before."""
        activity = activity_of(row, self._read_activity)
        _propose(row, activity)
        has_to_wait = waits(decisions.reviewed_ties(session, row.mappings), activity)
        review = review_after(None, has_to_wait=has_to_wait)
        row.review, row.turn = review, row.turn + 1
        if row.attempt is not None and activity is not None:
            row.attempt.state = attempt_after(review, activity)

    def _note(
        self,
        session: Session,
        row: Evidence,
        action: EvidenceAction,
        at: datetime,
        about: dict[str, Any] | None = None,
    ) -> None:
        evidence_events.add(
            session,
            row,
            action,
            person_id=row.person_id,
            at=at,
            about=about,
        )


def _held(session: Session, author: Author, evidence_id: int) -> Evidence:
    """A piece of the author's own, to change it and to note that; raises :class:`MissingError`."""
    attempts.hold_person(session, tenant_id=author.tenant_id, person_id=author.person_id)
    return find_own(session, author, evidence_id, lock=True)


def _propose(row: Evidence, activity: Activity | None) -> None:
    """Let nothing count that somebody decided; what marking decided, stays."""
    if activity is None or not activity.is_marked:
        for mapping in row.mappings:
            mapping.state = MappingState.PROPOSED
