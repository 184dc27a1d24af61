"""What arrives without a message just before it may light up a telephone in other hands."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import bot
from bot.app.wiring import build_replies
from bot.channels.fixed_texts import HAD_TO_LEAVE, HAS_LEFT, SEND_HI, UNASKED, Notice
from bot.handoff.promises import promises
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.worker.closing import finished_words
from bot.worker.sender import LATE_AFTER
from tests.fakes.serving import wait_for
from tests.worker.test_sentences import KEPT
from tests.worker.test_takeover import MARIA

PHONE = "+16505550111"
# Beginnings of words that tell of health, of help, or of what was talked about.
TELLING = re.compile(
    r"\b(health|medic|doctor|nurse|clinic|hospital|emergency|er\b|ecm|calaim|medi-cal|care|member"
    r"|plan|screening|eligib|benefit|pregnan|baby|birth|addict|drug|alcohol|overdose|pill|mental"
    r"|depress|suicid|crisis|danger|988|911|abuse|violence|safe|home|house|shelter|jail|prison"
    r"|probation|disab|illness|sick|asthma|diabet|hiv|cancer|therap|counsel|rehab|hospice|nursing"
    r"|meal|support|program|service|case)",
    re.IGNORECASE,
)
SENTENCES = {
    **{f"{n.value} {language}": t for n, texts in UNASKED.items() for language, t in texts.items()},
    "has left": f"{HAS_LEFT['en']} {SEND_HI['en']}",
    "had to leave": f"{HAD_TO_LEAVE['en']} {SEND_HI['en']}",
    **{
        f"finished {reason}": finished_words(MARIA.name, reason, "en")
        for reason in promises().reasons
    },
    **{
        name: build_replies().sentences.say("en", *name.split())
        for name in ("opted_out", "erased.sms", *(f"erased.sms erased.{kept}" for kept in KEPT))
    },
}


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_no_such_text_tells_of_health_or_of_what_was_talked_about(sentence):
    assert not TELLING.findall(sentence), sentence


def test_the_list_would_find_a_question_of_ours():
    """So that the test above proves something."""
    question = "Since May 21, about how many times did you go to the emergency room (ER)?"
    assert len(TELLING.findall(question)) == 2


def test_nothing_is_said_unasked_but_the_notices():
    """Whoever says something else has to name the message it answers."""
    for path in Path(bot.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                answers = path.parts[-2] not in ("gateway", "worker") or "answers" in [
                    keyword.arg for keyword in node.keywords
                ]
                assert answers, f"{path}:{node.lineno}"


def late(line, minutes: int) -> None:
    """Have all that waits to be sent answer a message of so many minutes ago."""
    with line.database.write() as connection:
        at = connection.execute(select(func.max(inbox.c.received_at))).scalar_one()
        asked_at = at - timedelta(minutes=minutes)
        connection.execute(outbox.update().values(asked_at=asked_at))


def test_an_answer_that_comes_late_is_held_back_until_the_person_is_there(line):
    line.text(PHONE, "the er like 6 times")
    assert line.taker().step()
    late(line, LATE_AFTER // timedelta(minutes=1) + 1)
    with line.working():
        notice = wait_for(lambda: line.texts_to(PHONE))[0]
        assert notice == UNASKED[Notice.LATE]["en"]
        line.text(PHONE, "yes")
        wait_for(lambda: line.texts_to(PHONE)[1:], 20)
        line.text(PHONE, "yes")
        wait_for(lambda: line.texts_to(PHONE)[2:], 20)
    # The first "yes" came before the question had been seen; the second answers it.
    assert [turn["crossed"] for turn in line.turns.seen] == [False, True, False]


def test_an_answer_in_time_is_sent_as_it_is(line):
    line.text(PHONE, "the er like 6 times")
    assert line.taker().step()
    late(line, LATE_AFTER // timedelta(minutes=1) - 1)
    with line.working():
        assert wait_for(lambda: line.texts_to(PHONE))[0].startswith("1: the er")


def test_help_in_danger_is_never_held_back(line):
    line.text(PHONE, "i want to kill myself")
    assert line.count("SELECT count(*) FROM outbox WHERE asked_at IS NULL") == 1


def test_a_late_notice_of_which_nobody_knows_whether_it_went_out_is_looked_for_by_its_own_words(
    line,
):
    line.twilio.faults = ["drop_after"]
    line.text(PHONE, "hello")
    assert line.taker().step()
    late(line, 60)
    sender = line.sender()
    assert sender.step()
    [body] = line.bodies()
    assert body.startswith("Sorry for the wait")
    line.change("UPDATE outbox SET not_before = created_at WHERE status = 'uncertain'")
    sender.tidy()
    assert len(line.texts_to(PHONE)) == 1
