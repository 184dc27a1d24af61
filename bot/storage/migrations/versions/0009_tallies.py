"""Counts without identity, for supervisors' figures."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def dimensions() -> list[sa.Column]:
    """What is counted apart."""
    return [
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
    ]


def upgrade() -> None:
    """Add the tables; nothing is known of what was before."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "tally_marks",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        *dimensions(),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "tallies",
        *dimensions(),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*(column.name for column in dimensions()), name="pk_tallies"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallied",
        sa.Column(
            "conversation_id",
            sa.String(40),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("steps", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("tallied", "tallies", "tally_marks"):
        op.drop_table(table)
