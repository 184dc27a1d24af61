"""What several processes do to one database at the same time."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.errors import StoreError
from bot.handoff.case import CaseDraft
from bot.storage import cases, conversations, erasures, forgetting, inbox, messages, outbox
from bot.storage import postgresql as settings
from bot.storage.database import Database
from bot.worker import retention
from tests.fakes.keys import CIPHER
from tests.fakes.serving import all_at_once
from tests.storage.conftest import NOW

LEASE = timedelta(seconds=60)
PHONE = "+16505550111"


def new_conversation(database, token: str) -> str:
    with database.write() as connection:
        return conversations.create_web(connection, token, "en", NOW)


def test_a_reader_who_saw_a_number_has_seen_all_before_it(database):
    talks = [new_conversation(database, f"t{n}") for n in range(2)]
    stop = threading.Event()

    def write(talk: str) -> None:
        for number in range(30):
            with database.write() as connection:
                messages.add(connection, talk, "member", str(number), NOW)
                time.sleep(0.001)

    def read(talk: str) -> list[int]:
        """Read on as a client does: what came after the last number seen."""
        seen: list[int] = []
        while not seen or seen[-1] < 60:
            if stop.wait(0.001):
                break
            with database.read() as connection:
                new = messages.after(connection, talk, seen[-1] if seen else 0, 100)
            seen += [message["seq"] for message in new]
        return seen

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read, talk) for talk in talks for _ in range(2)]
        writers = [pool.submit(write, talk) for talk in talks for _ in range(2)]
        for writer in writers:
            writer.result()
        threading.Timer(10, stop.set).start()
        for reader in readers:
            assert reader.result() == list(range(1, 61))
        stop.set()


def test_messages_are_claimed_once_and_in_order_whoever_comes_at_the_same_moment(database):
    talks = [new_conversation(database, f"t{n}") for n in range(6)]
    with database.write() as connection:
        for number in range(4):
            for talk in talks:
                inbox.add(connection, talk, f"{talk}{number}", NOW, kind="text", text=str(number))
    in_hand: set[str] = set()
    taken: list[tuple[str, str]] = []

    def work() -> None:
        while True:
            with database.write() as connection:
                held = inbox.claim(connection, NOW, LEASE)
            if held is None:
                with database.read() as connection:
                    if not connection.execute(
                        text("SELECT 1 FROM inbox WHERE status='open'")
                    ).all():
                        return
                continue
            assert held.conversation_id not in in_hand, "two of one conversation at once"
            in_hand.add(held.conversation_id)
            taken.append((held.conversation_id, held.text))
            in_hand.discard(held.conversation_id)
            with database.write() as connection:
                assert inbox.finish(connection, held, "done", NOW)

    all_at_once([work] * 8)
    assert len(taken) == 24
    for talk in talks:
        assert [words for whose, words in taken if whose == talk] == ["0", "1", "2", "3"]


def test_texts_are_claimed_once_and_one_of_a_conversation_at_a_time(database):
    with database.write() as connection:
        talks = [
            conversations.find_or_create_sms(connection, f"+1650555{n:04d}", NOW)
            for n in range(100, 106)
        ]
        for talk in talks:
            for number in range(2):
                seq = messages.add(connection, talk, "assistant", str(number), NOW)
                outbox.add(connection, talk, seq, str(number), NOW, NOW + LEASE)
    taken = []

    def work() -> None:
        for _ in range(4):
            with database.write() as connection:
                held = outbox.claim(connection, NOW, LEASE)
            if held is not None:
                taken.append((held.conversation_id, held.body))

    all_at_once([work] * 8)
    assert sorted(taken) == sorted((talk, "0") for talk in talks)


def test_one_number_has_one_conversation_though_two_gateways_hear_it_first_together(database):
    def find() -> str:
        with database.write() as connection:
            return conversations.find_or_create_sms(connection, PHONE, NOW)

    assert len(set(all_at_once([find] * 8))) == 1


def test_one_person_has_one_case_though_gateway_and_worker_open_it_together(database):
    talk = new_conversation(database, "t")

    def draft(words: str) -> CaseDraft:
        return CaseDraft("self", "routine", "icm", words, {"person": "self", "said": words})

    def open_case(words: str) -> str:
        with database.write() as connection:
            conversations.lock(connection, talk)
            return cases.open_or_update(connection, talk, draft(words), NOW)

    tasks = [lambda words=words: open_case(words) for words in ("a", "b", "c", "d")]
    assert len(set(all_at_once(tasks))) == 1
    with database.read() as connection:
        assert len(cases.newest(connection, 10)) == 1


def test_whoever_texts_while_their_number_is_being_forgotten_is_still_answered(postgresql):
    with postgresql.write() as connection:
        talk = conversations.find_or_create_sms(connection, PHONE, NOW)
        forgetting.forget(connection, talk, NOW)
        erasures.add(connection, NOW, channel="sms", asked_by="member", messages=1,
                     cases_erased=0, cases_kept=0)  # fmt: skip
    texting = threading.Event()

    def text_again() -> str:
        with postgresql.write() as connection:
            found = conversations.find_or_create_sms(connection, PHONE, NOW)
            texting.set()
            time.sleep(0.3)
            to = conversations.lock(connection, found)
            seq = messages.add(connection, to.id, "assistant", "Hello", NOW)
            outbox.add(connection, to.id, seq, "Hello", NOW, NOW + LEASE)
            return to.id

    def forget_number() -> None:
        texting.wait(5)
        with postgresql.write() as connection:
            forgetting.forget_numbers(connection)

    answered, _ = all_at_once([text_again, forget_number])
    with postgresql.read() as connection:
        assert conversations.get(connection, answered).address == PHONE


def test_who_writes_after_years_while_old_talks_are_being_erased_loses_nothing(postgresql):
    talk = new_conversation(postgresql, "t")
    with postgresql.write() as connection:
        messages.add(connection, talk, "member", "hello", NOW)
    years_later = NOW + timedelta(days=10_000)
    writing = threading.Event()

    def write_again() -> None:
        with postgresql.write() as connection:
            conversations.lock(connection, talk)
            writing.set()
            messages.add(connection, talk, "member", "it is me again", years_later)
            time.sleep(0.3)

    def erase_what_is_old() -> None:
        writing.wait(5)
        retention.clean(postgresql, retention.load_retention(), years_later)

    all_at_once([write_again, erase_what_is_old])
    with postgresql.read() as connection:
        said = [message["text"] for message in messages.after(connection, talk, 0, 10)]
    assert said == ["hello", "it is me again"]


@contextlib.contextmanager
def somebody_holding(database, talk: str):
    """Have another process keep the conversation's row for itself."""
    with database.write() as connection:
        conversations.lock(connection, talk)
        yield


