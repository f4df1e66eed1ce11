"""Columns that comparing did not find: what stays noted of them, and what a return undoes."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.learning.columns import is_told_gone
from lti_tool.learning.score_checks import CheckFinding, Points
from lti_tool.store import score_checks
from lti_tool.store.score_checks import FoundDifference
from lti_tool.store.tables import LineItem, ScoreCheck, ScoreDelivery


def note_back(session: Session, column: LineItem) -> None:
    """Note that a column is there which comparing had not found: what it holds nobody knows.

    It is compared soon. What instructors have left so stays left.
    """
    if not is_told_gone(column.check_trouble):
        return
    score_checks.lock_column(session, tenant_id=column.tenant_id, line_item_id=column.id)
    deliveries = select(ScoreDelivery.id).where(ScoreDelivery.line_item_id == column.id)
    session.execute(
        delete(ScoreCheck).where(
            ScoreCheck.tenant_id == column.tenant_id,
            ScoreCheck.delivery_id.in_(deliveries),
            ScoreCheck.agreed_at.is_(None),
        ),
        execution_options={"synchronize_session": False},
    )
    column.checked_at = column.check_trouble = None


def list_agreed(
    session: Session, *, tenant_id: int, line_item_id: int
) -> Mapping[int, FoundDifference]:
    """List what instructors have left so in a column, by the deliveries."""
    rows = session.scalars(
        select(ScoreCheck)
        .join(ScoreDelivery, ScoreDelivery.id == ScoreCheck.delivery_id)
        .where(
            ScoreCheck.tenant_id == tenant_id,
            ScoreDelivery.line_item_id == line_item_id,
            ScoreCheck.agreed_at.is_not(None),
        )
    )
    return {row.delivery_id: _noted(row) for row in rows}


def _noted(row: ScoreCheck) -> FoundDifference:
    given, maximum = row.held_given, row.held_maximum
    held = None if given is None else Points(given=given, maximum=maximum)
    return FoundDifference(finding=CheckFinding(row.finding), held=held)
