"""What instructors read of evidence that was returned, and what has changed since."""

from dataclasses import replace

from sqlalchemy.orm import Session

from lti_tool.learning.days import read_in_full
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.handed_in import DAY, TITLE, from_kept
from lti_tool.learning.people import instructor_name
from lti_tool.services.evidence.pages import KeptVersion, Piece
from lti_tool.store import returned_versions
from lti_tool.store.attachments import files_of, list_taken_out
from lti_tool.store.tables import Attachment, Evidence


def versions_of(session: Session, row: Evidence) -> tuple[KeptVersion, ...]:
    """What a piece said each time that its course returned it, the newest first."""
    return tuple(
        KeptVersion(
            handed=from_kept(version.content),
            submitted_at=version.submitted_at,
            by=instructor_name(decision.person.name),
            at=decision.at,
        )
        for version, decision in returned_versions.list_of_evidence(session, row)
    )


def as_returned(session: Session, piece: Piece, kept: KeptVersion | None, row: Evidence) -> Piece:
    """A piece without anything that its author has changed since it was returned."""
    day = kept.handed.text_of(DAY) if kept else ""
    return replace(
        piece,
        title=(kept.handed.text_of(TITLE) if kept else "") or row.title,
        happened_on=read_in_full(day) if day else row.happened_on,
        told=(),
        given=None,
        files=_handed_in_files(session, kept, row),
        filed=(),
        mapped=(),
        tagged=(),
    )


def gone_files(session: Session, kept: KeptVersion | None, row: Evidence) -> tuple[str, ...]:
    """The names of those that it was submitted with and that are no longer kept.

    Until a file that its author took out stayed for instructors, it was gone at once.
    """
    known = _known_files(session, row)
    handed_in = kept.handed.files if kept else ()
    return tuple(one.name for one in handed_in if one.kept_as not in known)


def _handed_in_files(
    session: Session, kept: KeptVersion | None, row: Evidence
) -> tuple[AttachedFile, ...]:
    """Those that it was submitted with, also where its author has taken them out since."""
    known = _known_files(session, row)
    handed_in = kept.handed.files if kept else ()
    return files_of(known[one.kept_as] for one in handed_in if one.kept_as in known)


def _known_files(session: Session, row: Evidence) -> dict[str, Attachment]:
    there = [*row.attachments, *(row.attempt.attachments if row.attempt else ())]
    return {one.stored_as: one for one in (*there, *list_taken_out(session, row))}
