"""Who comes first: whoever waits longest, help in danger before all, and no message that kills."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; whoever was not answered yet counts from their first message."""
    op.add_column("conversations", sa.Column("served_at", sa.DateTime(timezone=True)))
    op.add_column(
        "outbox", sa.Column("is_urgent", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("inbox", sa.Column("deaths", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("inbox", "deaths")
    op.drop_column("outbox", "is_urgent")
    op.drop_column("conversations", "served_at")
