"""The panel on a case's page with which staff go on with the questions, by telephone."""

from __future__ import annotations

import contextlib
import html
import re
import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from bot.console.together_view import open_question
from bot.storage import case_life, cases, conversations, inbox, staff
from bot.worker.metrics import WorkerMetrics
from bot.worker.service import Worker
from bot.worker.turn_client import TurnClient, TurnServer
from bot.worker.turns import TurnTaker
from tests.fakes.desk import Desk, csrf_in, drafter
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import TODAY, build_replies
from tests.fakes.serving import all_at_once, serve, wait_for
from tests.fakes.turns import SECRET

AWAY = "The assistant does not answer right now."


@pytest.fixture
def turns():
    """What takes turns, for real screenings."""
    made = EngineTurns()
    with serve(made.app) as url:
        made.url = url
        yield made


@dataclass
class Ticking:
    """The worker's clock, which goes with the console's."""

    desk: Desk

    def now(self) -> datetime:
        self.desk.clock.pass_by(milliseconds=5)
        return self.desk.clock.now()

    def today(self) -> date:
        return TODAY


@contextlib.contextmanager
def working(desk: Desk, turns: EngineTurns):
    """Have a worker take turns while the block runs."""
    client = TurnClient(TurnServer(turns.url, turns.url, SECRET, 5.0))
    clock, eraser = Ticking(desk), build_replies().eraser
    taker = TurnTaker(desk.database, client, make_case, eraser, clock, WorkerMetrics(), 5.0)
    worker = Worker(desk.database, taker, None, clock, 1)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stopping.set()
        thread.join(10)
        client.close()


def make_case(screening, to):
    has_case = to.together_at is not None
    return drafter().draft(screening, to.screening, to.channel, to.address, has_case)


def member_with(desk: Desk, number: str = "") -> str:
    """The case of somebody of whom nothing is known yet but that they want a person."""
    now = desk.clock.now()
    with desk.database.write() as connection:
        if number:
            chat = conversations.find_or_create_sms(connection, number, now)
        else:
            chat = conversations.create_web(connection, "token", "en", now)
        draft = drafter().for_trouble(None, "sms" if number else "web", number, "not_arrived", "")
        code = cases.open_or_update(connection, chat, draft, now)
    assert code is not None
    return code


class Agent:
    """Somebody of the staff at one case."""

    def __init__(self, desk: Desk, code: str, account: str = "ana") -> None:
        self.desk, self.code, self.http = desk, code, desk.staff(account, name=account.title())
        self.csrf = csrf_in(self.http.get("/account").text)

    def panel(self) -> str:
        return self.http.get(f"/cases/{self.code}/together").text

    def page(self) -> str:
        return self.http.get(f"/cases/{self.code}").text

    def does(self, what: str, **form: str):
        return self.http.post(f"/cases/{self.code}/{what}", data={"csrf": self.csrf, **form})

    def form(self, panel: str = "") -> dict[str, str]:
        """What the panel's forms bring along."""
        panel = panel or self.panel()
        found = re.findall(r'name="(id|to)" value="([^"]+)"', panel)
        return dict(found)

    def begin(self) -> None:
        assert self.does("together").status_code == 303
        self.wait()

    def wait(self) -> None:
        wait_for(lambda: 'id="asked"' in self.panel())

    def choose(self, value: str) -> None:
        answer = self.does("answer", does="choose", choice=value, **self.form())
        assert answer.status_code == 303, answer.text
        self.wait()

    def say(self, text: str) -> None:
        answer = self.does("answer", does="say", text=text, **self.form())
        assert answer.status_code == 303, answer.text
        self.wait()


def open_now(desk: Desk, code: str) -> str | None:
    found = open_question(desk.conversation(code))
    return found.id if found else None


def waits(desk: Desk, code: str) -> bool:
    with desk.database.read() as connection:
        return inbox.has_open(connection, desk.case(code).conversation_id)


def outbox(desk: Desk) -> int:
    with desk.database.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one()


def until_age(desk: Desk, turns: EngineTurns, number: str = "") -> Agent:
    """An agent who goes on with somebody, up to the question of the age."""
    agent = Agent(desk, member_with(desk, number))
    agent.begin()
    agent.choose("self")
    agent.choose("hpsm")
    return agent


