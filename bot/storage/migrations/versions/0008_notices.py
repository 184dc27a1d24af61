"""The desks are told: the outbox of notices."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table; nobody is told of what happened before."""
    case_id = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("case_id", sa.Integer, case_id, nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("target", sa.String(10), nullable=False),
        sa.Column("desk", sa.String(24), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("give_up_at", MOMENT, nullable=False),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("lease_until", MOMENT),
        sa.Column("problem", sa.String(120)),
        sa.Column("sent_at", MOMENT),
    )
    unsent = sa.text("status IN ('new', 'queued', 'dead')")
    op.create_index(
        "ix_notices_unsent", "notices", ["status"], sqlite_where=unsent, postgresql_where=unsent
    )
    op.create_index("ix_notices_once", "notices", ["key", "target"], unique=True)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("notices")
