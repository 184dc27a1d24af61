"""What is sealed opens only with its key and in its place, and a number is found without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, cast, select

from bot.errors import StoreError
from bot.storage import conversations, key_checks, messages
from bot.storage.cipher import Cipher, KeyProblem, Keys, new_keys, read_keys
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date, check_is_current
from bot.storage.resealing import TABLES, reseal
from tests.fakes.keys import CIPHER, KEYS
from tests.storage.conftest import NOW

PHONE = "+16505550111"


@given(st.text())
def test_any_text_comes_back_as_it_was_and_is_never_sealed_twice_alike(text):
    content = text.encode("utf-8", "surrogatepass")
    first, second = (CIPHER.seal("messages.text", content) for _ in range(2))
    assert first != second
    assert CIPHER.open("messages.text", first) == CIPHER.open("messages.text", second) == content


def test_what_was_moved_to_another_place_does_not_open():
    sealed = CIPHER.seal("messages.text", b"my mother")
    with pytest.raises(KeyProblem):
        CIPHER.open("outbox.body", sealed)


@pytest.mark.parametrize("at", [1, 13, -1])
def test_a_changed_byte_is_noticed(at):
    sealed = bytearray(CIPHER.seal("messages.text", b"my mother"))
    sealed[at] ^= 1
    with pytest.raises(KeyProblem, match="changed, or its key is another"):
        CIPHER.open("messages.text", bytes(sealed))


def test_another_key_of_the_same_number_opens_nothing():
    with pytest.raises(KeyProblem):
        Cipher(new_keys()).open("messages.text", CIPHER.seal("messages.text", b"my mother"))


def test_after_a_new_key_old_content_opens_and_new_content_is_sealed_with_it():
    old = CIPHER.seal("messages.text", b"my mother")
    both = Cipher(KEYS.with_new())
    assert both.open("messages.text", old) == b"my mother"
    assert both.seal("messages.text", b"my mother")[0] == 2


def test_a_process_that_meets_a_newer_key_reads_the_keys_again():
    newer = KEYS.with_new()
    running = Cipher(KEYS, lambda: newer)
    sealed = Cipher(newer).seal("messages.text", b"my mother")
    assert running.open("messages.text", sealed) == b"my mother"
    assert running.seal("messages.text", b"")[0] == 2


def test_keys_are_read_as_they_are_written_and_never_shown():
    keys = new_keys().with_new()
    assert read_keys(keys.to_text()) == keys
    assert keys.index.hex() not in repr(keys) and str(keys.sealing) not in repr(keys)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "index AAAA",
        KEYS.to_text().splitlines()[0],
        KEYS.to_text().splitlines()[1],
        KEYS.to_text().replace("1 ", "0 "),
        KEYS.to_text().replace("1 ", "one "),
        KEYS.to_text()[:-5],
        "??",
    ],
)
def test_malformed_keys_are_refused_in_one_line_that_tells_nothing_of_them(text):
    with pytest.raises(KeyProblem) as raised:
        read_keys(text)
    assert "\n" not in str(raised.value)
    assert not any(part in str(raised.value) for part in text.split() if len(part) > 8)


def test_the_database_holds_no_word_and_no_number_that_can_be_read(database):
    with database.write() as connection:
        talk = conversations.find_or_create_sms(connection, PHONE, NOW)
        conversations.change(connection, talk, screening={"said": "in my car"})
        messages.add(connection, talk, "member", "in my car", NOW, question={"id": "in my car"})
    with database.read() as connection:
        raw = [
            bytes(value)
            for table in (conversations.conversations, messages.messages)
            for row in connection.execute(select(*(cast(c, LargeBinary) for c in _sealed(table))))
            for value in row
            if value is not None
        ]
        assert conversations.get(connection, talk).screening == {"said": "in my car"}
    assert len(raw) == 4
    assert not [value for value in raw if b"in my car" in value or PHONE.encode() in value]


def _sealed(table):
    return [column for column in table.columns if type(column.type).__name__.startswith("Sealed")]


def test_a_number_is_found_again_and_another_key_would_not_find_it(database):
    with database.write() as connection:
        talk = conversations.find_or_create_sms(connection, PHONE, NOW)
        assert conversations.find_or_create_sms(connection, PHONE, NOW) == talk
        web = conversations.create_web(connection, "a token", "en", NOW)
        conversations.change(connection, web, screening={"handover": {"number": PHONE[2:]}})
        assert set(conversations.ids_of_number(connection, PHONE)) == {talk, web}
        index = conversations.index_of(connection, PHONE)
    assert index != Cipher(new_keys()).index("phone", PHONE)


def test_other_keys_than_those_of_the_database_stop_the_start_in_one_line(database):
    wrong_index = Keys(b"x" * 32, KEYS.sealing)
    wrong_seal = Keys(KEYS.index, {1: b"x" * 32})
    missing = Keys(KEYS.index, {2: b"x" * 32})
    for keys in (wrong_index, wrong_seal, missing):
        other = Database(database.url, Cipher(keys))
        for start in (check_is_current, bring_up_to_date):
            with pytest.raises(
                KeyProblem, match=r"^the keys are not those of this database[^\n]+$"
            ):
                start(other)
        other.close()


def test_all_is_sealed_again_with_a_new_key_while_it_stays_readable(database):
    with database.write() as connection:
        talk = conversations.find_or_create_sms(connection, PHONE, NOW)
        for number in range(25):
            messages.add(connection, talk, "member", f"number {number}", NOW)
    newer = Database(database.url, Cipher(KEYS.with_new()))
    bring_up_to_date(newer)
    assert sum(reseal(newer, table, 10).rows for table in TABLES) == 27
    with newer.write() as connection:
        key_checks.forget_all_but(connection, 2)
    only_new = Database(database.url, Cipher(Keys(KEYS.index, {2: newer_key(newer)})))
    check_is_current(only_new)
    with only_new.read() as connection:
        texts = [message["text"] for message in messages.after(connection, talk, 0, 50)]
        assert conversations.get(connection, talk).address == PHONE
    assert texts == [f"number {number}" for number in range(25)]
    with pytest.raises(StoreError):
        check_is_current(database)
    newer.close()
    only_new.close()


def newer_key(database) -> bytes:
    """The key that seals in this database now."""
    with database.read() as connection:
        keys = connection.dialect.calaim_cipher.keys
    return keys.sealing[keys.newest]
