"""On each channel a case comes to the right desk with its next step, and can be handed on."""

from __future__ import annotations

import httpx
import pytest

from bot.handoff.case_life import DESKS as TOLD
from bot.storage import conversations
from bot.storage.cases import StoredCase
from tests.fakes.desk import Desk, drafter, send
from tests.fakes.desk import desk as set_up_desk
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import Line
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
CHANNELS = ("web", "sms")
DESKS = ("member_services", "icm")
NAMES = {"member_services": "Member Services", "icm": "ICM"}
# What is typed to each question, by who they are; "skip" to all others.
ABOUT_THEM = {
    "member_services": {"coverage": "medi-cal", "age": "34", "life_now": "1", "health_now": "4 5"}
    | {"housing": "in my car with my two kids", "complex_need": "yes", "programs": "none"},
    "icm": {"coverage": "careadvantage", "support_needs": "meals"}
    | {"chronic_condition": "yes", "has_care_manager": "no"},
}
CALL: dict[str, str] = {
    "first": "me",
    "handover": "call me",
    "call_name": "Joe",
    "call_number": "650-555-0147",
} | {
    "call_when": "any",
    "language": "english",
}
NEXT_STEPS = {
    "member_services": "Verify what is open, then start the ECM referral.",
    "icm": (
        "Hand on to the CareAdvantage Unit (1-866-880-0606). "
        "ICM looks at Community Supports with them."
    ),
}
MOST_ANSWERS = 40


@pytest.fixture
def line(tmp_path, database):
    """The line with real screenings behind it; the cases are those of the policy."""
    with set_up(tmp_path, EngineTurns(), database) as made:
        made.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address
        )
        yield made


@pytest.fixture
def desk(line):
    """The console on the same database."""
    with set_up_desk(line.database) as made:
        yield made


class Caller:
    """Somebody at the web chat or with a telephone, who answers until a call is arranged."""

    def __init__(self, line: Line, channel: str) -> None:
        self.line, self.channel = line, channel
        self.web = line.new_member() if channel == "web" else None
        if self.web:
            self.web.hear()
        else:
            self.say("hi")

    def say(self, text: str) -> str:
        """Write, and give what comes back."""
        if self.web:
            return str(self.web.say(text)[-1]["text"])
        before = len(self.line.texts_to(PHONE))
        self.line.text(PHONE, text)
        wait_for(lambda: len(self.line.texts_to(PHONE)) > before)
        return self.line.texts_to(PHONE)[-1]

    def hears(self, words: str) -> None:
        """Wait for words of a person."""
        if self.web:
            wait_for(lambda: any(words in said["text"] for said in self.web.read()))
        else:
            wait_for(lambda: any(words in text for text in self.line.texts_to(PHONE)))

    def asks_for_a_call(self, answers: dict[str, str]) -> StoredCase:
        """Answer whatever is asked, and give the case that comes of it."""
        for _ in range(MOST_ANSWERS):
            screening = self.screening
            if screening["handover"]["complete"]:
                return self.line.the_case()
            self.say({**CALL, **answers}.get(screening["open"], "skip"))
        raise AssertionError(f"no call was arranged; open is {self.screening['open']}")

    @property
    def screening(self) -> dict:
        with self.line.database.read() as connection:
            identity = (
                self.web.conversation if self.web else conversations.id_of_number(connection, PHONE)
            )
            return conversations.get(connection, identity).screening


def queue_of(http: httpx.Client) -> str:
    """The queue of their own desk, as it opens."""
    return http.get("/").text


@pytest.mark.parametrize("goes_to", DESKS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_case_comes_to_its_desk_with_the_next_step_and_the_other_desk_hands_it_on(
    line: Line, desk: Desk, channel: str, goes_to: str
) -> None:
    other = next(each for each in DESKS if each != goes_to)
    here, there = desk.staff("hana", desk=goes_to), desk.staff("theo", desk=other)
    with line.working():
        caller = Caller(line, channel)
        case = caller.asks_for_a_call(ABOUT_THEM[goes_to])
        assert case.goes_to == goes_to
        assert case.code in queue_of(here) and case.code not in queue_of(there)
        path = f"/cases/{case.code}"
        assert NEXT_STEPS[goes_to] in here.get(path).text
        assert send(here, f"{path}/claim", path).status_code == 303
        handed = send(here, f"{path}/hand-on", path, desk=other, note="Yours, I think.")
        assert handed.status_code == 303
        assert case.code in queue_of(there) and case.code not in queue_of(here)
        page = there.get(path).text
        assert "Yours, I think." in page and f"Hand on to {NAMES[goes_to]}" in page
        assert send(there, f"{path}/talk", path).status_code == 303
        caller.hears("This is Theo from")
        assert send(there, f"{path}/hand-on", path, desk=goes_to).status_code == 303
        caller.hears(f"Your request is with {TOLD[goes_to]} now.")
        caller.say("1")
        assert line.the_case().goes_to == goes_to
        assert case.code in queue_of(here)
