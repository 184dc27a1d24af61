"""Calls at a time that the member chose, and what they were told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table; nothing was booked before."""
    case_id = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.Integer, case_id, nullable=False, index=True),
        sa.Column("starts_at", MOMENT),
        sa.Column("ends_at", MOMENT),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("told_at", MOMENT),
        sa.Column("asked_at", MOMENT),
        sa.Column("asked_seq", sa.Integer),
        sa.Column("reached", sa.Boolean),
    )
    booked = sa.text("status = 'booked'")
    op.create_index(
        "ix_calls_booked", "calls", ["starts_at"], sqlite_where=booked, postgresql_where=booked
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("calls")
