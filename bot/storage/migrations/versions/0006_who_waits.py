"""Who waits for a person, who of the staff is there, and whether a promise was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
HELD = sa.text("held_by IS NOT NULL")
PROMISED = sa.text("open_key IS NOT NULL AND heard_at IS NULL AND escalated_at IS NULL")
ADDED = {
    "cases": [sa.Column("heard_at", MOMENT)],
    "conversations": [
        sa.Column("unanswered_since", MOMENT),
        sa.Column("told_of_wait_at", MOMENT),
    ],
}


def upgrade() -> None:
    """Add the columns, the table and the index; nobody is there yet."""
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column.copy())
    op.create_index(
        "ix_conversations_held",
        "conversations",
        ["held_since"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
    op.create_index(
        "ix_cases_promised",
        "cases",
        ["due_at"],
        sqlite_where=PROMISED,
        postgresql_where=PROMISED,
    )
    op.create_table(
        "presence",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("desk", sa.String(24), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("presence")
    op.drop_index("ix_cases_promised", "cases")
    op.drop_index("ix_conversations_held", "conversations")
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
