"""What an instructor writes for the gradebook: words that a page did not know of are never lost."""

from sqlalchemy.orm import Session

from lti_tool.learning.refusals import OtherWordsError
from lti_tool.learning.reviews import GRADEBOOK_COMMENT, ReviewSent
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.reviews.rows import SharedPiece
from lti_tool.store import decisions, deliveries


def has_column(session: Session, piece: SharedPiece) -> bool:
    """Whether words about this piece can go to a gradebook."""
    if piece.placed is None:
        return False
    attempt, _ = piece.placed
    column = deliveries.find_column(
        session,
        tenant_id=attempt.tenant_id,
        resource_link_id=attempt.resource_link_id,
        scope=SCORE_SCOPE,
    )
    return column is not None


def standing_words(session: Session, piece: SharedPiece) -> str:
    """What goes to the gradebook now with each score of this learner there; empty without such."""
    return decisions.gradebook_words(session, piece.placed[0]) if piece.placed else ""


def words_to_keep(session: Session, piece: SharedPiece, sent: ReviewSent) -> str:
    """The words that a decision keeps: those that stand, where its page changed none.

    Raises :class:`OtherWordsError` where it did, and others were written since it was made.
    """
    stand, typed = standing_words(session, piece), sent.gradebook_comment.strip()
    if not has_column(session, piece) or not sent.has_changed_words or typed == stand:
        return stand
    if sent.words_seen is not None and sent.words_seen.strip() == stand:
        return typed
    if not stand:
        return typed
    raise OtherWordsError(
        {
            GRADEBOOK_COMMENT: f"Other words have been written since you opened it: “{stand}”. "
            "Send yours again to replace them"
        }
    )