def test_a_row_that_stays_locked_is_an_error_in_time_and_never_a_hang(
    postgresql_server, monkeypatch
):
    monkeypatch.setattr(settings, "LOCK_SECONDS", 1)
    with postgresql_server.fresh() as url:
        database = Database(url, CIPHER)
        talk = new_conversation(database, "t")
        started = time.monotonic()
        with (
            somebody_holding(database, talk),
            pytest.raises(StoreError),
            database.write() as connection,
        ):
            conversations.lock(connection, talk)
        assert 0.9 < time.monotonic() - started < 3
        database.close()


def test_a_statement_that_takes_too_long_is_an_error_in_time(postgresql_server, monkeypatch):
    monkeypatch.setattr(settings, "STATEMENT_SECONDS", 1)
    with postgresql_server.fresh() as url:
        database = Database(url, CIPHER)
        with pytest.raises(StoreError), database.read() as connection:
            connection.execute(text("SELECT pg_sleep(5)"))
        database.check()
        database.close()


def test_a_database_that_falls_silent_in_the_middle_is_an_error_in_time(postgresql, monkeypatch):
    monkeypatch.setattr(settings, "SILENCE_SECONDS", 1)
    started = time.monotonic()
    with pytest.raises(StoreError), postgresql.read() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    assert 0.9 < time.monotonic() - started < 3
    postgresql.check()


def test_a_database_that_takes_the_call_and_says_nothing_is_an_error_in_time(monkeypatch):
    monkeypatch.setattr(settings, "CONNECT_SECONDS", 1)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(StoreError):
            Database(f"postgresql://nobody@127.0.0.1:{port}/nothing", CIPHER).check()
        assert time.monotonic() - started < 3


def test_two_who_wait_for_each_other_are_told_so(postgresql):
    first, second = (new_conversation(postgresql, token) for token in ("one", "two"))
    gate = threading.Barrier(2)

    def take_both(mine: str, other: str) -> bool:
        try:
            with postgresql.write() as connection:
                conversations.lock(connection, mine)
                gate.wait(5)
                conversations.lock(connection, other)
        except StoreError:
            return False
        return True

    done = all_at_once([lambda: take_both(first, second), lambda: take_both(second, first)])
    assert sorted(done) == [False, True]


def test_a_reader_sees_one_moment_whatever_is_committed_meanwhile(database):
    talk = new_conversation(database, "t")
    query = select(conversations.conversations.c.last_seq)
    with database.read() as connection:
        before = connection.execute(query).scalar_one()
        with database.write() as other:
            messages.add(other, talk, "member", "hello", NOW)
        assert connection.execute(query).scalar_one() == before


def test_a_reading_transaction_cannot_write(postgresql):
    with pytest.raises(StoreError), postgresql.read() as connection:
        conversations.create_web(connection, "t", "en", NOW)


def test_whoever_was_answered_longest_ago_comes_first(database):
    with database.write() as connection:
        talks = [
            conversations.find_or_create_sms(connection, f"+1650555{n:04}", NOW) for n in range(3)
        ]
        for number in range(6):
            inbox.add(connection, talks[0], f"loud:{number}", NOW, kind="text", text="again")
        for talk in talks[1:]:
            inbox.add(connection, talk, f"quiet:{talk}", NOW, kind="text", text="hello")
    order = []
    for turn in range(4):
        now = NOW + timedelta(seconds=turn + 1)
        with database.write() as connection:
            held = inbox.claim(connection, now, timedelta(seconds=30))
            assert held is not None and inbox.finish(connection, held, "done", now)
            conversations.change(connection, held.conversation_id, served_at=now)
        order.append(talks.index(held.conversation_id))
    assert order == [0, 1, 2, 0]
