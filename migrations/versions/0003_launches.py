"""What launches are checked by and noted in: key sets, limits, a log, former people.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _added() -> tuple[tuple[str, sa.Column[Any]], ...]:
    return (
        (
            "registration",
            sa.Column("service_origins", sa.JSON(), server_default="[]", nullable=False),
        ),
        ("registration", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True)),
        ("deployment", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True)),
        (
            "person",
            sa.Column("is_anonymous", sa.Boolean(), server_default=sa.false(), nullable=False),
        ),
        ("person", sa.Column("is_test", sa.Boolean(), server_default=sa.false(), nullable=False)),
        (
            "line_item",
            sa.Column("is_ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        ),
        ("visit", sa.Column("for_subject", sa.String(length=255), nullable=True)),
    )


def upgrade() -> None:
    for table, column in _added():
        op.add_column(table, column)
    _add_what_platforms_are_checked_by()
    _add_former_persons()
    _add_what_is_noted()


def _add_what_platforms_are_checked_by() -> None:
    op.create_table(
        "former_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("consumer_key", sa.String(length=255), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_former_registration_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_registration")),
        sa.UniqueConstraint(
            "registration_id",
            "consumer_key",
            name=op.f("uq_former_registration_registration_id_consumer_key"),
        ),
    )
    op.create_table(
        "platform_key_set",
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asking_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_platform_key_set")),
    )


def _add_former_persons() -> None:
    op.create_table(
        "former_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consumer_key", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_former_person_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_former_person_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_person")),
        sa.UniqueConstraint(
            "tenant_id",
            "consumer_key",
            "user_id",
            name=op.f("uq_former_person_tenant_id_consumer_key_user_id"),
        ),
    )
    op.create_index(op.f("ix_former_person_person_id"), "former_person", ["person_id"])


def _add_what_is_noted() -> None:
    op.create_table(
        "launch_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(length=255), nullable=True),
        sa.Column("client_id", sa.String(length=255), nullable=True),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("message_type", sa.String(length=40), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_launch_entry_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_launch_entry_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch_entry")),
    )
    op.create_index(op.f("ix_launch_entry_at"), "launch_entry", ["at"])
    op.create_index(op.f("ix_launch_entry_reference"), "launch_entry", ["reference"])
    op.create_index("ix_launch_entry_registration_id_at", "launch_entry", ["registration_id", "at"])
    op.create_table(
        "tally",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", "whose", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_ends_at"), "tally", ["ends_at"])


def downgrade() -> None:
    """Go back; retired platforms can launch again, and logs, limits and former people are lost."""
    for table in ("tally", "launch_entry", "former_person", "platform_key_set"):
        op.drop_table(table)
    op.drop_table("former_registration")
    for table, column in reversed(_added()):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column.name)
