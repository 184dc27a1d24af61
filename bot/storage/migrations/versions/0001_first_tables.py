"""The first tables: conversations, inbox, messages, outbox, cases, case_events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
OPEN = sa.text("status = 'open'")
PENDING = sa.text("status IN ('queued', 'sending', 'uncertain')")


def upgrade() -> None:
    """Make the tables; those that others refer to come first."""
    make_conversations()
    make_inbox()
    make_messages()
    make_outbox()
    make_cases()
    make_case_events()


def downgrade() -> None:
    """Drop them all."""
    for table in ("case_events", "cases", "outbox", "messages", "inbox", "conversations"):
        op.drop_table(table)


def make_conversations() -> None:
    """See bot/storage/conversations.py."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("address", sa.String(20)),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("open_question_seq", sa.Integer),
        sa.Column("state", JSON),
        sa.Column("screening", JSON),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("opted_out_at", MOMENT),
        sa.Column("told_of_trouble_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("token_hash", name="uq_conversations_token_hash"),
        sa.UniqueConstraint("address", name="uq_conversations_address"),
    )


def make_inbox() -> None:
    """See bot/storage/inbox.py."""
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("dedupe_key", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("choice", JSON),
        sa.Column("seq", sa.Integer),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("lease_until", MOMENT),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_inbox_conversation_id"
        ),
        sa.UniqueConstraint("dedupe_key", name="uq_inbox_dedupe_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["conversation_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def make_messages() -> None:
    """See bot/storage/messages.py."""
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("question", JSON),
        sa.Column("outcome", JSON),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answers", sa.Integer),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_messages_conversation_id"
        ),
        sa.ForeignKeyConstraint(["answers"], ["inbox.id"], name="fk_messages_answers"),
        sa.UniqueConstraint("answers", name="uq_messages_answers"),
    )


def make_outbox() -> None:
    """See bot/storage/outbox.py."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("sid", sa.String(40)),
        sa.Column("error_code", sa.Integer),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("lease_until", MOMENT),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("tried_at", MOMENT),
        sa.Column("clear_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_outbox_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "seq"],
            ["messages.conversation_id", "messages.seq"],
            name="fk_outbox_conversation_id_seq",
        ),
        sa.UniqueConstraint("sid", name="uq_outbox_sid"),
    )
    op.create_index("ix_outbox_order", "outbox", ["conversation_id", "seq"], unique=True)
    op.create_index(
        "ix_outbox_pending", "outbox", ["status"], sqlite_where=PENDING, postgresql_where=PENDING
    )


def make_cases() -> None:
    """See bot/storage/cases.py."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("open_key", sa.String(80)),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("urgency", sa.String(12), nullable=False),
        sa.Column("goes_to", sa.String(24), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_cases_conversation_id"
        ),
        sa.UniqueConstraint("code", name="uq_cases_code"),
        sa.UniqueConstraint("open_key", name="uq_cases_open_key"),
    )
    op.create_index("ix_cases_status", "cases", ["status"])


def make_case_events() -> None:
    """See bot/storage/case_events.py."""
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
