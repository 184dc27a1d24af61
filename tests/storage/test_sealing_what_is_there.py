"""A database from before sealing is carried over with all its content, and back again."""

import json

from alembic import command
from sqlalchemy import text

from bot.storage import cases, conversations, inbox, messages, outbox
from bot.storage.migrate import _config, bring_up_to_date, check_is_current
from tests.storage.conftest import NOW

PHONE = "+16505550111"
AT = "2026-11-21 17:00:00"
SCREENING = {"handover": {"number": "6505550122", "name": "Ana"}, "open": "age"}
ROWS = {
    "conversations": {
        "id": "talk",
        "channel": "sms",
        "address": PHONE,
        "last_seq": 2,
        "screening": json.dumps(SCREENING),
        "language": "en",
        "created_at": AT,
        "touched_at": AT,
    },
    "inbox": {
        "id": 7,
        "conversation_id": "talk",
        "dedupe_key": inbox.hashed("sms:SM1"),
        "kind": "text",
        "text": "año 34",
        "understood": json.dumps({"intent": "inform"}),
        "seq": 1,
        "status": "done",
        "tries": 1,
        "failures": 0,
        "not_before": AT,
        "received_at": AT,
    },
    "messages": {
        "conversation_id": "talk",
        "seq": 2,
        "sender": "assistant",
        "text": "How old are you?",
        "question": json.dumps({"id": "age"}),
        "at": AT,
        "answers": 7,
    },
    "outbox": {
        "id": "out",
        "conversation_id": "talk",
        "seq": 2,
        "body": "How old are you?",
        "status": "sent",
        "tries": 1,
        "checks": 0,
        "not_before": AT,
        "created_at": AT,
        "expires_at": AT,
    },
    "cases": {
        "id": 3,
        "code": "KTR-493",
        "conversation_id": "talk",
        "open_key": "talk:self",
        "status": "waiting",
        "urgency": "routine",
        "goes_to": "icm",
        "details": json.dumps({"person": "self"}),
        "summary": "Wants a call.",
        "opened_at": AT,
        "updated_at": AT,
    },
}


def before_sealing(database) -> None:
    """Take the tables back to the version before, and fill them as it did."""
    with database.rebuild() as connection:
        command.downgrade(_config(connection), "0002")
        for table, row in ROWS.items():
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def test_everything_is_there_after_sealing(database):
    before_sealing(database)
    bring_up_to_date(database)
    check_is_current(database)
    with database.read() as connection:
        talk = conversations.get(connection, "talk")
        assert (talk.address, talk.screening) == (PHONE, SCREENING)
        assert conversations.id_of_number(connection, PHONE) == "talk"
        assert conversations.ids_of_number(connection, "+16505550122") == ["talk"]
        earlier = inbox.earlier(connection, "sms:SM1")
        assert earlier is not None and earlier.text == "año 34"
        [message] = messages.after(connection, "talk", 0, 10)
        assert (message["text"], message["question"]) == ("How old are you?", {"id": "age"})
        body = connection.execute(outbox.outbox.select()).mappings().one()["body"]
        assert body == "How old are you?"
        case = cases.by_code(connection, "KTR-493")
        assert case is not None and (case.details, case.summary) == (
            {"person": "self"},
            "Wants a call.",
        )


def test_what_was_there_is_gone_in_its_readable_form(sqlite):
    before_sealing(sqlite)
    bring_up_to_date(sqlite)
    assert sqlite.scrub()
    content = b"".join(path.read_bytes() for path in sqlite.path.parent.glob("calaim.db*"))
    assert not [word for word in (b"How old", b"6505550122", PHONE.encode()) if word in content]


def test_going_back_gives_the_readable_form_again(database):
    before_sealing(database)
    bring_up_to_date(database)
    with database.rebuild() as connection:
        command.downgrade(_config(connection), "0002")
        for table, row in ROWS.items():
            found = connection.execute(text(f"SELECT * FROM {table}")).mappings().one()
            for name, value in row.items():
                assert _plain(found[name]) == _plain(value), f"{table}.{name}"


def _plain(value):
    """A moment or JSON in one form, whichever database wrote it."""
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ")[:19]
    if isinstance(value, str) and value[:1] in "{[":
        return json.loads(value)
    return value[:19] if isinstance(value, str) and value.startswith("2026") else value


def test_ids_of_messages_are_not_given_twice_after_the_tables_were_copied(sqlite):
    before_sealing(sqlite)
    bring_up_to_date(sqlite)
    with sqlite.write() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")
        connection.exec_driver_sql("DELETE FROM messages")
        connection.exec_driver_sql("DELETE FROM inbox")
        assert inbox.add(connection, "talk", "sms:SM2", NOW, kind="text", text="hi") > 7
