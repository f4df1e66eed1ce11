"""How the rows of evidence become values."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.learning.days import day_said
from lti_tool.learning.evidence import (
    Audience,
    EvidenceSort,
    MappingState,
    pickable,
    reasons_missing,
)
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.frameworks import Framework, Use
from lti_tool.learning.marking import mark
from lti_tool.learning.own_evidence import Draft, told, unready
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.learning.responses import responses_from
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.evidence.choices import KnownFramework, domains_of, refs_of
from lti_tool.services.evidence.pages import Author, Given, Piece, Tie
from lti_tool.store import evidence
from lti_tool.store.attachments import files_by_part, files_of
from lti_tool.store.handed_in import account_of
from lti_tool.store.tables import Evidence, Mapping

ReadActivity = Callable[[str], Activity]


def find_own(session: Session, author: Author, evidence_id: int, *, lock: bool = False) -> Evidence:
    """A piece of evidence of the author's own. Raises :class:`MissingError`."""
    found = evidence.find_own(
        session,
        evidence_id,
        tenant_id=author.tenant_id,
        person_id=author.person_id,
        lock=lock,
    )
    if found is None:
        raise MissingError("There is no such evidence of yours.")
    return found


def is_in_its_attempt(row: Evidence) -> bool:
    """Whether an instructor returned it, so that its author changes it in its activity."""
    return row.attempt is not None and row.attempt.state in OPEN_STATES


def is_with_author(row: Evidence) -> bool:
    """Whether its author can change it here, and submit it."""
    if is_in_its_attempt(row):
        return False
    return row.audience != Audience.SUBMITTED or row.review == ReviewState.RETURNED


def with_author(row: Evidence) -> Evidence:
    """The piece, if its author can change it here. Raises :class:`PassedError`."""
    if is_in_its_attempt(row):
        raise PassedError(
            "An instructor returned this to you. Change it in its activity, and submit it again "
            "from there."
        )
    if not is_with_author(row):
        raise PassedError(
            "This evidence is submitted to a course, so it cannot change. Withdraw it first."
        )
    return row


def draft_of(row: Evidence, frameworks: Sequence[KnownFramework]) -> Draft:
    """What its author has filled in."""
    refs = refs_of(row, frameworks)
    by_use = {
        use: {
            refs[one.id]: one.reason or ""
            for one in row.mappings
            if one.use == use and one.id in refs
        }
        for use in Use
    }
    return replace(
        account_of(row),
        filed=tuple(sorted(by_use[Use.FILED])),
        mapped=by_use[Use.MAPPED],
        tagged=tuple(sorted(by_use[Use.TAGGED])),
    )


def piece_of(
    row: Evidence, *, read_activity: ReadActivity, frameworks: Sequence[KnownFramework]
) -> Piece:
    """A piece of evidence with all that belongs to it."""
    return Piece(
        id=row.id,
        sort=EvidenceSort(row.sort),
        title=row.title,
        happened_on=day_said(row.happened_on, row.written),
        audience=Audience(row.audience),
        submitted_at=row.submitted_at,
        told=told(account_of(row)),
        given=_given(row, read_activity),
        files=kept_files(row),
        filed=_ties(row, Use.FILED, frameworks),
        mapped=_ties(row, Use.MAPPED, frameworks),
        tagged=_ties(row, Use.TAGGED, frameworks),
    )


def kept_files(row: Evidence) -> tuple[AttachedFile, ...]:
    """The files of a piece of evidence, those of its attempt among them."""
    return files_of([*row.attachments, *(row.attempt.attachments if row.attempt else ())])


def _given(row: Evidence, read_activity: ReadActivity) -> Given | None:
    if row.attempt is None:
        return None
    activity = read_activity(row.attempt.activity_version.document)
    responses = responses_from(row.attempt.responses, files_by_part(row.attempt.attachments))
    return Given(
        attempt_id=row.attempt.id,
        activity=activity,
        responses=responses,
        mark=mark(activity, responses),
    )


def _ties(row: Evidence, use: Use, frameworks: Sequence[KnownFramework]) -> tuple[Tie, ...]:
    by_id = {one.id: one.value for one in frameworks}
    return tuple(_tie(one, by_id) for one in row.mappings if one.use == use)


def _tie(mapping: Mapping, frameworks: dict[int, Framework]) -> Tie:
    item = mapping.item
    framework = frameworks[item.framework_id]
    found = framework.find(item.code) if item.is_current else None
    return Tie(
        id=mapping.id,
        item_id=item.id,
        framework=framework.title,
        statement=item.statement,
        abbreviated=found.abbreviated if found else "",
        state=MappingState(mapping.state),
        reason=mapping.reason,
        is_showcased=mapping.is_showcased,
        is_current=item.is_current,
    )


def activity_of(row: Evidence, read_activity: ReadActivity) -> Activity | None:
    """The activity that left a piece of evidence, if there is one."""
    return read_activity(row.attempt.activity_version.document) if row.attempt else None


def may_pick(row: Evidence, read_activity: ReadActivity) -> bool:
    """Whether the outcomes of what an activity left are its author's to pick."""
    activity = activity_of(row, read_activity)
    return activity is not None and bool(pickable(activity))


def problems_of(
    row: Evidence,
    frameworks: Sequence[KnownFramework],
    read_activity: ReadActivity,
    today: date,
) -> dict[str, str]:
    """What is left to do before a piece of evidence can be submitted."""
    draft = draft_of(row, frameworks)
    if row.attempt is None:
        domains = domains_of(frameworks)
        return unready(draft, has_files=bool(row.attachments), today=today, domains=domains)
    return reasons_missing(draft.mapped) if may_pick(row, read_activity) else {}
