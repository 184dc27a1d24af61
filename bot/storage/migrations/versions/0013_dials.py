"""Calls that we connect: the telephones of staff, and what became of each call."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the column and the table; nothing was connected before."""
    op.add_column("staff", sa.Column("phone", sa.LargeBinary))
    case_id = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "dials",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.Integer, case_id, nullable=False, index=True),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("agent_number", sa.LargeBinary),
        sa.Column("member_number", sa.LargeBinary),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("key_hash", sa.String(64)),
        sa.Column("sid", sa.String(34)),
        sa.Column("code", sa.Integer),
    )
    op.create_index("ix_dials_key_hash", "dials", ["key_hash"], unique=True)
    is_live = sa.text("agent_number IS NOT NULL")
    op.create_index(
        "ix_dials_live", "dials", ["status"], sqlite_where=is_live, postgresql_where=is_live
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("dials")
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("phone")
