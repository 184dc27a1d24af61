"""Staff: accounts, who is signed in, and an index for the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
QUEUE = ["status", "goes_to", "urgency", "due_at", "opened_at", "claimed_by", "code"]


def upgrade() -> None:
    """Make the tables; nobody has an account yet."""
    op.create_table(
        "staff",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("desk", sa.String(24), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("totp_used", sa.Integer, nullable=False),
        sa.Column("shortcuts", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column(
            "account", sa.String(40), sa.ForeignKey("staff.account"), nullable=False, index=True
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("ix_cases_queue", "cases", QUEUE)
    op.create_index("ix_cases_updated_at", "cases", ["updated_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_cases_updated_at", "cases")
    op.drop_index("ix_cases_queue", "cases")
    op.drop_table("staff_sessions")
    op.drop_table("staff")
