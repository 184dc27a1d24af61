"""A message has one turn and one answer, whatever fails in between."""

import re
import threading
from datetime import timedelta

import pytest

from bot.conversation.handover import CODE_PLACE
from bot.storage import inbox, messages
from bot.worker.turns import LostLease, pause_after
from tests.fakes.serving import serve, wait_for
from tests.fakes.turns import FakeTurns

PHONE = "+16505550111"


def texts(heard: list[dict], sender: str) -> list[str]:
    return [m["text"] for m in heard if m["from"] == sender]


def everything_done(line) -> bool:
    return line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0


def test_a_hello_and_an_answer_make_the_round(line):
    with line.working():
        member = line.new_member()
        greeting = member.hear()
        assert texts(greeting, "assistant") == ["1: hello"]
        assert greeting[0]["seq"] == 1
        assert texts(member.say("I am tired"), "assistant") == ["2: I am tired"]


def test_an_sms_is_answered_with_numbered_options(line):
    with line.working():
        assert line.text(PHONE, "hello there") == 200
        body = wait_for(lambda: line.texts_to(PHONE))[0]
        assert body == "1: hello there\n1 Yes 2 No 3 Not sure"


def test_rasa_gets_message_state_and_day(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("I am tired")
    hello, answer = line.turns.seen
    assert (hello["text"], hello["choice"], hello["state"]) == (None, None, None)
    assert hello["today"] == "2026-11-21"
    assert (answer["text"], answer["state"], answer["channel"]) == (
        "I am tired",
        {"count": 1},
        "web",
    )
    assert answer["conversation"] == hello["conversation"] == member.conversation


def test_messages_of_one_conversation_are_answered_in_their_order_one_at_a_time(line):
    line.turns.delay = 0.05
    member = line.new_member()
    for number in range(6):
        member.post(id=f"m{number}", text=f"number {number}")
    with line.working(threads=4):
        wait_for(lambda: everything_done(line))
    spoken = texts(member.read(), "assistant")
    assert spoken == ["1: hello", *(f"{n + 2}: number {n}" for n in range(6))]
    assert [m["seq"] for m in member.read()] == list(range(1, 14))


def test_conversations_are_worked_on_side_by_side(line):
    line.turns.delay = 0.5
    with line.working(threads=4):
        members = [line.new_member() for _ in range(4)]
        wait_for(lambda: len(line.turns.seen) == 4, 2)
        heard = [texts(member.hear(), "assistant") for member in members]
    assert heard == [["1: hello"]] * 4


@pytest.mark.parametrize("fault", [503, 500, "break_off", "nonsense", "silence"])
def test_after_a_failed_try_the_member_hears_once_and_the_turn_is_taken_again(line, fault):
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.faults = [fault, fault]
        heard = member.say("I am tired")
    assert len(texts(heard, "system")) == 1
    assert "650-616-2133" in texts(heard, "system")[0]
    assert texts(heard, "assistant") == ["2: I am tired"]
    assert max(line.turns.turns.values()) == 1


def test_of_one_failed_try_nobody_hears_since_the_answer_follows_at_once(line):
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.faults = [503]
        heard = member.say("I am tired")
    assert texts(heard, "assistant") == ["2: I am tired"]
    assert texts(member.read(), "system") == []


def test_who_has_waited_long_hears_of_the_trouble_at_the_first_failed_try(line):
    member = line.new_member()
    taker = line.taker()
    assert taker.step()
    member.post(id="a", text="I am tired")
    line.change("UPDATE inbox SET received_at = '2026-11-21 08:00:00.000000' WHERE seq = 2")
    line.turns.faults = [503]
    assert taker.step()
    assert len(texts(member.read(), "system")) == 1


def test_who_has_only_opened_the_chat_is_not_told_that_we_have_their_message(line):
    member = line.new_member()
    line.change("UPDATE inbox SET received_at = '2026-11-21 08:00:00.000000'")
    line.turns.faults = [503]
    taker = line.taker()
    assert taker.step()
    assert line.turns.faults == []
    assert member.read() == []


def test_the_line_of_help_is_not_held_back_by_a_failed_try(line):
    member = line.new_member()
    taker = line.taker()
    assert taker.step()
    member.post(id="a", text="i cant do this anymore")
    line.turns.faults = [503]
    assert taker.step()
    assert "988" in texts(member.read(), "system")[0]


def test_the_trouble_is_told_anew_in_a_new_outage(line):
    with line.working():
        member = line.new_member()
        member.hear()
        for words in ("one", "two"):
            line.turns.faults = [503, 503]
            member.say(words)
    assert len(texts(member.read(), "system")) == 2


def test_an_sms_member_hears_of_the_trouble_too(line):
    line.turns.faults = [503, 503]
    with line.working():
        line.text(PHONE, "hello")
        sent = wait_for(lambda: len(line.texts_to(PHONE)) == 2 and line.texts_to(PHONE), 15)
    assert "please call 650-616-2133" in sent[0]
    assert sent[1].startswith("1: hello")


def test_while_rasa_is_away_a_message_is_kept_however_often_it_was_tried(line):
    line.turns.is_ready = False
    line.turns.broken_by["I am tired"] = 503
    member = line.new_member()
    taker = line.taker()
    assert taker.step()
    member.post(id="a", text="I am tired")
    for _ in range(6):
        assert taker.step()
        line.change("UPDATE inbox SET not_before = received_at")
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 1
    assert len(texts(member.read(), "system")) == 1
    line.turns.is_ready = True
    line.turns.broken_by.clear()
    assert taker.step()
    assert texts(member.read(), "assistant")[-1] == "2: I am tired"


def test_a_rasa_that_cannot_be_reached_at_all_is_waited_for(line):
    member = line.new_member()
    taker = line.taker()
    line.turns.faults = [503]
    gone = FakeTurns()
    with serve(gone.app) as url:
        pass
    line.turns_url = url
    away = line.taker()
    for _ in range(5):
        assert away.step()
        line.change("UPDATE inbox SET not_before = received_at")
    assert line.count("SELECT max(failures) FROM inbox") == 0
    line.turns.faults = []
    assert taker.step()
    assert texts(member.read(), "assistant") == ["1: hello"]


def test_a_message_that_breaks_every_turn_is_set_aside_and_a_person_is_offered(line):
    line.turns.broken_by["poison"] = 500
    with line.working():
        member = line.new_member()
        member.hear()
        heard = member.say("poison")
        assert "650-616-2133" in texts(heard, "assistant")[0]
        assert len(line.turns.seen) == 4
        assert texts(member.say("I am tired"), "assistant") == ["2: I am tired"]
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 1


def test_a_poison_message_holds_up_nobody_else(line):
    line.turns.broken_by["poison"] = "hang"
    with line.working(timeout=1.0):
        first, second = line.new_member(), line.new_member()
        first.hear(), second.hear()
        first.post(id="p", text="poison")
        assert texts(second.say("I am tired"), "assistant") == ["2: I am tired"]


def test_a_choice_rasa_does_not_know_is_set_aside_at_once(line):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
        line.turns.faults = [409]
        member.choose(seq, "yes")
        assert "650-616-2133" in texts(member.hear(), "assistant")[0]
    assert len(line.turns.seen) == 2


def test_a_worker_that_lost_its_lease_commits_nothing(line):
    member = line.new_member()
    slow, quick = line.taker(), line.taker()
    with line.database.write() as connection:
        held = inbox.claim(connection, slow.clock.now(), timedelta(seconds=-1))
    assert quick.step()
    before = member.read()
    reply = slow.client.take(_request(held, line))
    with pytest.raises(LostLease), line.database.write() as connection:
        slow._commit(connection, held, reply, None)
    assert member.read() == before
    assert line.count("SELECT last_seq FROM conversations") == 1


def _request(held, line):
    from bot.storage import conversations
    from bot.worker.turns import _request as request

    with line.database.read() as connection:
        to = conversations.get(connection, held.conversation_id)
    return request(held, to, line.taker().clock)


def test_a_message_whose_worker_died_is_taken_again_after_the_lease(line):
    member = line.new_member()
    taker = line.taker()
    with line.database.write() as connection:
        assert inbox.claim(connection, taker.clock.now(), timedelta(seconds=60))
    assert not taker.step()
    line.change("UPDATE inbox SET lease_until = received_at")
    assert taker.step()
    assert texts(member.read(), "assistant") == ["1: hello"]


def test_the_only_worker_frees_at_its_start_what_a_dead_one_held(line):
    member = line.new_member()
    with line.database.write() as connection:
        assert inbox.claim(connection, line.taker().clock.now(), timedelta(seconds=60))
    worker = line.worker()
    worker.take_over()
    assert worker.turns.step()
    assert texts(member.read(), "assistant") == ["1: hello"]


def test_a_worker_believed_dead_keeps_nothing_and_spoils_nothing(line):
    member = line.new_member()
    believed_dead = line.taker()
    with line.database.write() as connection:
        held = inbox.claim(connection, believed_dead.clock.now(), timedelta(seconds=60))
    line.worker().take_over()
    believed_dead._after_failure(held, RuntimeError())
    with pytest.raises(LostLease), line.database.write() as connection:
        reply = believed_dead.client.take(_request(held, line))
        believed_dead._commit(connection, held, reply, None)
    assert member.read() == []
    assert line.taker().step()
    assert texts(member.read(), "assistant") == ["1: hello"]


def test_the_database_itself_refuses_a_second_answer(line):
    member = line.new_member()
    assert line.taker().step()
    from bot.errors import StoreError

    with pytest.raises(StoreError), line.database.write() as connection:
        row = connection.exec_driver_sql("SELECT id FROM inbox").scalar_one()
        messages.add(
            connection, member.conversation, "assistant", "again", line.taker().clock.now(),
            answers=row,
        )  # fmt: skip
    assert len(member.read()) == 1


def test_many_workers_on_one_database_take_each_message_once(line):
    members = [line.new_member() for _ in range(10)]
    for member in members:
        for number in range(5):
            member.post(id=f"m{number}", text=f"number {number}")
    takers = [line.taker() for _ in range(6)]

    def work(taker) -> None:
        while not everything_done(line):
            taker.step()

    threads = [threading.Thread(target=work, args=(taker,)) for taker in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(line.turns.turns.values()) == {1}
    assert sum(line.turns.turns.values()) == 60
    for member in members:
        assert [m["seq"] for m in member.read()] == list(range(1, 12))


def test_a_case_is_made_with_the_turn_and_updated_not_doubled(line):
    line.turns.handover = {"wanted": "call_me"}
    with line.working():
        line.text(PHONE, "call me")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "in the morning")
        wait_for(lambda: everything_done(line))
    assert line.count("SELECT count(*) FROM cases") == 1
    assert line.the_case().details["said"] == "in the morning"
    assert line.count("SELECT count(*) FROM case_events") == 2


def test_the_person_hears_the_code_that_staff_see(line):
    line.turns.handover = {"wanted": "call_me"}
    with line.working():
        line.text(PHONE, f"Your code is {CODE_PLACE}.")
        heard = wait_for(lambda: line.texts_to(PHONE))
    spoken = re.search(r"Your code is ([A-Z]{3}-[0-9]{3})\.", heard[-1])
    assert spoken
    assert line.count(f"SELECT count(*) FROM cases WHERE code = '{spoken[1]}'") == 1


def test_the_pause_grows_and_stays_bounded():
    pauses = [pause_after(tries).total_seconds() for tries in range(1, 20)]
    assert pauses[0] <= 0.6
    assert max(pauses) <= 6
    assert min(pauses[10:]) >= 4
