"""Why nothing is decided, or undone, about a piece of evidence now: by what there is of it."""

from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.judging import may_return
from lti_tool.learning.refusals import OvertakenError, PassedError
from lti_tool.learning.reviews import Outcome, ReviewSent, ReviewState
from lti_tool.services.reviews.pages import Reviewer
from lti_tool.services.reviews.rows import SharedPiece
from lti_tool.store import decisions

OWN: Final = "This is your own evidence: somebody else has to decide about it."
_RETURNED: Final = "It has been returned to its learner, so it cannot be decided now."
_OVERTAKEN: Final = {
    EvidenceAction.SUBMITTED: "Its learner has submitted it again since you opened it.",
    EvidenceAction.DECIDED: "It has been decided since you opened it.",
    EvidenceAction.RETURNED: _RETURNED,
    EvidenceAction.UNDONE: "A decision about it has been taken back since you opened it.",
}


def check_turn(session: Session, piece: SharedPiece, reviewer: Reviewer, sent: ReviewSent) -> None:
    """Raise :class:`PassedError` where this cannot be decided now.

    Where it changed hands since the page was made, that is :class:`OvertakenError`.
    """
    if piece.row.person_id == reviewer.person_id:
        raise PassedError(OWN)
    if piece.row.turn != sent.turn:
        raise overtaken(session, piece)
    if piece.row.review == ReviewState.RETURNED:
        raise PassedError(_RETURNED)
    if sent.outcome is Outcome.RETURNED and not may_return(piece.activity):
        raise PassedError("It was marked, so its answers cannot change any more.")


def overtaken(session: Session, piece: SharedPiece) -> OvertakenError:
    """Say what has become of a piece since a page of it was made."""
    last = decisions.find_last_act(session, piece.row)
    changed = "It has changed hands since you opened it."
    return OvertakenError(_OVERTAKEN.get(EvidenceAction(last.action), changed) if last else changed)
