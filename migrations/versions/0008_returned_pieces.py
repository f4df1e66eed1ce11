"""Returned evidence as instructors read it on: its title, its ties, and files taken out since.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIES = """
    INSERT INTO returned_tie
        (decision_id, framework_item_id, tenant_id, position, use, state)
    SELECT version.decision_id, mapping.framework_item_id, mapping.tenant_id, mapping.id,
        mapping.use, mapping.state
    FROM mapping
    JOIN evidence ON evidence.id = mapping.evidence_id
    JOIN returned_version AS version ON version.evidence_id = evidence.id
    WHERE evidence.review = 'returned' AND version.decision_id = (
        SELECT max(later.decision_id) FROM returned_version AS later
        WHERE later.evidence_id = evidence.id
    )
"""
"""What is returned just now is listed as it is tied until it is submitted again.

Reasons are what was handed in: those of now may have been typed after the return.
"""
NO_REASON = "No reason given"


def upgrade() -> None:
    _keep_titles()
    _keep_ties()
    _keep_files()


def _keep_titles() -> None:
    op.add_column(
        "returned_version",
        sa.Column("title", sa.String(length=255), server_default="", nullable=False),
    )
    op.execute(
        "UPDATE returned_version SET title ="
        " (SELECT title FROM evidence WHERE evidence.id = returned_version.evidence_id)"
    )
    version = sa.table(
        "returned_version",
        sa.column("decision_id", sa.Integer),
        sa.column("title", sa.String),
        sa.column("content", sa.JSON),
    )
    connection = op.get_bind()
    for decision_id, content in connection.execute(
        sa.select(version.c.decision_id, version.c.content)
    ).all():
        title = next((one["text"] for one in content["lines"] if one["key"] == "title"), "")
        if title:
            connection.execute(
                version.update().where(version.c.decision_id == decision_id).values(title=title)
            )
    with op.batch_alter_table("returned_version", schema=None) as batch_op:
        batch_op.alter_column("title", server_default=None)


def _keep_ties() -> None:
    op.create_table(
        "returned_tie",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("framework_item_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=op.f(f"fk_returned_tie_{column}_{table}")
            )
            for column, table, key in (
                ("decision_id", "returned_version", "decision_id"),
                ("framework_item_id", "framework_item", "id"),
                ("tenant_id", "tenant", "id"),
            )
        ),
        sa.PrimaryKeyConstraint("decision_id", "framework_item_id", name=op.f("pk_returned_tie")),
    )
    op.execute(TIES)
    _keep_reasons()


def _keep_reasons() -> None:
    tie = sa.table(
        "returned_tie",
        sa.column("decision_id", sa.Integer),
        sa.column("framework_item_id", sa.Integer),
        sa.column("reason", sa.Text),
    )
    version = sa.table(
        "returned_version", sa.column("decision_id", sa.Integer), sa.column("content", sa.JSON)
    )
    connection = op.get_bind()
    for decision_id, item_id, content in connection.execute(
        sa.select(tie.c.decision_id, tie.c.framework_item_id, version.c.content).join(
            version, version.c.decision_id == tie.c.decision_id
        )
    ).all():
        key = f"mapped-{item_id}"
        reason = next((one["text"] for one in content["lines"] if one["key"] == key), NO_REASON)
        if reason != NO_REASON:
            connection.execute(
                tie.update()
                .where(tie.c.decision_id == decision_id, tie.c.framework_item_id == item_id)
                .values(reason=reason)
            )


def _keep_files() -> None:
    name = op.f("fk_attachment_returned_with_returned_version")
    with op.batch_alter_table(
        "attachment",
        schema=None,
        table_kwargs={"sqlite_autoincrement": True},  # or SQLite gives the id of a gone row again
    ) as batch_op:
        batch_op.add_column(sa.Column("returned_with", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(name, "returned_version", ["returned_with"], ["decision_id"])
        batch_op.create_index(op.f("ix_attachment_returned_with"), ["returned_with"])


def downgrade() -> None:
    """Go back; files that were taken out of returned evidence are gone for everybody."""
    op.execute("DELETE FROM attachment WHERE returned_with IS NOT NULL")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_attachment_returned_with"))
        batch_op.drop_constraint(
            op.f("fk_attachment_returned_with_returned_version"), type_="foreignkey"
        )
        batch_op.drop_column("returned_with")
    op.drop_table("returned_tie")
    with op.batch_alter_table("returned_version", schema=None) as batch_op:
        batch_op.drop_column("title")
