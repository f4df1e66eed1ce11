"""Use cases of review: what learners did at one link of a course, for its instructors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity, Scoring
from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.marking import Mark, mark
from lti_tool.learning.people import learner_name
from lti_tool.learning.portfolio import Paging
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.responses import responses_from
from lti_tool.learning.reviews import Decision
from lti_tool.learning.scores import ScoreStatus
from lti_tool.store import decisions, launches, links, reviews
from lti_tool.store.attachments import files_by_part
from lti_tool.store.database import Transaction
from lti_tool.store.reviews import BegunThere, Place
from lti_tool.store.tables import Attempt, Person, ResourceLink

__all__ = ["Place", "ReviewedLearner", "Reviews"]

ReadActivity = Callable[[str], Activity]

PAGE: Final = 50
"""How many learners one page of the list has."""
MOST_TRIES: Final = 20
MOST_OTHERS: Final = 20


@dataclass(frozen=True, kw_only=True)
class ReviewedLink:
    """The link whose work is looked at, in its course."""

    title: str | None
    """What the course calls it."""
    has_column: bool
    opens_page: bool
    """Whether it opens a page, such as the portfolio, so that nobody begins anything there."""


@dataclass(frozen=True, kw_only=True)
class BegunLine:
    """A learner in the list of those who have begun."""

    person_id: int
    name: str
    attempts: int
    begun_at: datetime
    submitted_at: datetime | None
    has_open: bool
    waiting_since: datetime | None
    score: ScoreStatus | None


@dataclass(frozen=True, kw_only=True)
class BegunPage:
    """One page of those who have begun at a link."""

    link: ReviewedLink
    lines: tuple[BegunLine, ...]
    paging: Paging


@dataclass(frozen=True, kw_only=True)
class ReviewedTry:
    """One attempt of a learner, as instructors of its course see it."""

    number: int
    activity_title: str
    scoring: Scoring
    started_at: datetime
    submitted_at: datetime | None
    state: AttemptState
    mark: Mark | None
    """``None`` until it is submitted: nobody else looks into what is not."""
    decided: Decision | None
    """What was decided about it last, where what it left is submitted to this course."""
    evidence_id: int | None
    """What it left, where that is submitted to this course."""
    score: ScoreStatus | None


@dataclass(frozen=True, kw_only=True)
class OtherPiece:
    """Something else that the learner submitted to the course."""

    id: int
    title: str
    sort: EvidenceSort
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewedLearner:
    """What one learner did at a link, and what of it reached the gradebook."""

    link: ReviewedLink
    name: str
    tries: tuple[ReviewedTry, ...]
    """The newest first."""
    has_more_tries: bool
    others: tuple[OtherPiece, ...]
    has_more_others: bool

    @property
    def newest_shared(self) -> ReviewedTry | None:
        """The newest try whose evidence can be read."""
        return next((one for one in self.tries if one.evidence_id is not None), None)


class Reviews:
    """Shows instructors what learners did at a link. It changes nothing."""

    def __init__(self, *, reading: Transaction, read_activity: ReadActivity) -> None:
        self._reading = reading
        self._read_activity = read_activity

    def find_learner(self, place: Place, subject: str) -> int | None:
        """Whom the platform means by this ``sub``; ``None`` who has never come from this course."""
        with self._reading() as session:
            person = reviews.find_subject(session, subject, place)
            return person.id if person else None

    def own(self, place: Place, person_id: int, subject: str | None) -> int | None:
        """The attempt that a learner submitted last; ``None`` before the first.

        Raises :class:`MissingError` where ``subject``, whom the launch is about, is not they.
        """
        with self._reading() as session:
            if subject is not None and not reviews.is_subject(
                session, subject, tenant_id=place.tenant_id, person_id=person_id
            ):
                raise MissingError("This link asks for the work of somebody else.")
            return reviews.find_last_submitted(session, place, person_id=person_id)

    def link(self, place: Place) -> ReviewedLink:
        """The link alone. Raises :class:`MissingError`."""
        with self._reading() as session:
            return _link(session, place)

    def begun(self, place: Place, number: int) -> BegunPage:
        """One page of who has begun, longest waiting first. Raises :class:`MissingError`."""
        with self._reading() as session:
            link, total = _link(session, place), reviews.count_begun(session, place)
            paging = Paging.within(number, size=PAGE, total=total)
            rows = reviews.list_begun(session, place, most=PAGE, skip=paging.skip)
            scores = reviews.scores_of_people(session, place, [one.person.id for one in rows])
            lines = tuple(_line(row, scores.get(row.person.id)) for row in rows)
            return BegunPage(link=link, lines=lines, paging=paging)

    def learner(self, place: Place, person_id: int) -> ReviewedLearner:
        """What one learner of the course did at a link. Raises :class:`MissingError`."""
        with self._reading() as session:
            link, person = _link(session, place), _find(session, place, person_id)
            who = {"person_id": person.id}
            made = reviews.list_attempts(session, place, **who, most=MOST_TRIES + 1)
            ids = [one.id for one in made]
            shared = reviews.evidence_of_attempts(session, place, ids)
            others = reviews.list_other_evidence(
                session, place, **who, besides=shared.values(), most=MOST_OTHERS + 1
            )
            scores = reviews.scores_of_attempts(session, place, ids)
            decided = _decided(session, place, shared)
            return ReviewedLearner(
                link=link,
                name=learner_name(person.name, person.id, is_test=person.is_test),
                tries=tuple(
                    self._try(one, shared.get(one.id), decided.get(one.id), scores.get(one.id))
                    for one in made[:MOST_TRIES]
                ),
                has_more_tries=len(made) > MOST_TRIES,
                others=tuple(
                    OtherPiece(
                        id=one.id,
                        title=title,
                        sort=EvidenceSort(one.sort),
                        submitted_at=one.submitted_at or one.created_at,
                    )
                    for one, title in others[:MOST_OTHERS]
                ),
                has_more_others=len(others) > MOST_OTHERS,
            )

    def _try(
        self,
        attempt: Attempt,
        evidence_id: int | None,
        decided: Decision | None,
        score: ScoreStatus | None,
    ) -> ReviewedTry:
        activity = self._read_activity(attempt.activity_version.document)
        responses = responses_from(attempt.responses, files_by_part(attempt.attachments))
        return ReviewedTry(
            number=attempt.number,
            activity_title=activity.title,
            scoring=activity.scoring,
            started_at=attempt.started_at,
            submitted_at=attempt.submitted_at,
            state=AttemptState(attempt.state),
            decided=decided,
            mark=mark(activity, responses) if attempt.submitted_at else None,
            evidence_id=evidence_id,
            score=score,
        )


def _decided(session: Session, place: Place, shared: Mapping[int, int]) -> dict[int, Decision]:
    """The latest decision that stands about what each attempt left, by the attempt."""
    made = decisions.list_of_evidence(
        session, shared.values(), tenant_id=place.tenant_id, context_id=place.context_id
    )
    return {
        attempt_id: latest
        for attempt_id, evidence_id in shared.items()
        for latest in [one for one in made.get(evidence_id, ()) if one.stands][:1]
    }


def _link(session: Session, place: Place) -> ReviewedLink:
    found: ResourceLink | None = links.find(
        session,
        place.resource_link_id,
        tenant_id=place.tenant_id,
        context_id=place.context_id,
    )
    if found is None:
        raise MissingError("There is no such link in this course.")
    column = launches.find_line_item(session, tenant_id=place.tenant_id, resource_link_id=found.id)
    return ReviewedLink(
        title=found.title,
        has_column=column is not None,
        opens_page=found.page is not None,
    )


def _find(session: Session, place: Place, person_id: int) -> Person:
    found = reviews.find_person(session, person_id, place)
    if found is None:
        raise MissingError("There is no such learner in this course.")
    return found


def _line(row: BegunThere, score: ScoreStatus | None) -> BegunLine:
    person = row.person
    return BegunLine(
        person_id=person.id,
        name=learner_name(person.name, person.id, is_test=person.is_test),
        attempts=row.attempts,
        begun_at=row.begun_at,
        submitted_at=row.submitted_at,
        has_open=row.has_open,
        waiting_since=row.waiting_since,
        score=score,
    )
