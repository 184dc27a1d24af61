"""Staff go on with the questions on the telephone: the same conversation, and nothing is texted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.fixed_texts import AFTER_PHONE, UNASKED, Notice
from bot.console.together_view import leads_on, open_question
from bot.handoff.case_life import Refused, StaffMember
from bot.storage import case_events, case_life, cases, conversations, inbox, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.worker import takeover, together
from bot.worker.clock import Clock
from bot.worker.erasing import erase
from bot.worker.together import Given
from bot.worker.watching import watch_over
from tests.fakes.desk import drafter
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import Line
from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once, wait_for

PHONE = "+16505550111"
MARIA = StaffMember("maria", "Maria", "member_services")
ANA = StaffMember("ana", "Ana", "icm")
SPOKEN = "Maria, Member Services, on the phone"
HELPER = "HPSM staff, on the phone"
HPSM = "Medi-Cal with HPSM"
BEGINS = "We talk on the phone now. I write down here what you tell me."
THANKS = UNASKED[Notice.TALKED]["en"]


@pytest.fixture
def line(tmp_path, database):
    """The line with real screenings behind it; the cases are those of the policy."""
    with set_up(tmp_path, EngineTurns(), database) as made:
        made.make_case = make_case
        yield made


def make_case(screening, to):
    has_case = to.together_at is not None
    return drafter().draft(screening, to.screening, to.channel, to.address, has_case)


def now() -> datetime:
    return Clock().now()


def by_text(line: Line, *answers: str) -> StoredCase:
    """The case of somebody who texted some answers, and then that they want a person."""
    for said in ("hi", *answers):
        text(line, said)
    return with_a_case(line)


def text(line: Line, said: str) -> None:
    before = len(line.texts_to(PHONE))
    line.text(PHONE, said)
    wait_for(lambda: len(line.texts_to(PHONE)) == before + 1)


def with_a_case(line: Line, identity: str | None = None) -> StoredCase:
    """Have the one conversation have a case, as after a cry for help."""
    with line.database.write() as connection:
        if identity is None:
            identity = conversations.id_of_number(connection, PHONE)
        to = conversations.get(connection, identity)
        draft = drafter().for_trouble(to.screening, to.channel, to.address, "not_arrived", "")
        cases.open_or_update(connection, to.id, draft, now())
    return line.the_case()


def do(line: Line, act, case: StoredCase, *args, staff: StaffMember = MARIA, **how):
    with line.database.write() as connection:
        return act(connection, case, staff, *args, now(), **how)


def begin(line: Line, case: StoredCase, staff: StaffMember = MARIA) -> None:
    do(line, together.begin, case, staff=staff)


def stop(line: Line, case: StoredCase, **how) -> None:
    do(line, together.stop, case, **how)


def talk(line: Line, case: StoredCase) -> Conversation:
    with line.database.read() as connection:
        return conversations.get(connection, case.conversation_id)


def asked(line: Line, case: StoredCase) -> int:
    with line.database.read() as connection:
        return messages.newest_asked(connection, case.conversation_id)


def given(line: Line, case: StoredCase, words: str, *choice: str, **how) -> Given:
    how.setdefault("id", f"{words}{asked(line, case)}")
    how.setdefault("to", asked(line, case))
    return Given(text=words, choice=choice or None, **how)


def give(line: Line, case: StoredCase, words: str, *choice: str, staff=MARIA, **how) -> bool:
    """Give an answer, and wait until it has been taken."""
    it = given(line, case, words, *choice, **how)
    done = do(line, together.give, case, it, staff=staff)
    wait_for(lambda: not waits(line, case))
    return done


def waits(line: Line, case: StoredCase) -> bool:
    with line.database.read() as connection:
        return inbox.has_open(connection, case.conversation_id)


def said(line: Line, case: StoredCase) -> list[tuple[str, str | None, str]]:
    with line.database.read() as connection:
        found = messages.after(connection, case.conversation_id, 0, 100)
    return [(m["from"], m["name"], m["text"]) for m in found]


def life(line: Line, case: StoredCase):
    with line.database.read() as connection:
        return case_life.life_of(connection, case.id)


def history(line: Line, case: StoredCase) -> list[str]:
    with line.database.read() as connection:
        return [event["kind"] for event in case_events.of_case(connection, case.id)]


def on_the_web(line: Line):
    """Somebody in the web chat who said for whom it is, and their case."""
    member = line.new_member()
    member.hear()
    member.say("1")
    return member, with_a_case(line, member.conversation)


def test_by_telephone_the_questions_go_on_where_the_texts_stopped_and_nothing_is_texted(line):
    with line.working():
        case = by_text(line, "1", "1")
        before, texts = talk(line, case), len(line.bodies())
        assert open_question(before).id == "age"
        begin(line, case)
        give(line, case, "34")
    after = talk(line, case)
    assert len(after.screening["answers"]) == len(before.screening["answers"]) + 1
    assert after.screening["answers"][-1]["by_phone"] is True
    assert after.open_question_seq is None
    assert len(line.bodies()) == texts
    told, words, reply = said(line, case)[-3:]
    assert told == ("staff", SPOKEN, BEGINS)
    assert words == ("staff", SPOKEN, "34")
    assert reply[:2] == ("assistant", HELPER)


def test_what_is_told_by_telephone_is_evidence_in_the_case_and_says_so(line):
    with line.working():
        case = by_text(line, "1", "1")
        begin(line, case)
        give(line, case, "34")
    answers = line.the_case().details["answers"]
    assert [(each["question"], each["by_phone"]) for each in answers[-2:]] == [
        ("coverage", False),
        ("age", True),
    ]
    assert life(line, case).status == "talking"


def test_where_nothing_was_asked_yet_the_first_question_is(line):
    with line.working():
        with line.database.write() as connection:
            identity = conversations.find_or_create_sms(connection, PHONE, now())
        case = with_a_case(line, identity)
        begin(line, case)
        wait_for(lambda: asked(line, case))
    assert open_question(talk(line, case)).id == "who"
    assert line.bodies() == []


@pytest.mark.parametrize("answers", [(), ("1",), ("1", "1")], ids=["who", "coverage", "age"])
def test_who_asked_for_a_person_early_is_asked_the_next_question_of_the_screening(line, answers):
    with line.working():
        case = by_text(line, *answers)
        stood = open_question(talk(line, case)).id
        text(line, "person")
        assert open_question(talk(line, case)).id == "handover"
        do(line, together.begin, case, leads_on=leads_on(talk(line, case)))
        wait_for(lambda: not waits(line, case))
        texts = len(line.bodies())
    assert open_question(talk(line, case)).id == stood
    assert said(line, case)[-1][:2] == ("assistant", HELPER)
    assert talk(line, case).screening["handover"]["wanted"] == "person"
    assert len(line.bodies()) == texts


def test_where_that_breaks_for_good_what_is_open_stays_and_nobody_is_told_anything(line):
    with line.working():
        case = by_text(line, "1")
        text(line, "person")
        line.turns.broken_by["onward"] = 500
        count = len(said(line, case))
        do(line, together.begin, case, leads_on=True)
        wait_for(lambda: not waits(line, case))
    assert len(said(line, case)) == count + 1
    assert open_question(talk(line, case)).id == "handover"


def test_to_begin_twice_is_to_begin_once_and_to_begin_at_once_too(line):
    with line.working():
        case = by_text(line, "1")
        all_at_once([lambda: begin(line, case)] * 2)
    assert [words for who, _, words in said(line, case)].count(BEGINS) == 1


def test_nobody_else_writes_takes_over_or_answers_meanwhile(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        tries = [
            lambda: begin(line, case, ANA),
            lambda: do(line, takeover.take_over, case, staff=ANA),
            lambda: do(line, takeover.take_over, case),
            lambda: do(line, takeover.speak, case, "Hi"),
            lambda: do(line, takeover.hand_back, case),
            lambda: give(line, case, HPSM, "hpsm", staff=ANA),
        ]
        count = len(said(line, case))
        codes = []
        for attempt in tries:
            with pytest.raises(Refused) as refused:
                attempt()
            codes.append(refused.value.code)
    assert codes == ["taken", "taken", "together", "together", "together", "not_yours"]
    assert len(said(line, case)) == count


def test_who_writes_with_them_has_to_hand_back_first(line):
    with line.working():
        case = by_text(line, "1")
        do(line, takeover.take_over, case)
        with pytest.raises(Refused, match="Hand the conversation back first"):
            begin(line, case)


def test_an_answer_sent_twice_is_given_once(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        it = given(line, case, HPSM, "hpsm")
        results = all_at_once([lambda: do(line, together.give, case, it)] * 2)
        wait_for(lambda: not waits(line, case))
        late = do(line, together.give, case, it)
    assert sorted(results) == [False, True] and not late
    assert said(line, case).count(("staff", SPOKEN, HPSM)) == 1


def test_an_answer_to_a_question_answered_meanwhile_is_not_taken(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        late = given(line, case, "No health plan", "none")
        give(line, case, HPSM, "hpsm")
        with pytest.raises(Refused, match="answered meanwhile"):
            do(line, together.give, case, late)
    assert ("staff", SPOKEN, "No health plan") not in said(line, case)


def test_while_the_worker_is_away_the_answer_is_kept_and_no_second_one_is_taken(line):
    with line.working():
        case = by_text(line, "1", "1")
        begin(line, case)
    do(line, together.give, case, given(line, case, "34"))
    with pytest.raises(Refused, match="still being taken"):
        do(line, together.give, case, given(line, case, "43"))
    with line.working():
        wait_for(lambda: not waits(line, case))
    assert line.the_case().details["facts"]["age"] == 34


def test_a_turn_that_breaks_for_good_says_so_to_staff_alone(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        texts = len(line.bodies())
        line.turns.broken_by["xyz"] = 500
        give(line, case, "xyz")
    assert said(line, case)[-1][:2] == ("assistant", HELPER)
    assert "Please try other words" in said(line, case)[-1][2]
    assert len(line.bodies()) == texts


def test_what_the_member_texts_meanwhile_is_kept_and_has_no_turn(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        turns = len(line.turns.seen)
        line.text(PHONE, "my sister calls you now")
        assert watch_over(line.database, now() + timedelta(minutes=12)) == 0
        # Also where they had waited for an answer in the chat before.
        waited = {"unanswered_since": now() - timedelta(minutes=9)}
        with line.database.write() as connection:
            conversations.change(connection, case.conversation_id, **waited)
        assert watch_over(line.database, now() + timedelta(minutes=12)) == 0
    assert said(line, case)[-1] == ("member", None, "my sister calls you now")
    assert len(line.turns.seen) == turns
    assert UNASKED[Notice.WAIT]["en"] not in line.bodies()


def test_a_choice_in_the_chat_is_no_longer_taken_meanwhile(line):
    with line.working():
        member, case = on_the_web(line)
        question = member.last
        begin(line, case)
        refused = member.choose(question, "yes")
        give(line, case, HPSM, "hpsm")
        shown = member.read(question)
    assert refused.status_code == 409
    assert [m["question"] for m in shown] == [None] * len(shown)
    assert [(m["from"], m["name"]) for m in shown[-2:]] == [
        ("staff", SPOKEN),
        ("assistant", HELPER),
    ]


def test_when_it_ends_the_chat_says_with_whom_they_talked_and_goes_on(line):
    with line.working():
        member, case = on_the_web(line)
        begin(line, case)
        give(line, case, HPSM, "hpsm")
        member.read(member.last)
        stop(line, case)
        wait_for(lambda: not waits(line, case))
        last = member.read()[-1]
        answered = member.choose(last["seq"], "not_sure").status_code
    assert last["text"].startswith(AFTER_PHONE["en"].format(name="Maria"))
    assert last["question"]["id"] == "age" and answered == 202
    assert life(line, case).status == "claimed" and talk(line, case).held_by is None


@pytest.mark.parametrize(("asks_for_it", "texted"), [(True, [THANKS]), (False, [])])
def test_when_it_ends_one_text_goes_out_at_most_and_only_where_it_is_wanted(
    line, asks_for_it, texted
):
    with line.working():
        case = by_text(line, "1", "1")
        before = len(line.bodies())
        begin(line, case)
        give(line, case, "34")
        stop(line, case, sends_thanks=asks_for_it)
        assert line.bodies()[before:] == texted
        after = len(line.bodies())
        line.text(PHONE, "1")
        wait_for(lambda: len(line.bodies()) == after + 1)
    assert line.turns.seen[-1]["crossed"]


def test_an_answer_still_on_its_way_as_it_ends_is_taken_and_not_texted(line):
    with line.working():
        case = by_text(line, "1", "1")
        begin(line, case)
    texts = len(line.bodies())
    do(line, together.give, case, given(line, case, "34"))
    stop(line, case)
    with line.working():
        wait_for(lambda: not waits(line, case))
    assert line.the_case().details["facts"]["age"] == 34
    assert len(line.bodies()) == texts


def test_who_closes_the_lid_loses_it_without_a_text(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        texts = len(line.bodies())
        watch_over(line.database, now() + timedelta(minutes=31))
        with pytest.raises(Refused, match="Begin again first"):
            give(line, case, HPSM, "hpsm")
        to = talk(line, case)
        assert life(line, case).status == "claimed"
        watch_over(line.database, now() + timedelta(minutes=63))
    assert (to.held_by, to.together_at) == (None, None)
    assert len(line.bodies()) == texts
    assert life(line, case).status == "waiting"
    assert history(line, case)[-4:] == ["claimed", "on the phone", "off the phone", "returned"]


def test_danger_told_by_telephone_answers_no_question_and_texts_nothing(line):
    with line.working():
        case = by_text(line, "1")
        begin(line, case)
        texts, turns = len(line.bodies()), len(line.turns.seen)
        give(line, case, "i want to die", needs_turn=False)
        assert give(line, case, HPSM, "hpsm")
    assert len(line.turns.seen) == turns + 1
    assert len(line.bodies()) == texts


def test_where_all_was_erased_there_is_nothing_to_go_on_with(line):
    with line.working():
        case = by_text(line, "1")
        with line.database.write() as connection:
            to = conversations.lock(connection, case.conversation_id)
            draft = drafter().for_danger(to.screening, "sms", PHONE, "self_harm", "x", "2026")
            cases.open_or_update(connection, to.id, draft, now())
            erase(connection, to, now(), asked_by="member")
        with pytest.raises(Refused, match="everything erased"):
            begin(line, line.the_case())
