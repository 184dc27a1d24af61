"""What erasing, late answers and crossing texts need; ids of messages become hashes."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
ERASED = sa.text("erased_at IS NOT NULL")
NEW = {
    "conversations": (sa.Column("paused_at", MOMENT), sa.Column("erased_at", MOMENT)),
    "inbox": (
        sa.Column("asked_seq", sa.Integer),
        sa.Column("understood", sa.JSON(none_as_null=True)),
    ),
    "outbox": (sa.Column("asked_at", MOMENT),),
}


def upgrade() -> None:
    """Add the columns and tables, and hash the ids already there."""
    for table, columns in NEW.items():
        for column in columns:
            op.add_column(table, column.copy())
    op.create_index(
        "ix_conversations_erased",
        "conversations",
        ["erased_at"],
        sqlite_where=ERASED,
        postgresql_where=ERASED,
    )
    make_erasures()
    make_forgotten()
    hash_ids()


def downgrade() -> None:
    """Take them away; the ids stay hashed, since a hash has no way back."""
    op.drop_index("ix_conversations_erased", "conversations")
    op.drop_table("forgotten")
    op.drop_table("erasures")
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)


def make_erasures() -> None:
    """See bot/storage/erasures.py."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("asked_by", sa.String(8), nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.Column("cases_erased", sa.Integer, nullable=False),
        sa.Column("cases_kept", sa.Integer, nullable=False),
        sa.Column("scrubbed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )


def make_forgotten() -> None:
    """See bot/storage/erasures.py."""
    op.create_table(
        "forgotten",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_forgotten"),
    )


def hash_ids() -> None:
    """As `bot.storage.inbox.hashed` does."""
    inbox = sa.table("inbox", sa.column("id"), sa.column("dedupe_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(inbox.c.id, inbox.c.dedupe_key)).all():
        hashed = hashlib.sha256(row.dedupe_key.encode()).hexdigest()
        change = inbox.update().where(inbox.c.id == row.id).values(dedupe_key=hashed)
        connection.execute(change)
