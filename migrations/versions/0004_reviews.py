"""Reviews: decisions, what was returned, drafts of decisions, scores without points.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAS_OPEN = "state = 'in_progress'"
IS_OPEN = "state IN ('in_progress', 'returned')"
IS_UNPLACED = "resource_link_id IS NULL"
IS_SENDING = "state = 'sending'"


def upgrade() -> None:
    _index_open_attempts(IS_OPEN)
    _let_scores_be_without_points(nullable=True)
    op.add_column(
        "person",
        sa.Column("wants_shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    _add_where_reviews_stand()
    _add_decisions()
    _add_what_is_written()


def _index_open_attempts(is_open: str) -> None:
    _index_anew(
        "uq_attempt_open", "attempt", ["person_id", "resource_link_id", "activity_code"], is_open
    )
    _index_anew(
        "uq_attempt_unplaced_open",
        "attempt",
        ["person_id", "activity_code"],
        f"{IS_UNPLACED} AND {is_open}",
    )


def _index_anew(name: str, table: str, columns: list[str], where: str) -> None:
    op.drop_index(name, table_name=table)
    _index(name, table, columns, where)


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _let_scores_be_without_points(*, nullable: bool) -> None:
    lane = ["line_item_id", "person_id"]
    op.drop_index("uq_score_delivery_sending", table_name="score_delivery")  # as batch mode would
    with op.batch_alter_table("score_delivery", schema=None) as batch_op:
        batch_op.alter_column("given", existing_type=sa.String(length=32), nullable=nullable)
        if nullable:
            batch_op.add_column(sa.Column("asked_by", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f("fk_score_delivery_asked_by_person"), "person", ["asked_by"], ["id"]
            )
        else:
            batch_op.drop_constraint(
                batch_op.f("fk_score_delivery_asked_by_person"), type_="foreignkey"
            )
            batch_op.drop_column("asked_by")
    _index("uq_score_delivery_sending", "score_delivery", lane, IS_SENDING)


def _add_where_reviews_stand() -> None:
    op.add_column("evidence", sa.Column("review", sa.String(length=20), nullable=True))
    op.add_column("evidence", sa.Column("turn", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "UPDATE evidence SET review = 'awaiting' WHERE audience = 'submitted' AND EXISTS (SELECT 1"
        " FROM mapping WHERE mapping.evidence_id = evidence.id AND mapping.state = 'proposed')"
    )
    op.drop_index("ix_evidence_context_id", table_name="evidence")
    op.create_index("ix_evidence_review", "evidence", ["context_id", "review", "submitted_at"])
    op.add_column("evidence_event", sa.Column("about", sa.JSON(), nullable=True))
    with op.batch_alter_table("evidence_event", schema=None) as batch_op:
        batch_op.alter_column(
            "action", existing_type=sa.String(length=20), type_=sa.String(length=30)
        )


def _add_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("given", sa.String(length=32), nullable=True),
        sa.Column("maximum", sa.String(length=32), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("gradebook_comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_decision_{column}_{table}")
            )
            for column, table in (
                ("tenant_id", "tenant"),
                ("evidence_id", "evidence"),
                ("context_id", "context"),
                ("person_id", "person"),
                ("undone_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_evidence_id", "decision", ["evidence_id", "id"])


def _add_what_is_written() -> None:
    op.create_table(
        "returned_version",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_returned_version_{table}_id_{table}"),
            )
            for table in ("decision", "tenant", "evidence")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_returned_version")),
    )
    op.create_index(op.f("ix_returned_version_evidence_id"), "returned_version", ["evidence_id"])
    op.create_table(
        "review_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_review_draft_{table}_id_{table}")
            )
            for table in ("tenant", "person", "evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_draft")),
        sa.UniqueConstraint(
            "person_id", "evidence_id", name=op.f("uq_review_draft_person_id_evidence_id")
        ),
    )
    op.create_index(op.f("ix_review_draft_evidence_id"), "review_draft", ["evidence_id"])


def downgrade() -> None:
    """Go back; decisions and drafts of them are lost, what was returned can be changed on."""
    for table in ("review_draft", "returned_version", "decision"):
        op.drop_table(table)
    op.execute(
        "DELETE FROM evidence_event"
        " WHERE action NOT IN ('submitted', 'withdrawn', 'viewed', 'file_opened')"
    )
    with op.batch_alter_table("evidence_event", schema=None) as batch_op:
        batch_op.drop_column("about")
        batch_op.alter_column(
            "action", existing_type=sa.String(length=30), type_=sa.String(length=20)
        )
    op.drop_index("ix_evidence_review", table_name="evidence")
    op.create_index(op.f("ix_evidence_context_id"), "evidence", ["context_id"])
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("turn")
        batch_op.drop_column("review")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("wants_shortcuts")
    op.execute("DELETE FROM score_delivery WHERE given IS NULL")
    _let_scores_be_without_points(nullable=False)
    op.execute("UPDATE attempt SET state = 'complete' WHERE state = 'awaiting_review'")
    op.execute("UPDATE attempt SET state = 'in_progress' WHERE state = 'returned'")
    _index_open_attempts(WAS_OPEN)
