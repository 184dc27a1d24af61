"""When a conversation was last answered, so that those who waited longest come first."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the moment; whoever has none counts from the beginning of their conversation."""
    op.add_column("conversations", sa.Column("served_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("conversations", "served_at")
