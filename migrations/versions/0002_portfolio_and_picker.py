"""Evidence of one's own, files, unplaced attempts, listings, and what is chosen in the picker.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IS_OPEN = "state = 'in_progress'"
IS_UNPLACED = "resource_link_id IS NULL"


def upgrade() -> None:
    _add_listings()
    _add_what_launches_and_pickers_keep()
    _let_attempts_be_unplaced()
    _let_evidence_be_its_authors_own()
    _add_what_belongs_to_evidence()


def _add_listings() -> None:
    op.create_table(
        "activity_listing",
        sa.Column("activity_code", sa.String(length=100), nullable=False),
        sa.Column("activity_version_id", sa.Integer(), nullable=False),
        sa.Column("framework_code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scoring", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_version_id"],
            ["activity_version.id"],
            name=op.f("fk_activity_listing_activity_version_id_activity_version"),
        ),
        sa.PrimaryKeyConstraint("activity_code", name=op.f("pk_activity_listing")),
    )
    op.create_index(op.f("ix_activity_listing_title"), "activity_listing", ["title"])
    op.create_table(
        "activity_listing_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_code", sa.String(length=100), nullable=False),
        sa.Column("item_code", sa.String(length=100), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_code"],
            ["activity_listing.activity_code"],
            name=op.f("fk_activity_listing_item_activity_code_activity_listing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_listing_item")),
        sa.UniqueConstraint(
            "activity_code",
            "item_code",
            name=op.f("uq_activity_listing_item_activity_code_item_code"),
        ),
    )
    op.create_index(
        op.f("ix_activity_listing_item_item_code"), "activity_listing_item", ["item_code"]
    )


def _add_what_launches_and_pickers_keep() -> None:
    op.create_table(
        "context_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("activity_code", sa.String(length=100), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["context_id"], ["context.id"], name=op.f("fk_context_activity_context_id_context")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_context_activity_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_activity")),
        sa.UniqueConstraint(
            "context_id", "activity_code", name=op.f("uq_context_activity_context_id_activity_code")
        ),
    )
    op.add_column("pending_login", sa.Column("hand_over", sa.String(length=43), nullable=True))
    op.add_column("visit", sa.Column("hand_over", sa.String(length=43), nullable=True))
    op.add_column("visit", sa.Column("choice", sa.JSON(), nullable=True))
    op.add_column("resource_link", sa.Column("relinked_code", sa.String(length=100), nullable=True))
    op.add_column("resource_link", sa.Column("page", sa.String(length=20), nullable=True))


def _let_attempts_be_unplaced() -> None:
    op.drop_index("uq_attempt_open", table_name="attempt")  # batch mode would lose its condition
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.alter_column("context_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("resource_link_id", existing_type=sa.Integer(), nullable=True)
    _index_attempts("uq_attempt_open", ["person_id", "resource_link_id", "activity_code"], IS_OPEN)
    _index_attempts("uq_attempt_unplaced", ["person_id", "activity_code", "number"], IS_UNPLACED)
    _index_attempts(
        "uq_attempt_unplaced_open", ["person_id", "activity_code"], f"{IS_UNPLACED} AND {IS_OPEN}"
    )


def _index_attempts(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "attempt",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _let_evidence_be_its_authors_own() -> None:
    op.drop_index("ix_evidence_person_id", table_name="evidence")
    for column in (
        sa.Column("sort", sa.String(length=30), nullable=True),
        sa.Column("written", sa.JSON(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("edits", sa.JSON(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("evidence", column)
    op.execute(
        "UPDATE evidence SET sort = 'activity', written = '{}', happened_on = date(created_at), "
        "revision = 0, changed_at = created_at, submitted_at = created_at"
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column("context_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("attempt_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("sort", existing_type=sa.String(length=30), nullable=False)
        batch_op.alter_column("written", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("happened_on", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("revision", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column(
            "changed_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
    op.create_index(op.f("ix_evidence_person_id"), "evidence", ["person_id", "happened_on"])
    op.create_index(op.f("ix_evidence_context_id"), "evidence", ["context_id"])
    op.add_column("mapping", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("mapping", sa.Column("is_showcased", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE mapping SET is_showcased = :no").bindparams(no=False))
    with op.batch_alter_table("mapping", schema=None) as batch_op:
        batch_op.alter_column("is_showcased", existing_type=sa.Boolean(), nullable=False)
    op.create_index(op.f("ix_mapping_framework_item_id"), "mapping", ["framework_item_id"])


def _add_what_belongs_to_evidence() -> None:
    op.create_table(
        "evidence_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_event_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["context_id"], ["context.id"], name=op.f("fk_evidence_event_context_id_context")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_event_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_evidence_event_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_event")),
    )
    op.create_index(op.f("ix_evidence_event_evidence_id"), "evidence_event", ["evidence_id"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("part_key", sa.String(length=10), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attachment_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_attachment_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attachment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_attachment_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_attachment_stored_as")),
    )
    for column in ("tenant_id", "person_id", "attempt_id", "evidence_id"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])


def downgrade() -> None:
    """Go back to the loop. What it has no place for is lost: own evidence, files, listings."""
    op.drop_table("attachment")
    op.drop_table("evidence_event")
    op.drop_index(op.f("ix_mapping_framework_item_id"), table_name="mapping")
    op.execute(
        "DELETE FROM mapping WHERE evidence_id IN "
        "(SELECT id FROM evidence WHERE attempt_id IS NULL OR context_id IS NULL)"
    )
    with op.batch_alter_table("mapping", schema=None) as batch_op:
        batch_op.drop_column("is_showcased")
        batch_op.drop_column("reason")
    op.execute("DELETE FROM evidence WHERE attempt_id IS NULL OR context_id IS NULL")
    op.drop_index(op.f("ix_evidence_context_id"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_person_id"), table_name="evidence")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        for name in (
            "submitted_at",
            "changed_at",
            "edits",
            "revision",
            "happened_on",
            "written",
            "sort",
        ):
            batch_op.drop_column(name)
        batch_op.alter_column("attempt_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("context_id", existing_type=sa.Integer(), nullable=False)
    op.create_index(op.f("ix_evidence_person_id"), "evidence", ["person_id"])
    for name in ("uq_attempt_unplaced_open", "uq_attempt_unplaced", "uq_attempt_open"):
        op.drop_index(name, table_name="attempt")
    op.execute("DELETE FROM attempt WHERE resource_link_id IS NULL")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.alter_column("resource_link_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("context_id", existing_type=sa.Integer(), nullable=False)
    _index_attempts("uq_attempt_open", ["person_id", "resource_link_id", "activity_code"], IS_OPEN)
    for table, name in (
        ("resource_link", "page"),
        ("resource_link", "relinked_code"),
        ("visit", "choice"),
        ("visit", "hand_over"),
        ("pending_login", "hand_over"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
    op.drop_table("context_activity")
    op.drop_table("activity_listing_item")
    op.drop_table("activity_listing")
