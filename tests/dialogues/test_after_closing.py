"""Staff have closed the case; who asks again, in whatever words, is heard and has a case again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.dialogue.agent import turn_taker
from bot.handoff.case_life import Event, Move, StaffMember
from bot.storage import case_life, cases, conversations
from bot.storage.cases import StoredCase
from bot.worker import closing, takeover
from bot.worker.clock import Clock
from tests.dialogues.model import agent
from tests.fakes.desk import drafter
from tests.fakes.line import Line, Member, line
from tests.fakes.real_turns import RealTurns
from tests.fakes.serving import wait_for

MARIA = StaffMember("maria", "Maria", "member_services")
ASKS = ["PERSON", "CALL ME", "pls someone call me"]
CALL = ["CALL ME", "Ana", "650-555-0147", "any time", "yes", "skip", "english"]


@dataclass
class Someone:
    """A member at the web chat or with a telephone, and what staff do for them."""

    line: Line
    number: str
    web: Member | None = None

    def say(self, *texts: str) -> str:
        """Write; give the last thing that comes back."""
        for said in texts:
            if self.web:
                answer = str(self.web.say(said)[-1]["text"])
            else:
                before = len(self.line.texts_to(self.number))
                self.line.text(self.number, said)
                wait_for(lambda at=before: len(self.line.texts_to(self.number)) > at, 30)
                answer = self.line.texts_to(self.number)[-1]
        return answer

    def asks_for_a_call(self) -> StoredCase:
        """Answer all that is asked for a call, and give the case."""
        self.say(*(each for each in CALL if self.web or not each[0].isdigit()))
        [case] = self.cases
        return case

    def staff(self, act: Callable, *more: object, **how: object) -> None:
        with self.line.database.write() as connection:
            act(connection, self.newest, MARIA, *more, Clock().now(), **how)

    def closes(self, how: str) -> None:
        """Close the case as staff do: after they wrote, after no call got through, or answered."""
        if how == "talked":
            self.staff(takeover.take_over)
            self.staff(takeover.speak, "Good luck to you.")
        else:
            with self.line.database.write() as connection:
                case_life.claim(connection, self.newest.id, MARIA, Clock().now())
        self.staff(closing.close, "not_reached" if how == "not reached" else "questions_answered")
        if self.web:
            self.web.last = self.web.read()[-1]["seq"]
        else:
            told = [text for text in self.line.bodies() if "has finished" in text]
            wait_for(lambda: self.line.texts_to(self.number)[-1] == told[-1], 30)

    @property
    def identity(self) -> str:
        if self.web:
            return self.web.conversation
        with self.line.database.read() as connection:
            return str(conversations.id_of_number(connection, self.number))

    @property
    def cases(self) -> list[StoredCase]:
        """All of theirs, the oldest first."""
        query = text("SELECT code FROM cases WHERE conversation_id = :id ORDER BY id")
        with self.line.database.read() as connection:
            codes = connection.execute(query, {"id": self.identity}).scalars().all()
            return [cases.by_code(connection, code) for code in codes]

    @property
    def newest(self) -> StoredCase:
        return self.cases[-1]

    @property
    def statuses(self) -> list[str]:
        return [case.status for case in self.cases]


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Iterator[Line]:
    """The whole line with the trained model and the cases of the policy, working."""
    turns = RealTurns(turn_taker(agent()))
    with line(tmp_path_factory.mktemp("closed"), turns) as made:
        made.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address, to.together_at is not None
        )
        with made.working(timeout=60.0):
            yield made
        assert turns.failed == 0
        assert made.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 0


@pytest.fixture(params=["web", "sms"])
def someone(real, request) -> Someone:
    """Somebody nobody knows yet, who said hello."""
    if request.param == "web":
        member = real.new_member()
        member.hear()
        return Someone(real, "", member)
    count = real.count("SELECT count(*) FROM conversations")
    new = Someone(real, f"+165055501{count:02}")
    new.say("hi")
    return new


@pytest.mark.parametrize("asks", ASKS)
@pytest.mark.parametrize("how", ["talked", "not reached", "answered"])
def test_who_asks_again_after_a_closed_case_has_a_new_one_and_its_code(someone, how, asks):
    closed = someone.asks_for_a_call()
    someone.closes(how)
    said = someone.say(asks)
    assert someone.statuses == ["resolved", "waiting"]
    assert "-." not in said and "is booked" not in said
    told = someone.say("STATUS")
    assert f"Your code is {someone.newest.code}" in told and closed.code not in told
    someone.say(asks)
    assert someone.statuses == ["resolved", "waiting"]


@pytest.mark.parametrize("asks", ASKS)
def test_closed_in_mid_talk_a_second_wish_for_a_person_has_a_place_in_line(someone, asks):
    someone.say("PERSON")
    someone.closes("talked")
    someone.say(asks)
    assert someone.statuses == ["resolved", "waiting"]


def test_a_call_wished_again_is_asked_about_the_time_again_and_told_with_its_code(someone):
    someone.asks_for_a_call()
    someone.closes("talked")
    assert "When" in someone.say("CALL ME")
    said = someone.say("any time", "no")
    assert f"Your code is {someone.newest.code}" in said and someone.newest.status == "waiting"
    assert someone.newest.details["contact"]["name"] == "Ana"


@pytest.mark.parametrize("greets", ["hi", "hello", "ok no thanks"])
def test_who_greets_after_a_closed_case_hears_a_kind_word_and_the_way_to_a_person(someone, greets):
    someone.asks_for_a_call()
    someone.closes("answered")
    said = someone.say(greets)
    assert "decided" not in said and "will call" not in said
    assert someone.statuses == ["resolved"]
    if greets != "ok no thanks":
        assert "ask more" in said and "PERSON" in said
    someone.say("PERSON")
    assert someone.statuses == ["resolved", "waiting"]


@pytest.mark.parametrize("says", ["hi", "\U0001f44d", "CALL ME"])
def test_who_was_called_is_told_of_no_call_to_come_until_another_one_is_booked(someone, says):
    case = someone.asks_for_a_call()
    assert "will call you" in someone.say("hi")
    with someone.line.database.write() as connection:
        # Of a call of today they may be asked just now whether it reached them.
        yesterday = Clock().now() - timedelta(days=1)
        case_life.claim(connection, case.id, MARIA, yesterday)
        case_life.move(connection, case.id, Move(Event.CALL, yesterday, MARIA))
    said = someone.say(says)
    assert "Maria from HPSM has called" in said and "will call" not in said
    assert "If you missed the call" in said and someone.statuses == ["called_back"]
    again = someone.say("call me at 10 am tomorrow")
    if "will call you" not in again:  # it may be a holiday
        again = someone.say("1")
    assert "will call you" in again and someone.newest.code == case.code
    assert "has called" not in again and "has called" not in someone.say("hi")


def test_thanks_after_a_closed_case_opens_none(someone):
    someone.asks_for_a_call()
    someone.closes("answered")
    said = someone.say("thank you so much")
    assert "will call" not in said and someone.statuses == ["resolved"]
    assert "closed it on" in someone.say("STATUS")


def test_who_goes_on_with_the_questions_for_a_call_has_a_case_for_it(someone):
    someone.say("CALL ME")
    someone.closes("not reached")
    someone.say("Ana")
    assert someone.statuses == ["resolved", "waiting"]


@pytest.mark.parametrize("how", ["talked", "not reached"])
def test_who_says_that_nobody_called_is_noted_and_hears_where_it_stands(someone, how):
    someone.asks_for_a_call()
    someone.closes(how)
    first, second = (someone.say(text) for text in ("nobody called me", "NO ONE CALLED ME wtf!!"))
    assert someone.statuses == ["resolved", "waiting"] and first != second
    for said in (first, second):
        assert "I noted it for HPSM. I'm sorry" in said and "get to it by" in said
        assert "say CALL ME" in said
