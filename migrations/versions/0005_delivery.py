"""Delivery in full: paces of platforms, shared tokens, columns looked for, gradebooks compared.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NUMBER = sa.String(length=32)
LANE = ["line_item_id", "person_id"]
IS_SENDING = "state = 'sending'"
PARTIAL = (
    (
        "ix_score_delivery_queue",
        ["registration_id", "due_at", "id"],
        "state IN ('waiting', 'retrying')",
    ),
    ("ix_score_delivery_leases", ["registration_id", "leased_until"], IS_SENDING),
    ("ix_score_delivery_stuck", ["changed_at"], "state IN ('refused', 'given_up')"),
)


def upgrade() -> None:
    _name_platforms_of_scores()
    _add_what_workers_share()
    _add_what_is_known_of_columns()
    op.create_table(
        "score_check",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("held_given", NUMBER, nullable=True),
        sa.Column("held_maximum", NUMBER, nullable=True),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("checked_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["score_delivery.id"],
            name=op.f("fk_score_check_delivery_id_score_delivery"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_score_check_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_score_check")),
    )


def _name_platforms_of_scores() -> None:
    op.add_column("score_delivery", sa.Column("registration_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE score_delivery SET registration_id = (SELECT line_item.registration_id"
        " FROM line_item WHERE line_item.id = score_delivery.line_item_id)"
    )
    op.drop_index("uq_score_delivery_sending", table_name="score_delivery")  # as batch mode would
    op.drop_index("ix_score_delivery_due", table_name="score_delivery")
    op.drop_index("ix_score_delivery_lane", table_name="score_delivery")
    with op.batch_alter_table("score_delivery", schema=None) as batch_op:
        batch_op.alter_column("registration_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_score_delivery_registration_id_registration"),
            "registration",
            ["registration_id"],
            ["id"],
        )
    _index("uq_score_delivery_sending", LANE, IS_SENDING, unique=True)
    op.create_index("ix_score_delivery_lane", "score_delivery", [*LANE, "id"])
    for name, columns, where in PARTIAL:
        _index(name, columns, where)


def _index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(
        name,
        "score_delivery",
        columns,
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _add_what_workers_share() -> None:
    op.create_table(
        "platform_pace",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at_once", sa.Double(), nullable=False),
        sa.Column("per_second", sa.Double(), nullable=True),
        sa.Column("allowance", sa.Double(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("strain", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", TIME, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        _of_registration("platform_pace"),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_platform_pace")),
    )
    op.create_table(
        "access_token",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=1000), nullable=False),
        sa.Column("auth_token_url", sa.String(length=2000), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=True),
        sa.Column("renew_from", TIME, nullable=True),
        sa.Column("good_until", TIME, nullable=True),
        sa.Column("asking_until", TIME, nullable=True),
        _of_registration("access_token"),
        sa.PrimaryKeyConstraint("registration_id", "scopes", name=op.f("pk_access_token")),
    )


def _of_registration(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["registration_id"],
        ["registration.id"],
        name=op.f(f"fk_{table}_registration_id_registration"),
    )


def _add_what_is_known_of_columns() -> None:
    op.add_column("context", sa.Column("line_items_url", sa.Text(), nullable=True))
    op.add_column("context", sa.Column("line_items_scopes", sa.JSON(), nullable=True))
    for name in ("column_due_at", "column_sought_at", "column_asking_until"):
        op.add_column("resource_link", sa.Column(name, TIME, nullable=True))
    op.add_column(
        "resource_link", sa.Column("column_trouble", sa.String(length=500), nullable=True)
    )
    op.create_index(op.f("ix_resource_link_column_due_at"), "resource_link", ["column_due_at"])
    op.add_column(
        "line_item",
        sa.Column("origin", sa.String(length=10), server_default="launch", nullable=False),
    )
    op.add_column("line_item", sa.Column("checked_at", TIME, nullable=True))
    op.add_column("line_item", sa.Column("check_trouble", sa.String(length=500), nullable=True))


def downgrade() -> None:
    """Go back; columns that were found or made stay, as if a launch had named them."""
    op.drop_table("score_check")
    for name in ("check_trouble", "checked_at", "origin"):
        op.drop_column("line_item", name)
    op.drop_index(op.f("ix_resource_link_column_due_at"), table_name="resource_link")
    for name in ("column_trouble", "column_asking_until", "column_sought_at", "column_due_at"):
        op.drop_column("resource_link", name)
    op.drop_column("context", "line_items_scopes")
    op.drop_column("context", "line_items_url")
    op.drop_table("access_token")
    op.drop_table("platform_pace")
    for name, _, _ in PARTIAL:
        op.drop_index(name, table_name="score_delivery")
    op.drop_index("uq_score_delivery_sending", table_name="score_delivery")
    op.drop_index("ix_score_delivery_lane", table_name="score_delivery")
    with op.batch_alter_table("score_delivery", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_score_delivery_registration_id_registration"), type_="foreignkey"
        )
        batch_op.drop_column("registration_id")
    _index("uq_score_delivery_sending", LANE, IS_SENDING, unique=True)
    op.create_index("ix_score_delivery_lane", "score_delivery", LANE)
    op.create_index("ix_score_delivery_due", "score_delivery", ["state", "due_at"])