@pytest.mark.parametrize("number", ["", "+16505550111"], ids=["web", "sms"])
def test_from_nothing_to_the_outcome_with_every_kind_of_answer(desk, turns, number):
    with working(desk, turns):
        agent = until_age(desk, turns, number)
        assert open_now(desk, agent.code) == "age"
        agent.say("34")
        ticked = {"pick-no_steady_home": "on"}
        agent.does("answer", does="choose", **ticked, **agent.form())
        agent.wait()
        for _ in range(14):
            if desk.conversation(agent.code).screening["stage"] == "outcome":
                break
            options = [o.value for o in open_question(desk.conversation(agent.code)).options]
            agent.choose("not_sure" if "not_sure" in options else options[0])
        page = html.unescape(agent.page())
    case = desk.case(agent.code)
    assert desk.conversation(agent.code).screening["stage"] == "outcome"
    assert case.details["screening_complete"] and case.details["populations"]
    assert "told by telephone" in page and "Adults" in page
    assert "answered so far" in page
    assert outbox(desk) == 0
    said = [action for actor, action, _ in desk.audit() if actor == "ana"]
    assert said.count("answered by telephone") >= 5 and "went on by telephone" in said


def test_the_panel_shows_the_question_its_numbers_why_and_what_was_answered(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        age = html.unescape(agent.panel())
        agent.say("34")
        panel = html.unescape(agent.panel())
    assert 'inputmode="numeric"' in age and "Why we ask" in age and "How old are you" in age
    assert "3 answered so far" in panel and "told by telephone" in panel
    boxes = re.findall(r'type="checkbox" name="pick-(\w+)".*?<b>(\d+)</b>', panel)
    assert boxes[0] == ("no_steady_home", "1") and boxes[1][1] == "2"
    assert all(f">{way}</button>" in panel for way in ("Back", "Change an answer", "Skip"))


@pytest.mark.parametrize("number", ["", "+16505550111"], ids=["web", "sms"])
def test_who_reads_a_question_out_asks_for_nothing_to_be_sent(desk, turns, number):
    with working(desk, turns):
        agent = until_age(desk, turns, number)
        read_out = [agent.panel()]
        agent.say("34")
        read_out.append(agent.panel())
    assert "How old are you?" in read_out[0]
    for panel in read_out:
        [asked] = re.findall(r'id="asked" role="status">(.*?)</p>', panel, re.DOTALL)
        assert asked.strip() and "send" not in asked.lower()


def test_where_no_number_was_given_the_panel_offers_no_call_of_ours(one_desk):
    unknown = Agent(one_desk, member_with(one_desk))
    assert "No number was given, so only if they phone you, from where" in unknown.panel()
    known = Agent(one_desk, member_with(one_desk, "+16505550111"), "ben")
    assert "By telephone with them, from where" in known.panel()


def test_who_asked_for_a_person_early_goes_on_with_the_questions_and_not_with_a_menu(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        agent.say("person")
        assert open_now(desk, agent.code) == "handover"
        agent.does("stop")
        wait_for(lambda: not waits(desk, agent.code))
        agent.begin()
        panel = html.unescape(agent.panel())
    assert open_now(desk, agent.code) == "age"
    assert "How old are you" in panel and "Would you like a call" not in panel


def test_the_case_is_shown_as_on_the_phone_and_not_as_in_a_chat(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        page, queue = html.unescape(agent.page()), agent.http.get("/?show=mine&desk=both").text
        agent.does("stop")
        after = html.unescape(agent.page())
    assert "On the phone together" in page and "On the phone together" in queue
    assert "live chat" not in page.lower() and "live chat" not in queue.lower()
    assert "On the phone together" not in after
    assert "by telephone" in after and "Chat handed back" not in after


def test_with_nothing_left_to_ask_the_panel_says_so_and_reads_nothing_out(desk, turns):
    with working(desk, turns):
        agent = Agent(desk, member_with(desk))
        agent.begin()
        agent.choose("self")
        agent.say("3")
        agent.choose("no_thanks")
        agent.does("stop")
        wait_for(lambda: not waits(desk, agent.code))
        count = len(turns.seen)
        agent.begin()
        panel = html.unescape(agent.panel())
    assert open_now(desk, agent.code) is None
    assert "All questions are answered." in panel and "Read this out" not in panel
    assert "\u00a7" not in panel and len(turns.seen) == count


def test_a_code_is_read_out_as_it_is(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        for words in ("call me", "skip", "skip"):
            agent.say(words)
        read_out = html.unescape(agent.panel())
    assert agent.code in read_out and "\u00a7" not in read_out


def read_out(panel: str) -> str:
    [asked] = re.findall(r'id="asked" role="status">(.*?)</p>', html.unescape(panel), re.DOTALL)
    return asked.strip()


def to_the_outcome(desk: Desk, agent: Agent) -> None:
    agent.say("34")
    agent.does("answer", does="choose", **{"pick-no_steady_home": "on"}, **agent.form())
    agent.wait()
    while desk.conversation(agent.code).screening["stage"] != "outcome":
        options = [o.value for o in open_question(desk.conversation(agent.code)).options]
        agent.choose("not_sure" if "not_sure" in options else options[0])


def test_who_asked_for_a_call_and_now_has_one_hears_what_was_found_and_is_promised_none(
    desk, turns
):
    with working(desk, turns):
        agent = until_age(desk, turns, "+16505550111")
        for words in ("person", "call me", "Linda", "any time", "skip", "skip", "english"):
            agent.say(words)
        promised = read_out(agent.panel())
        agent.does("stop")
        desk.clock.pass_by(minutes=5)
        agent.begin()
        to_the_outcome(desk, agent)
        panels = [html.unescape(agent.panel())]
        agent.choose("no_thanks")
        panels.append(html.unescape(agent.panel()))
    assert "will call you" in promised and agent.code in promised
    for panel in panels:
        told = read_out(panel)
        assert "care manager" in told and told.endswith("Now I will tell you what comes next.")
        assert "call" not in told and "nothing more" not in told
        assert "All questions are answered." in panel
        assert "the case is still in your hands" in panel and "Called them" in panel
    assert desk.said(agent.code)[-1]["text"] == told
    assert desk.case(agent.code).details["wanted"] == "call_me"


def test_two_agents_one_goes_on_and_the_other_sees_who_does(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        other = Agent(desk, agent.code, "ben")
        panel, before = other.panel(), len(desk.said(agent.code))
        refused = other.does("answer", does="say", text="34", id="x", to="1")
    assert "Ana" in panel and "goes on with the questions" in panel and "<form" not in panel
    assert refused.status_code == 409 and "goes on with these questions" in refused.text
    assert len(desk.said(agent.code)) == before


def test_two_who_begin_at_once_one_does_and_the_other_is_told(desk, turns):
    code = member_with(desk)
    people = [Agent(desk, code, name) for name in ("ana", "ben")]
    answers = all_at_once([lambda each=each: each.does("together") for each in people])
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_a_double_click_is_one_answer_and_two_tabs_are_told(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        first, second = agent.form(), agent.form()
        say = {"does": "say", "text": "34"}
        answers = all_at_once([lambda: agent.does("answer", **say, **first)] * 2)
        agent.wait()
        late = agent.does("answer", does="say", text="43", **second)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [m["text"] for m in desk.said(agent.code)].count("34") == 1
    assert late.status_code == 409 and "This question was answered meanwhile." in late.text
    assert 'value="43"' in late.text


def test_a_choice_that_the_question_does_not_have_is_said_and_not_taken(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        wrong = agent.does("answer", does="choose", choice="hpsm", **agent.form())
        empty = agent.does("answer", does="say", text="  ", **agent.form())
    for answer in (wrong, empty):
        assert answer.status_code == 409
        assert "Write what they said, or choose an answer of this question." in answer.text
    assert open_now(desk, agent.code) == "age"


def test_while_the_assistant_is_away_the_panel_says_so_and_keeps_the_answer(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
    assert agent.does("answer", does="say", text="34", **agent.form()).status_code == 303
    just_now = agent.panel()
    desk.clock.pass_by(seconds=30)
    later = agent.panel()
    assert "One moment" in just_now and AWAY not in just_now
    assert AWAY in later and "<q>34</q>" in later and 'id="their-words"' not in later
    with working(desk, turns):
        agent.wait()
    assert desk.case(agent.code).details["facts"]["age"] == 34


def test_who_lost_the_questions_meanwhile_is_told_and_keeps_what_was_typed(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        form = agent.form()
        boss = Agent(desk, agent.code, "cleo")
        with desk.database.write() as connection:
            staff.change(connection, "cleo", role="supervisor")
        assert "End the questions by telephone" in boss.page()
        assert boss.does("stop").status_code == 303
        answer = agent.does("answer", does="say", text="thirty four", **form)
    assert answer.status_code == 409 and "Begin again first." in answer.text
    assert ("staff", "thirty four") not in [(m["from"], m["text"]) for m in desk.said(agent.code)]
    assert desk.case(agent.code).status == "claimed"


def test_danger_told_on_the_telephone_makes_the_case_urgent_and_tells_staff_what_to_do(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns, "+16505550111")
        count = len(turns.seen)
        agent.say("she says i want to kill myself tonight")
        panel = html.unescape(agent.panel())
        page = html.unescape(agent.page())
        agent.say("34")
    case = desk.case(agent.code)
    assert case.urgency == "urgent"
    with desk.database.read() as connection:
        assert case_life.overdue(connection, desk.clock.now() + timedelta(hours=1)) == []
    [told] = case.details["danger"]
    assert told["words"] == "she says i want to kill myself tonight (by telephone)"
    shown = " ".join(message["text"] for message in desk.said(agent.code))
    assert "We go on talking on the phone." in shown and "kill" not in shown
    assert "Stay on the line." in panel and "988" in panel and "Nothing was texted" in panel
    assert "How old are you" in panel and "Wrote of danger" in page
    assert len(turns.seen) == count + 1 and outbox(desk) == 0
    assert desk.case(agent.code).details["facts"]["age"] == 34
    assert desk.case(agent.code).urgency == "urgent"


def test_an_answer_that_hints_at_danger_is_taken_and_staff_are_told_too(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        agent.say("i feel hopeless and cant go on like this anymore")
        panel = html.unescape(agent.panel())
    assert "They spoke of danger" in panel


def test_what_they_write_meanwhile_stands_in_the_panel(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        desk.says(agent.code, "i am 34 <b>by the way</b>")
        panel = agent.panel()
    assert "They wrote at" in panel and "34 &lt;b&gt;by the way" in panel


def test_an_auditor_sees_no_panel_and_a_closed_case_has_none(desk, turns):
    code = member_with(desk)
    auditor = desk.staff("dee", "auditor")
    assert "Go on by telephone" not in auditor.get(f"/cases/{code}").text
    agent = Agent(desk, code)
    assert "Go on by telephone" in agent.page()
    agent.does("claim")
    assert "Go on by telephone" in agent.page()
    agent.does("resolve", reason="other")
    assert "Go on by telephone" not in agent.page()
    assert agent.does("together").status_code == 409


def test_where_the_chat_is_about_somebody_else_now_nobody_goes_on_here(desk, turns):
    with working(desk, turns):
        agent = until_age(desk, turns)
        agent.does("stop")
    with desk.database.write() as connection:
        to = conversations.get(connection, desk.case(agent.code).conversation_id)
        conversations.change(connection, to.id, screening={**to.screening, "round": 2})
    assert "about another person now" in agent.page()
    assert "Go on by telephone" not in agent.page()


def test_stopping_offers_one_text_only_to_who_texts(desk, turns):
    with working(desk, turns):
        web, sms = until_age(desk, turns), None
        assert 'name="thanks"' not in web.panel()
        web.does("stop")
        code = member_with(desk, "+16505550111")
        sms = Agent(desk, code, "ben")
        sms.begin()
        assert 'name="thanks"' in sms.panel()
        assert sms.does("stop", thanks="on").status_code == 303
    assert outbox(desk) == 1
    assert desk.case(code).status == "claimed"
