"""Staff go on with the questions, by telephone with the member."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ADDED = {
    "inbox": sa.Column("speaker", sa.String(60)),
    "conversations": sa.Column("together_at", sa.DateTime(timezone=True)),
}


def upgrade() -> None:
    """Add the columns; nobody does so yet."""
    for table, column in ADDED.items():
        op.add_column(table, column.copy())


def downgrade() -> None:
    """Take them away."""
    for table, column in ADDED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column.name)
