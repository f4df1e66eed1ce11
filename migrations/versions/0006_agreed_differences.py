"""Who said that a gradebook is to stay as it is, though something else had been sent.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("score_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_score_check_agreed_by_person"), "person", ["agreed_by"], ["id"]
        )


def downgrade() -> None:
    """Go back; what instructors left as it was is listed as different again."""
    with op.batch_alter_table("score_check", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_score_check_agreed_by_person"), type_="foreignkey")
        batch_op.drop_column("agreed_at")
        batch_op.drop_column("agreed_by")
