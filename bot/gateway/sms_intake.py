"""Taking a text message: stored, and where no turn is needed answered, in one transaction."""

import re
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.gateway.alarm import Alarm
from bot.gateway.bodies import is_plain
from bot.gateway.first_look import Look, look_at
from bot.gateway.replies import Replies
from bot.gateway.seen import question_seen
from bot.storage import conversations, inbox, messages, outbox
from bot.storage.conversations import Conversation
from bot.worker.replying import say

LONGEST_TEXT = 1_600
# What the dialogue hears when a person comes back: say again what you asked.
COME_BACK = "repeat"
NOT_WORDS = "(no words)"
# The parser alone also takes what only contains a number, such as "whatsapp:+16505550100".
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class SmsIn:
    """One text message as Twilio hands it over."""

    sid: str
    number: str
    text: str
    twilio_took: str


def sms_in(fields: dict[str, str]) -> SmsIn | None:
    """Read Twilio's parameters; None where the sender is not a telephone one could text back."""
    number = _number(fields.get("From", ""))
    sid = fields.get("MessageSid") or fields.get("SmsSid", "")
    if number is None or not sid or len(sid) > 64:
        return None
    text = fields.get("Body", "")
    text = "".join(c for c in text if is_plain(c))[:LONGEST_TEXT]
    return SmsIn(sid, number, text, fields.get("OptOutType", "").upper())


def _number(text: str) -> str | None:
    if not _E164.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def take_sms(
    connection: Connection, sms: SmsIn, now: datetime, alarm: Alarm, replies: Replies
) -> str:
    """
    Store one text message; give what was done with it, "repeated" if it was there already.

    Danger to life comes before all else; so it does even from a number that opted out: then no
    text goes back, but staff are told.
    """
    key = f"sms:{sms.sid}"
    to = conversations.lock(
        connection, conversations.find_or_create_sms(connection, sms.number, now)
    )
    if inbox.earlier(connection, key) is not None:
        return "repeated"
    if to.erased_at is not None:
        conversations.change(connection, to.id, erased_at=None)
    look = look_at(sms.text, to.opted_out_at is not None, sms.twilio_took)
    # The bare word says nothing itself, whatever was said before it.
    danger = None if look is Look.ERASE else alarm.hears(connection, to, sms.text, now)
    seq = messages.add(connection, to.id, "member", sms.text or NOT_WORDS, now)
    text = COME_BACK if look is Look.START and not danger else sms.text
    waits = look in (Look.TURN, Look.START) and not danger
    row = inbox.add(
        connection,
        to.id,
        key,
        now,
        kind="text",
        text=text,
        seq=seq,
        asked_seq=question_seen(connection, to),
        status="open" if waits else "done",
    )
    if danger:
        alarm.answer(connection, to, danger, sms.text, row, now)
        return "danger"
    _act(connection, to, look, row, now, replies)
    return look.value


def _act(
    connection: Connection, to: Conversation, look: Look, row: int, now: datetime, replies: Replies
) -> None:
    if look in (Look.STOP, Look.LEAVE):
        outbox.cancel_queued(connection, to.id)
        if look is Look.LEAVE:
            replies.opted_out(connection, to, row, now)
        # A bare STOP Twilio confirms; a text of ours would be the one they do not want.
        conversations.change(connection, to.id, opted_out_at=now)
    elif look is Look.START:
        conversations.change(connection, to.id, opted_out_at=None)
    elif look is Look.ERASE:
        replies.erase(connection, to, row, now)
    elif look is Look.WORDLESS:
        text = in_language(fixed_texts.ONLY_WORDS, to.language)
        say(connection, to, {"text": text}, now, answers=row)
