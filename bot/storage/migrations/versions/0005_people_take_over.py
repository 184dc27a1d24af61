"""People take over: who has a case and a conversation, notes, and passes to a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
ADDED = {
    "messages": [sa.Column("speaker", sa.String(60))],
    "conversations": [sa.Column("held_by", sa.String(60)), sa.Column("held_since", MOMENT)],
    "cases": [
        sa.Column("claimed_by", sa.String(40)),
        sa.Column("claimed_name", sa.String(60)),
        sa.Column("claimed_at", MOMENT),
        sa.Column("active_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("escalated_at", MOMENT),
        sa.Column("resolved_at", MOMENT),
        sa.Column("reason", sa.String(40)),
    ],
    "case_events": [sa.Column("note", sa.LargeBinary)],
}


def upgrade() -> None:
    """Add the columns and the table; nobody has a case yet."""
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column.copy())
    op.create_table(
        "passes",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column(
            "conversation_id",
            sa.String(40),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("uses_left", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("passes")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
