"""The gradebook: columns, grades, and what a score changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from demo.courses import LineItem, Link, Review
from demo.families import Family
from demo.people import Person
from demo.refusals import Refused
from demo.scores import Score


class ScorePost(NamedTuple):
    """An accepted score, as it came."""

    line_item_id: str
    user_id: str
    payload: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What one column holds for one person."""

    score: float | None = None
    """In points of the column, rescaled if the tool used another maximum."""
    unshown: float | None = None
    """What it holds in place of that and does not show, where the family does so."""
    comment: str | None = None
    activity_progress: str = ""
    grading_progress: str = ""
    timestamp: datetime
    received_at: datetime
    overridden: bool = False
    """Set by a teacher."""

    @property
    def held(self) -> float | None:
        """What its result says."""
        return self.score if self.unshown is None else self.unshown


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person and one activity, as the gradebook page shows them."""

    person: Person
    link: Link
    score: float | None
    maximum: float | None
    comment: str | None
    completed: bool
    progress: str | None
    """How far the work is, where there is no score yet and the tool has said it."""
    received_at: datetime | None
    review: Review | None
    """What leads from here to the work, where the gradebook offers it."""

    @property
    def person_id(self) -> str:
        return self.person.id

    @property
    def link_id(self) -> str:
        return self.link.id


@dataclass(kw_only=True)
class Gradebook:
    """Line items by id, and grades by line item and person."""

    clock: Callable[[], datetime]
    line_items: dict[str, LineItem] = field(default_factory=dict)
    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    scores: list[ScorePost] = field(default_factory=list)
    attempts: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many attempts scores made, by line item and person, where the family counts them."""

    def accept(
        self, line_item: LineItem, score: Score, payload: dict[str, Any], family: Family
    ) -> None:
        """Record a score, or do what the family does when it is not newer than what is there."""
        key = (line_item.id, score.user_id)
        held = self.grades.get(key)
        if held is not None and not _is_newer(score, held, family):
            if family.not_newer_status < HTTPStatus.BAD_REQUEST:
                return
            if family.takes_repeats and self._is_repeat(key, payload):
                return
            reason = "the score is not newer than the one on record"
            raise Refused(family.not_newer_status, reason)
        self._count_attempt(key, score, family)
        now = self.clock()
        before = held or Grade(timestamp=score.timestamp, received_at=now)
        after = _graded(before, score, line_item.score_maximum, family)
        self.grades[key] = replace(after, timestamp=score.timestamp, received_at=now)
        self.scores.append(ScorePost(line_item.id, score.user_id, payload, now))

    def set_by_hand(self, line_item_id: str, person_id: str, score: float | None) -> None:
        """Set somebody's grade as a teacher does, in points of the column; None erases it."""
        now = self.clock()
        self.grades[line_item_id, person_id] = Grade(
            score=score, timestamp=now, received_at=now, overridden=score is not None
        )

    def _count_attempt(self, key: tuple[str, str], score: Score, family: Family) -> None:
        if family.most_attempts is None or not score.is_new_attempt:
            return
        used = self.attempts.get(key, 0)
        if used >= family.most_attempts:
            raise Refused(422, "the maximum number of allowed attempts has been reached")
        self.attempts[key] = used + 1

    def drop(self, line_item_id: str) -> None:
        """Take a column away with its grades; the record of what was posted stays."""
        self.line_items.pop(line_item_id, None)
        for key in [key for key in self.grades if key[0] == line_item_id]:
            del self.grades[key]

    def change(self, line_item: LineItem) -> None:
        """Replace a column; a new maximum rescales the grades in it."""
        old = self.line_items[line_item.id]
        self.line_items[line_item.id] = line_item
        factor = line_item.score_maximum / old.score_maximum if old.score_maximum else 1
        for key, grade in self.grades.items():
            if key[0] == line_item.id and grade.score is not None:
                self.grades[key] = replace(grade, score=grade.score * factor)

    def row(self, person: Person, link: Link, family: Family) -> Row:
        """Return what the gradebook shows of one person and one activity."""
        line_item = self.line_items.get(link.line_item_id or "")
        grade = self.grades.get((link.line_item_id or "", person.id))
        return Row(
            person=person,
            link=link,
            score=_shown(grade.score, line_item) if grade and line_item else None,
            maximum=line_item.score_maximum if line_item else None,
            comment=grade.comment if grade else None,
            completed=grade is not None and _completes(grade, family),
            progress=_progress(grade, family) if grade and line_item else None,
            received_at=grade.received_at if grade else None,
            review=self._review(link, grade, family),
        )

    def review(self, link: Link, family: Family) -> Review | None:
        """Return how the work of an activity is opened from the gradebook; None: it is not."""
        line_item = self.line_items.get(link.line_item_id or "")
        asked = line_item.review if line_item else None
        return Review() if asked is None and family.reviews_everything else asked

    def _review(self, link: Link, grade: Grade | None, family: Family) -> Review | None:
        review = self.review(link, family)
        if review is None or family.reviews_everything or not review.statuses:
            return review
        return review if grade and grade.activity_progress in review.statuses else None

    def results(self, line_item: LineItem, user_id: str | None) -> Mapping[str, Grade]:
        """Return the grades of a column by person; nobody whose grade was erased."""
        return {
            person: grade
            for (item, person), grade in self.grades.items()
            if item == line_item.id and grade.held is not None and user_id in {None, person}
        }

    def _is_repeat(self, key: tuple[str, str], payload: dict[str, Any]) -> bool:
        """Tell whether the last accepted post comes again, word for word."""
        posts = [post for post in self.scores if (post.line_item_id, post.user_id) == key]
        return bool(posts) and posts[-1].payload == payload


