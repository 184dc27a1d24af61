"""
Connecting calls through Twilio: who has a case is rung first, and presses 1 to be connected.

So no voicemail of ours is ever joined to a member. What is spoken is the case's code and what to
press, nothing of a person; nothing is recorded. The addresses hold a secret made for the one call.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from bot.channels.twilio_sms import TwilioAccount, make

# How long each telephone rings, in seconds: a voicemail mostly answers after about 25.
AGENT_RINGS, MEMBER_RINGS = 20, 30
PRESS_SECONDS = 8
_REPORTS = ["ringing", "answered", "completed"]

# What whoever has the case hears.
CASE = "This is a call for case {code}. Press 1 to be connected."
NOBODY_CALLED = "Nobody was called. Goodbye."
OVER = "This call is over. Goodbye."
# And why nobody is called, where the case has changed since they asked for the call.
NOT_YOURS = "You do not have this case any more."
CLOSED = "This case is closed."
NOT_WANTED = "They want no call now."
OTHER_NUMBER = "They gave another number."
NEW_WORDS = "They have just written. Read that first."
RESULTS = {
    "no_answer": "Nobody answered. Goodbye.",
    "busy": "The line was busy. Goodbye.",
    "failed": "The number could not be called. Goodbye.",
}


class TwilioVoice:
    """Rings telephones of staff; safe to share between threads."""

    def __init__(self, account: TwilioAccount, public_url: str) -> None:
        """
        Args:
            account: With a number that calls come from.
        """
        assert account.voice_from is not None
        self._from = account.voice_from
        self._public_url = public_url
        self._client = account.client()
        self._path = account.path("Calls")

    def ring(self, to: str, secret: str) -> str:
        """
        Have Twilio ring a telephone of staff, once, and give the call's SID.

        Raises:
            NotSent, TooFast, Uncertain, Refused, Misconfigured: as `TwilioSms.send`.
        """
        form: dict[str, str | list[str]] = {
            "To": to,
            "From": self._from,
            "Url": address(self._public_url, secret, "agent"),
            "Timeout": str(AGENT_RINGS),
            "StatusCallback": address(self._public_url, secret, "status"),
            "StatusCallbackEvent": _REPORTS,
        }
        return make(self._client, self._path, form)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def address(public_url: str, secret: str, step: str) -> str:
    """Give the address at which Twilio asks how a call goes on, or tells what became of it."""
    return f"{public_url}/voice/{secret}/{step}"


def asks_to_press(code: str, pressed: str) -> str:
    """
    Say the case's code, letter by letter, twice, and wait for a 1.

    Args:
        pressed: The address that is told what was pressed.
    """
    spelled = ", ".join(sign for sign in code if sign.isalnum())
    said = _say(CASE.format(code=spelled))
    asked = (
        f'<Gather numDigits="1" timeout="{PRESS_SECONDS}" action={quoteattr(pressed)}>'
        f'{said}<Pause length="2"/>{said}</Gather>'
    )
    return _twiml(f"{asked}{_say(NOBODY_CALLED)}<Hangup/>")


def connects(number: str, caller: str, done: str) -> str:
    """
    Call a member and join the two.

    Args:
        caller: The number that the member sees.
        done: The address that is told what became of it.
    """
    dial = (
        f'<Dial callerId={quoteattr(caller)} timeout="{MEMBER_RINGS}" answerOnBridge="true"'
        f' record="do-not-record" action={quoteattr(done)}><Number>{escape(number)}</Number></Dial>'
    )
    return _twiml(dial)


def ends(sentence: str) -> str:
    """Say one sentence, if any, and hang up."""
    return _twiml(f"{_say(sentence) if sentence else ''}<Hangup/>")


def _say(sentence: str) -> str:
    return f'<Say language="en-US">{escape(sentence)}</Say>'


def _twiml(verbs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'
