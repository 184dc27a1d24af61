"""Text me this: to which numbers, how often, once, and what the link opens."""

import re
from datetime import timedelta

import pytest

from bot.channels.fixed_texts import UNASKED, Notice
from bot.channels.sms_text import is_gsm, segments
from bot.gateway.limits import Limits, load_limits
from bot.storage import conversations, messages
from bot.worker.clock import Clock
from tests.conversation.test_stories import at_outcome
from tests.fakes.line import TODAY
from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once, wait_for
from tests.gateway.results import Visitor, out_of_jail, visitor

THEIRS = "+16505550147"
HEALTH = ("health", "hpsm", "plan", "result", "found", "care", "medi", "doctor", "screening")


@pytest.fixture
def both(tmp_path, database):
    """The line on each kind of database."""
    with set_up(tmp_path, database=database) as made:
        yield made


def confirmed(someone: Visitor, number: str = "650-555-0147") -> dict[str, str]:
    """The hidden fields of the page that asks whether a number is right."""
    answer = someone.post("/summary/text", number=number)
    assert answer.status_code == 200 and "Is this number right?" in answer.text
    form = answer.text.split('action="/summary/text/send"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def send(someone: Visitor, **fields: str) -> str:
    return someone.post("/summary/text/send", **fields).text


def link_in(body: str) -> str:
    [link] = re.findall(r"http\S+/s/\S+", body)
    return link


def test_one_text_goes_out_with_a_link_and_not_a_word_of_health(both):
    someone = visitor(both, at_outcome("web"))
    assert "Your text is on its way" in send(someone, **confirmed(someone))
    with both.working():
        [body] = wait_for(lambda: both.texts_to(THEIRS))
    assert "650-616-2133" in body and is_gsm(body) and segments(body) == 1
    told = body.replace(link_in(body), "").lower()
    assert [word for word in HEALTH if word in told] == []


def test_the_link_opens_the_page_without_private_answers_once_its_button_is_pressed(both):
    someone = visitor(both, out_of_jail())
    send(someone, **confirmed(someone))
    [body] = both.bodies()
    path = link_in(body).removeprefix(both.gateway)
    preview = both.http.get(path)
    assert preview.status_code == 200 and "care manager" not in preview.text
    assert both.http.head(path).status_code == 200
    secret = path.removeprefix("/s/")
    opened = both.http.post("/s", data={"secret": secret, "whole": "yes"})
    assert opened.status_code == 200 and "A care manager" in opened.text
    assert "jail" not in opened.text and "Text me this" not in opened.text
    assert someone.member.token not in opened.text
    assert both.http.post("/summary.pdf", data={"secret": secret}, timeout=40).status_code == 200


def test_a_form_that_is_sent_again_texts_once(both):
    someone = visitor(both, at_outcome("web"))
    fields = confirmed(someone)
    answers = all_at_once([lambda: send(someone, **fields)] * 4)
    assert all("Your text is on its way" in answer for answer in answers)
    assert len(both.bodies()) == 1


def test_the_log_that_staff_read_does_not_hold_the_link(line):
    someone = visitor(line, at_outcome("web"))
    send(someone, **confirmed(someone))
    [body] = line.bodies()
    secret = link_in(body).rpartition("/")[2]
    with line.database.write() as connection:
        to = conversations.find_or_create_sms(connection, THEIRS, Clock(TODAY).now())
        said = [message["text"] for message in messages.after(connection, to, 0, 10)]
    assert len(said) == 1 and secret not in said[0]


@pytest.mark.parametrize(
    "typed",
    [
        *("", "hello", "911", "555-0147", "650-555-01477", "+44 20 7946 0958", "416-555-0100"),
        *("242-365-1234", "900-555-1234", "800-555-1234", "650-555-0147 ext 5", "1" * 400),
        *("650-555-0147<script>", "650 five", "650-555-0100"),
    ],
)
def test_what_is_no_number_we_may_text_is_asked_for_again(shared_line, typed):
    someone = visitor(shared_line, at_outcome("web"))
    answer = someone.post("/summary/text", number=typed)
    if typed == "650-555-0100":  # our own: it looks right, and gets nothing
        assert "could not text that number" in send(someone, **confirmed(someone, typed))
    else:
        assert "Is this number right?" not in answer.text and "<script>" not in answer.text
        assert 'name="number"' in answer.text
    assert shared_line.bodies() == []


def test_a_wrong_number_is_said_at_the_field_and_stays_to_be_mended(shared_line):
    answer = visitor(shared_line, at_outcome("web")).post("/summary/text", number="650-55")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text and 'value="650-55"' in answer.text
    assert "not a cell phone number we can text" in answer.text


def test_who_opted_out_is_never_texted_and_nobody_learns_that_they_did(both):
    both.text(THEIRS, "STOP")
    before = both.bodies()
    someone = visitor(both, at_outcome("web"))
    answer = send(someone, **confirmed(someone))
    words = re.sub("<[^>]+>", " ", answer)  # what is read: any letters may stand in a token
    assert "We could not text that number" in words
    assert "opt" not in words.lower().replace("option", "") and "stop" not in words.lower()
    assert both.bodies() == before


def test_without_texting_settings_it_is_not_offered(tmp_path):
    with set_up(tmp_path, twilio=None) as silent:
        someone = visitor(silent, at_outcome("web"))
        assert "Text me this" not in someone.post("/summary").text
        answer = someone.post("/summary/text", number="650-555-0147")
        assert answer.status_code == 404 and "650-616-2133" in answer.text


def test_one_number_gets_two_links_an_hour_however_many_ask(tmp_path):
    with set_up(tmp_path, limits=Limits(load_limits())) as strict:
        answers = []
        for _ in range(3):
            someone = visitor(strict, at_outcome("web"))
            answers.append(send(someone, **confirmed(someone)))
        assert [("on its way" in answer) for answer in answers] == [True, True, False]
        assert len(strict.bodies()) == 2


def test_one_conversation_texts_three_links_an_hour(tmp_path):
    with set_up(tmp_path, limits=Limits(load_limits())) as strict:
        someone = visitor(strict, at_outcome("web"))
        for last in range(4):
            answer = send(someone, **confirmed(someone, f"650-555-014{last}"))
        assert "That was a lot" in answer and len(strict.bodies()) == 3


class Later(Clock):
    """A clock that can be put forward."""

    hours = 0.0

    def now(self):
        return super().now() + timedelta(hours=type(self).hours)


def test_after_a_day_the_link_opens_nothing_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(Later, "hours", 0.0)
    with set_up(tmp_path, clock=Later(TODAY)) as made:
        someone = visitor(made, at_outcome("web"))
        send(someone, **confirmed(someone))
        secret = link_in(made.bodies()[0]).rpartition("/")[2]
        monkeypatch.setattr(Later, "hours", 23.9)
        assert made.http.post("/s", data={"secret": secret}).status_code == 200
        monkeypatch.setattr(Later, "hours", 24.1)
        answer = made.http.post("/s", data={"secret": secret})
    assert answer.status_code == 404
    assert "does not work any more" in answer.text and "650-616-2133" in answer.text


def test_a_link_opens_ten_times(both):
    someone = visitor(both, at_outcome("web"))
    fields = confirmed(someone)
    send(someone, **fields)
    secret = link_in(both.bodies()[0]).rpartition("/")[2]
    statuses = [both.http.post("/s", data={"secret": secret}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [404]
    # Worn out, it is still the one that this form sent.
    assert "on its way" in send(someone, **fields) and len(both.bodies()) == 1


def test_who_has_everything_erased_has_their_links_closed(both):
    someone = visitor(both, at_outcome("web"))
    send(someone, **confirmed(someone))
    secret = link_in(both.bodies()[0]).rpartition("/")[2]
    someone.member.post(id="e", text="ERASE")
    assert both.http.post("/s", data={"secret": secret}).status_code == 404


def test_who_ends_the_chat_keeps_the_link_they_asked_for_and_is_told_so_before(line):
    someone = visitor(line, at_outcome("web"))
    send(someone, **confirmed(someone))
    secret = link_in(line.bodies()[0]).rpartition("/")[2]
    asked = " ".join(someone.post("/chat", do="end", plain="1").text.split())
    assert "If we texted you a link to your page, it still works for its 24 hours." in asked
    assert "is cleared" in someone.post("/chat", do="end_sure", plain="1").text
    assert someone.post("/summary").status_code == 401
    assert line.http.post("/s", data={"secret": secret}).status_code == 200


def test_a_text_that_never_arrives_makes_no_case_for_staff(line):
    someone = visitor(line, at_outcome("web"))
    line.twilio.faults = [21614]
    send(someone, **confirmed(someone))
    with line.working():
        wait_for(lambda: line.count("SELECT count(*) FROM outbox WHERE status = 'failed'"))
    assert line.count("SELECT count(*) FROM cases") == 0


def test_a_stranger_who_gets_it_may_end_it_and_reads_nothing_that_is_not_theirs():
    text = UNASKED[Notice.LINK]["en"]
    assert "STOP" in text and "{link}" in text
