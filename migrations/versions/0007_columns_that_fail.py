"""In which columns a platform lately took no scores, so that one column holds up no other.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("platform_pace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("columns", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back; a pause is for all columns of a platform again."""
    with op.batch_alter_table("platform_pace", schema=None) as batch_op:
        batch_op.drop_column("columns")
