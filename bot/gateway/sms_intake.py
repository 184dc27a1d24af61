"""Taking a text message: stored, and where no turn is needed answered, in one transaction."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import phonenumbers
from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.gateway import with_staff
from bot.gateway.alarm import Alarm
from bot.gateway.bodies import is_plain
from bot.gateway.first_look import Look, look_at
from bot.gateway.hearing import heard_again
from bot.gateway.limits import Limits
from bot.gateway.replies import Replies
from bot.gateway.seen import question_seen
from bot.gateway.sms_floods import held_back, tell_once
from bot.safety import Danger
from bot.storage import conversations, inbox, messages, outbox
from bot.storage.conversations import Conversation
from bot.worker import tallying
from bot.worker.coming_back import COME_BACK
from bot.worker.deliveries import make_way
from bot.worker.replying import say

LONGEST_TEXT = 1_600
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
    if number is None:
        return None
    text = fields.get("Body", "")
    text = "".join(c for c in text if is_plain(c))[:LONGEST_TEXT]
    took = fields.get("OptOutType", "").upper()
    return SmsIn(fields["MessageSid"], number, text, took, twilio_confirms or took == "STOP")


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


@dataclass(frozen=True)
class _Text:
    """One text on its way in: to whose conversation, in which transaction, and what it is."""

    connection: Connection
    to: Conversation
    sms: SmsIn
    look: Look
    now: datetime


@dataclass(frozen=True)
class SmsTaker:
    """Takes text messages, each in its caller's transaction."""

    alarm: Alarm
    replies: Replies
    limits: Limits

    def take(self, connection: Connection, sms: SmsIn, now: datetime) -> str:
        """
        Store one text message; give what was done with it, "repeated" if it was there already.

        Danger to life comes before all else, also from a number that opted out, or opts out in
        the same breath: help is the one text that still goes back, each time.
        """
        identity = conversations.find_or_create_sms(connection, sms.number, now)
        to = conversations.lock_as_it_is(connection, identity)
        if inbox.earlier(connection, _key(sms)) is not None:
            return "repeated"
        to = heard_again(connection, to, sms.number)
        look = look_at(sms.text, to.opted_out_at is not None, sms.twilio_took)
        # The bare word says nothing itself, whatever was said before it.
        danger = None if look is Look.ERASE else self.alarm.hears(connection, to, sms.text, now)
        why = None if danger else held_back(connection, to, look, sms.text, self.limits, now)
        if make_way(connection, to.id, now):
            to = replace(to, paused_at=now)  # so that their text answers no question unseen
        text = _Text(connection, to, sms, look, now)
        row = _store(text, danger is not None, why)
        if danger:
            self._help(text, danger, row)
            return "danger"
        if why:
            tell_once(connection, to, why, now)
            _act_unsaid(text)
            return why
        self._act(text, row)
        return look.value

    def _help(self, text: _Text, danger: Danger, row: int) -> None:
        speaks = self.limits.may_answer_urgently(text.to.id)
        words, now = text.sms.text, text.now
        self.alarm.answer(text.connection, text.to, danger, words, row, now, speaks=speaks)
        if text.look is Look.LEAVE:
            _act_unsaid(text)

    def _act(self, text: _Text, row: int) -> None:
        connection, to, now = text.connection, text.to, text.now
        if text.look in (Look.STOP, Look.LEAVE):
            if to.opted_out_at is not None:
                return  # said again; the confirmation may still be on its way
            outbox.cancel_queued(connection, to.id)
            # Where Twilio confirms a bare STOP, a text of ours would be the one they do not want.
            if text.look is Look.LEAVE or not text.sms.twilio_confirms:
                self.replies.opted_out(connection, to, row, now)
            conversations.change(connection, to.id, opted_out_at=now)
            tallying.tally(connection, to, [(tallying.OPTED_OUT, "")], now)
        elif text.look is Look.START:
            conversations.change(connection, to.id, opted_out_at=None)
            with_staff.say_texts_again(connection, to, row, now)
        elif text.look is Look.ERASE:
            self.replies.erase(connection, to, row, now)
        elif text.look is Look.WORDLESS:
            words = in_language(fixed_texts.ONLY_WORDS, to.language)
            say(connection, to, {"text": words}, now, answers=row)
        elif with_staff.asks_who_is_there(to, text.sms.text):
            with_staff.say_who_is_there(connection, to, row, now)


def _key(sms: SmsIn) -> str:
    return f"sms:{sms.sid}"


def _store(text: _Text, is_danger: bool, held_back_for: str | None) -> int:
    """Add it to the log and the inbox, open where the dialogue is to answer it."""
    connection, to, sms, now = text.connection, text.to, text.sms, text.now
    comes_back = text.look is Look.START and not is_danger
    waits = (text.look is Look.TURN and not is_danger) or comes_back
    seq = messages.add(connection, to.id, "member", sms.text or NOT_WORDS, now)
    opens = with_staff.status_of(connection, to, now) if waits else "done"
    return inbox.add(
        connection,
        to.id,
        _key(sms),
        now,
        kind="text",
        text=COME_BACK if comes_back else sms.text,
        seq=seq,
        asked_seq=question_seen(connection, to),
        status=held_back_for or opens,
    )


def _act_unsaid(text: _Text) -> None:
    """Do of a text that gets no answer what it says of texts themselves."""
    if text.look is Look.LEAVE:
        outbox.cancel_queued(text.connection, text.to.id)
        conversations.change(text.connection, text.to.id, opted_out_at=text.now)
        tallying.tally(text.connection, text.to, [(tallying.OPTED_OUT, "")], text.now)
    elif text.look is Look.START:
        conversations.change(text.connection, text.to.id, opted_out_at=None)
