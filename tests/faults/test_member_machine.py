"""A member does anything in any order on both channels; every message is answered exactly once."""

import itertools
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.fakes.line import line as set_up
from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER, signature

WORDS = st.sampled_from(["yes", "I am tired", "my rent", "2", "why", "¿Dónde?", "😀", "x" * 900])
ODD = st.text(min_size=1, max_size=40).filter(lambda text: text.strip())
PHONE = "+16505550111"


class Talk(RuleBasedStateMachine):
    """One web chat and one phone; the worker works when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="calaim-talk-"))
        self.opened = set_up(self.folder)
        self.line = self.opened.__enter__()
        self.taker, self.sender = self.line.taker(), self.line.sender()
        self.member = self.line.new_member()
        self.numbers = itertools.count()
        self.web: dict[str, dict] = {}  # what was posted and taken, by its id
        self.sms: dict[str, str] = {}
        self.read: list[dict] = []

    def teardown(self) -> None:
        self.work()
        answered = "SELECT count(*) FROM inbox WHERE status = 'open'"
        assert self.line.count(answered) == 0
        self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    # What they do

    @rule(text=WORDS | ODD)
    def post(self, text: str) -> None:
        body = {"id": f"m{next(self.numbers)}", "text": text}
        answer = self.member.post(**body)
        assert answer.status_code in (202, 400)
        if answer.status_code == 202:
            self.web[body["id"]] = {**body, "seq": answer.json()["seq"]}

    @precondition(lambda self: self.web)
    @rule(data=st.data())
    def post_again(self, data) -> None:
        posted = dict(self.web[data.draw(st.sampled_from(sorted(self.web)))])
        seq = posted.pop("seq")
        answer = self.member.post(**posted)
        assert (answer.status_code, answer.json()["seq"]) == (202, seq)

    @precondition(lambda self: any(m["question"] for m in self.read))
    @rule(value=st.sampled_from(["yes", "no", "not_sure", "maybe", ""]), stale=st.booleans())
    def choose(self, value: str, stale: bool) -> None:
        asked = [m["seq"] for m in self.read if m["question"]]
        body = {"id": f"m{next(self.numbers)}", "choice": [value]}
        body["to"] = asked[0] if stale else asked[-1]
        answer = self.member.post(**body)
        assert answer.status_code in (202, 400, 409, 422)
        if answer.status_code == 202:
            assert value in ("yes", "no", "not_sure")
            self.web[body["id"]] = {**body, "seq": answer.json()["seq"]}

    @rule(text=WORDS | ODD | st.sampled_from(["STOP", "START", "ERASE"]))
    def text(self, text: str) -> None:
        sid = f"SM{next(self.numbers):032}"
        assert self.deliver(sid, text) == 200
        self.sms[sid] = text

    @precondition(lambda self: self.sms)
    @rule(data=st.data())
    def text_again(self, data) -> None:
        sid = data.draw(st.sampled_from(sorted(self.sms)))
        before = self.line.count("SELECT count(*) FROM messages")
        assert self.deliver(sid, self.sms[sid]) == 200
        assert self.line.count("SELECT count(*) FROM messages") == before

    def deliver(self, sid: str, text: str) -> int:
        form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": PHONE, "To": OUR_NUMBER}
        form |= {"Body": text, "FromCity": ""}
        signed = {"X-Twilio-Signature": signature(f"{self.line.gateway}/sms/inbound", form)}
        return self.line.http.post("/sms/inbound", data=form, headers=signed).status_code

    @rule()
    def work(self) -> None:
        while self.taker.step():
            pass
        self.sender.step()

    @rule()
    def look(self) -> None:
        after = self.read[-1]["seq"] if self.read else 0
        self.read += self.member.read(after)

    @rule()
    def reload(self) -> None:
        seen = self.member.read()
        assert seen[: len(self.read)] == self.read
        self.read = seen

    # What must hold whatever they do

    @invariant()
    def numbers_have_no_gaps_and_no_message_has_two_answers(self) -> None:
        numbers = [m["seq"] for m in self.member.read()]
        assert numbers == list(range(1, len(numbers) + 1))
        twice = "SELECT count(answers) - count(DISTINCT answers) FROM messages"
        assert self.line.count(twice) == 0

    @invariant()
    def what_is_done_on_the_web_has_its_answer(self) -> None:
        web = f"i.conversation_id = '{self.member.conversation}' AND i.status = 'done'"
        unanswered = f"SELECT count(*) FROM inbox i WHERE {web} AND NOT EXISTS "
        assert self.line.count(f"{unanswered}(SELECT 1 FROM messages WHERE answers = i.id)") == 0

    @invariant()
    def nothing_was_set_aside(self) -> None:
        assert self.line.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 0


TestTalk = Talk.TestCase
TestTalk.settings = settings(
    max_examples=5,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