def _is_newer(score: Score, held: Grade, family: Family) -> bool:
    if family.whole_seconds:
        return int(score.timestamp.timestamp()) > int(held.timestamp.timestamp())
    if family.takes_equal:
        return score.timestamp >= held.timestamp
    return score.timestamp > held.timestamp


def _graded(before: Grade, score: Score, column_maximum: float, family: Family) -> Grade:
    after = replace(
        before,
        activity_progress=score.activity_progress,
        grading_progress=score.grading_progress,
    )
    if before.overridden and family.keeps_overridden:
        return after
    after = replace(after, overridden=False)
    is_whole = score.given is not None and score.is_final
    if is_whole:
        return _with_points(after, score, column_maximum, family)
    if family.keeps_until_final:
        return after
    if family.erases:
        return replace(after, score=None, comment=None)
    if score.given is None:  # what the tool gave before is no longer there (AGS 2.0, 3.4.5)
        return replace(after, score=None, comment=score.comment)
    return after


def _with_points(before: Grade, score: Score, column_maximum: float, family: Family) -> Grade:
    given = score.given or 0.0
    points = given * column_maximum / score.maximum if score.maximum else given
    if family.caps:
        points = min(points, column_maximum)
    if not points and not family.shows_zero:
        return replace(before, unshown=points)
    comment = score.comment
    if comment is None and not family.comment_each_time:
        comment = before.comment
    return replace(before, score=points, unshown=None, comment=comment)


def _completes(grade: Grade, family: Family) -> bool:
    if family.grade_completes:
        return grade.score is not None
    return grade.activity_progress == "Completed"


def _progress(grade: Grade, family: Family) -> str | None:
    if grade.score is not None or not family.shows_progress:
        return None
    waits = grade.grading_progress in {"Pending", "PendingManual"}
    if grade.activity_progress in {"Submitted", "Completed"} and waits:
        return "Submitted, waiting to be marked"
    return "In progress" if grade.activity_progress in {"Started", "InProgress"} else None


def _shown(points: float | None, line_item: LineItem) -> float | None:
    return None if points is None else min(max(points, 0.0), line_item.score_maximum)
