"""What a person told is sealed, numbers are found by a keyed hash, and an audit nobody can edit."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT, JSON, SEALED = sa.Text(), sa.JSON(none_as_null=True), sa.LargeBinary()
MOMENT = sa.DateTime(timezone=True)
# Table: its columns by what they were, and how a row is named.
COLUMNS = {
    "conversations": {"address": sa.String(20), "state": JSON, "screening": JSON},
    "inbox": {"text": TEXT, "choice": JSON, "understood": JSON},
    "messages": {"text": TEXT, "question": JSON, "outcome": JSON},
    "outbox": {"body": TEXT},
    "cases": {"details": JSON, "summary": TEXT},
}
KEYS = {"messages": ("conversation_id", "seq")}
NOT_NULL = {"messages.text", "outbox.body", "cases.details", "cases.summary"}
# A table that is copied loses the condition of its partial indexes.
PARTIAL = {
    "conversations": ("ix_conversations_erased", ["erased_at"], "erased_at IS NOT NULL"),
    "inbox": ("ix_inbox_open", ["conversation_id", "id"], "status = 'open'"),
    "outbox": ("ix_outbox_pending", ["status"], "status IN ('queued', 'sending', 'uncertain')"),
}
COUNTRY = "+1"
REFUSALS = {"UPDATE": "changed", "DELETE": "taken out"}
Convert = Callable[[str, sa.types.TypeEngine, Any], Any]


def upgrade() -> None:
    """Seal what is there, and make the audit."""
    op.add_column("conversations", sa.Column("address_index", sa.String(64)))
    op.add_column("conversations", sa.Column("left_index", sa.String(64)))
    index_numbers()
    for table, columns in COLUMNS.items():
        convert(table, {name: SEALED for name in columns}, seal)
    op.create_index("ix_conversations_left_index", "conversations", ["left_index"])
    make_key_checks()
    make_audit()


def downgrade() -> None:
    """Open everything again; the audit goes, and numbers of which only the hash was kept."""
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_stays()")
    op.drop_table("key_checks")
    op.drop_index("ix_conversations_left_index", "conversations")
    for table, columns in COLUMNS.items():
        convert(table, columns, unseal)


def convert(table: str, types: dict[str, sa.types.TypeEngine], how: Convert) -> None:
    """Give columns another type and each value in them the form that goes with it."""
    for name, kind in types.items():
        op.add_column(table, sa.Column(f"new_{name}", kind))
    copy(table, types, how)
    partial = PARTIAL.get(table)
    if partial:
        op.drop_index(partial[0], table)
    # `inbox.id` counts on where rows were deleted.
    counts_on = {"sqlite_autoincrement": True} if table == "inbox" else {}
    with op.batch_alter_table(table, table_kwargs=counts_on) as batch:
        if table == "conversations":
            swap_index(batch, sealing=how is seal)
        for name, kind in types.items():
            batch.drop_column(name)
            batch.alter_column(
                f"new_{name}",
                new_column_name=name,
                existing_type=kind,
                nullable=f"{table}.{name}" not in NOT_NULL,
            )
    if partial:
        name, columns, where = partial
        condition = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def swap_index(batch: Any, sealing: bool) -> None:
    """A sealed number is never twice the same, so its hash is what has to be unique."""
    if sealing:
        batch.drop_constraint("uq_conversations_address", type_="unique")
        batch.create_unique_constraint("uq_conversations_address_index", ["address_index"])
        return
    batch.drop_constraint("uq_conversations_address_index", type_="unique")
    batch.drop_column("address_index")
    batch.drop_column("left_index")
    batch.create_unique_constraint("uq_conversations_address", ["new_address"])


def copy(table: str, types: dict[str, sa.types.TypeEngine], how: Convert) -> None:
    """Fill the new columns from the old ones, row by row."""
    old = {name: COLUMNS[table][name] if how is seal else SEALED for name in types}
    names = KEYS.get(table, ("id",))
    rows = sa.table(
        table,
        *(sa.column(name) for name in names),
        *(sa.column(name, kind) for name, kind in old.items()),
        *(sa.column(f"new_{name}", kind) for name, kind in types.items()),
    )
    connection = op.get_bind()
    keys = connection.execute(sa.select(*(rows.c[name] for name in names))).all()
    for key in keys:
        where = sa.and_(*(rows.c[n] == v for n, v in zip(names, key, strict=True)))
        row = connection.execute(sa.select(*(rows.c[name] for name in types)).where(where)).one()
        values = {
            f"new_{name}": how(f"{table}.{name}", COLUMNS[table][name], row[name])
            for name in types
            if row[name] is not None
        }
        if values:
            connection.execute(rows.update().where(where).values(**values))


def seal(place: str, kind: sa.types.TypeEngine, value: Any) -> Any:
    """As `bot.storage.schema.Sealed` writes it."""
    written = json.dumps(value, separators=(",", ":")) if kind is JSON else str(value)
    return op.get_bind().dialect.calaim_cipher.seal(place, written.encode())


def unseal(place: str, kind: sa.types.TypeEngine, value: Any) -> Any:
    """As `bot.storage.schema.Sealed` reads it."""
    written = op.get_bind().dialect.calaim_cipher.open(place, bytes(value)).decode()
    return json.loads(written) if kind is JSON else written


def index_numbers() -> None:
    """As `bot.storage.conversations` finds a number."""
    connection = op.get_bind()
    cipher = connection.dialect.calaim_cipher
    talks = sa.table(
        "conversations",
        *map(sa.column, ("id", "address", "address_index", "left_index")),
        sa.column("screening", JSON),
    )
    query = sa.select(talks.c.id, talks.c.address, talks.c.screening)
    for row in connection.execute(query).all():
        left = ((row.screening or {}).get("handover") or {}).get("number")
        values = {
            "address_index": cipher.index("phone", row.address) if row.address else None,
            "left_index": cipher.index("phone", f"{COUNTRY}{left}") if left else None,
        }
        connection.execute(talks.update().where(talks.c.id == row.id).values(**values))


def make_key_checks() -> None:
    """See bot/storage/key_checks.py."""
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("word", SEALED, nullable=False),
        sa.Column("index_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_key_checks"),
    )


def make_audit() -> None:
    """See bot/storage/audit.py."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("previous", name="uq_audit_previous"),
    )
    if op.get_bind().dialect.name == "postgresql":
        refuse_on_postgresql()
        return
    for action, done in REFUSALS.items():
        op.execute(
            f"CREATE TRIGGER audit_no_{action.lower()} BEFORE {action} ON audit "
            f"BEGIN SELECT RAISE(ABORT, 'a row of the audit is never {done}'); END"
        )


def refuse_on_postgresql() -> None:
    """One function and two triggers, since emptying a table passes by the rows."""
    op.execute(
        "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a row of the audit is never changed or taken out'; END $$"
    )
    for name, when, each in (
        ("rows", "UPDATE OR DELETE", "ROW"),
        ("all", "TRUNCATE", "STATEMENT"),
    ):
        op.execute(
            f"CREATE TRIGGER audit_no_{name} BEFORE {when} ON audit "
            f"FOR EACH {each} EXECUTE FUNCTION audit_stays()"
        )
