"""Taking a text message: stored, and where no turn is needed answered, in one transaction."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import phonenumbers
from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.gateway.alarm import Alarm
from bot.gateway.bodies import is_plain
from bot.gateway.first_look import Look, look_at
from bot.gateway.limits import Limits
from bot.gateway.replies import Replies
from bot.gateway.seen import question_seen
from bot.gateway.sms_floods import held_back, tell_once
from bot.storage import conversations, inbox, messages, outbox
from bot.storage.conversations import Conversation
from bot.worker.deliveries import make_way
from bot.worker.replying import say

LONGEST_TEXT = 1_600
# What the dialogue hears when a person comes back: say again what you asked, not what you told.
COME_BACK = "where were we"
NOT_WORDS = "(no words)"
# The parser alone also takes what only contains a number, such as "whatsapp:+16505550100".
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class SmsIn:
    """
    One text message as Twilio hands it over.

    Args:
        twilio_took: "STOP", "START" or "HELP" where Twilio answered it already; else empty.
        twilio_confirms: Whether Twilio confirms a bare STOP; else we do.
    """

    sid: str
    number: str
    text: str
    twilio_took: str
    twilio_confirms: bool = True


def sms_in(fields: dict[str, str], twilio_confirms: bool = True) -> SmsIn | None:
    """Read Twilio's parameters; None where the sender is not a telephone one could text back."""
    number = _number(fields.get("From", ""))
    sid = fields.get("MessageSid") or fields.get("SmsSid", "")
    if number is None or not sid or len(sid) > 64:
        return None
    text = fields.get("Body", "")
    text = "".join(c for c in text if is_plain(c))[:LONGEST_TEXT]
    took = fields.get("OptOutType", "").upper()
    return SmsIn(sid, number, text, took, twilio_confirms or took == "STOP")


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
    connection: Connection,
    sms: SmsIn,
    now: datetime,
    alarm: Alarm,
    replies: Replies,
    limits: Limits,
) -> str:
    """
    Store one text message; give what was done with it, "repeated" if it was there already.

    Danger to life comes before all else; so it does even from a number that opted out: then no
    text goes back, but staff are told. Who opts out in the same breath gets the help and no more.
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
    why = None if danger else held_back(connection, to, look, sms.text, limits, now)
    if make_way(connection, to.id, now):
        to = replace(to, paused_at=now)  # so that their text answers no question unseen
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
        status=why or ("open" if waits else "done"),
    )
    if danger:
        if look is Look.LEAVE:
            outbox.cancel_queued(connection, to.id)
        speaks = limits.may_answer_urgently(to.id)
        alarm.answer(connection, to, danger, sms.text, row, now, speaks=speaks)
        if look is Look.LEAVE:
            # The help is the one text that still goes out; staff read the words themselves.
            conversations.change(connection, to.id, opted_out_at=now)
        return "danger"
    if why:
        tell_once(connection, to, why, now)
        _act_unsaid(connection, to, look, now)
        return why
    _act(connection, to, look, row, now, replies, sms.twilio_confirms)
    return look.value


def _act_unsaid(connection: Connection, to: Conversation, look: Look, now: datetime) -> None:
    """Do of a text that gets no answer what it says of texts themselves."""
    if look is Look.LEAVE:
        outbox.cancel_queued(connection, to.id)
        conversations.change(connection, to.id, opted_out_at=now)
    elif look is Look.START:
        conversations.change(connection, to.id, opted_out_at=None)


def _act(
    connection: Connection,
    to: Conversation,
    look: Look,
    row: int,
    now: datetime,
    replies: Replies,
    is_confirmed: bool,
) -> None:
    if look in (Look.STOP, Look.LEAVE):
        if to.opted_out_at is not None:
            return  # said again; the confirmation may still be on its way
        outbox.cancel_queued(connection, to.id)
        # Where Twilio confirms a bare STOP, a text of ours would be the one they do not want.
        if look is Look.LEAVE or not is_confirmed:
            replies.opted_out(connection, to, row, now)
        conversations.change(connection, to.id, opted_out_at=now)
    elif look is Look.START:
        conversations.change(connection, to.id, opted_out_at=None)
    elif look is Look.ERASE:
        replies.erase(connection, to, row, now)
    elif look is Look.WORDLESS:
        text = in_language(fixed_texts.ONLY_WORDS, to.language)
        say(connection, to, {"text": text}, now, answers=row)
