"""
Sending a text through Twilio's REST API, and telling apart what became of it.

Twilio has no key that makes a repeated send harmless, so every failure must say which it is:
surely not sent (`NotSent`), refused for good (`Refused`), or nobody knows (`Uncertain`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.channels.twilio_errors import Act, act_on
from bot.errors import DeliveryError

API = "https://api.twilio.com"
TIMEOUT_SECONDS = 10.0
# A reply that could not be delivered within this time is dropped by Twilio, not sent at 3 a.m.
VALIDITY_SECONDS = 3600


class NotSent(DeliveryError):
    """Twilio surely did not take the text; it may be sent again later."""


class TooFast(NotSent):
    """Twilio did not take the text because we, or our number, send too many."""


class Uncertain(DeliveryError):
    """Nobody knows whether Twilio took the text; it must not be sent again blindly."""


class Refused(DeliveryError):
    """Twilio will never take this text; `code` is Twilio's number for the reason."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Twilio refused the text with code {code}")
        self.code = code


class Misconfigured(DeliveryError):
    """Our own account is not in order; `code` says why. The text waits."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Twilio does not accept our account or number, code {code}")
        self.code = code


@dataclass(frozen=True)
class TwilioAccount:
    """
    The account that texts are sent from.

    Args:
        from_number: In E.164 form, such as +16505550100.
        confirms_stop: Whether Twilio itself confirms STOP and START; else we do.
        redacts: Whether Twilio keeps no bodies, so that its list tells of no text which it was.
        voice_from: The number that calls we connect come from; None where we connect none.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str
    api_base_url: str = API
    secondary_token: str | None = field(default=None, repr=False)
    confirms_stop: bool = True
    redacts: bool = False
    voice_from: str | None = None

    def path(self, resource: str) -> str:
        """Give where a kind of thing of this account stands in Twilio's API."""
        return f"/2010-04-01/Accounts/{self.account_sid}/{resource}.json"

    def client(self) -> httpx.Client:
        """Open connections to Twilio's API."""
        return httpx.Client(
            base_url=self.api_base_url,
            auth=(self.account_sid, self.auth_token),
            timeout=TIMEOUT_SECONDS,
        )


@dataclass(frozen=True)
class SentText:
    """A text as Twilio's own list has it."""

    sid: str
    body: str
    status: str
    created_at: datetime | None


class TwilioSms:
    """Sends texts; safe to share between threads."""

    def __init__(self, account: TwilioAccount, public_url: str) -> None:
        self._account = account
        self._status_url = f"{public_url}/sms/status"
        self._client = account.client()
        self._path = account.path("Messages")

    @property
    def lists_bodies(self) -> bool:
        """Whether Twilio's list of messages tells which text is which."""
        return not self._account.redacts

    def send(self, to: str, body: str, outbox_id: str, attempt: int = 1) -> str:
        """
        Hand one text to Twilio and give its SID.

        Args:
            attempt: The how manieth try it is; Twilio's reports name it, so that those on a try
                given up are told from those on the next.

        Raises:
            NotSent, TooFast, Uncertain, Refused, Misconfigured: see each.
        """
        form = {
            "To": to,
            "From": self._account.from_number,
            "Body": body,
            "ValidityPeriod": str(VALIDITY_SECONDS),
            "StatusCallback": f"{self._status_url}?outbox={outbox_id}&try={attempt}",
        }
        return make(self._client, self._path, form)

    def sent_since(self, to: str, moment: datetime) -> list[SentText]:
        """
        Ask Twilio which texts to a number it has taken since a moment.

        Raises:
            DeliveryError: Twilio did not tell.
        """
        day = moment.astimezone(timezone.utc).date().isoformat()
        query = {"To": to, "DateSent>": day, "PageSize": "200"}
        try:
            answer = self._client.get(self._path, params=query)
            answer.raise_for_status()
            listed = [_sent_text(entry) for entry in answer.json()["messages"]]
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise DeliveryError("Twilio's list of messages cannot be read") from error
        return [text for text in listed if text.created_at is None or text.created_at >= moment]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def make(client: httpx.Client, path: str, form: Mapping[str, str | list[str]]) -> str:
    """
    Have Twilio make something, once, and give its SID.

    Raises:
        NotSent, TooFast, Uncertain, Refused, Misconfigured: see each.
    """
    try:
        answer = client.post(path, data=dict(form))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent("Twilio cannot be reached") from error
    except httpx.HTTPError as error:
        raise Uncertain("the answer of Twilio was lost") from error
    return _sid_of(answer)


def _sid_of(answer: httpx.Response) -> str:
    if answer.status_code >= 500:
        raise Uncertain(f"Twilio answered {answer.status_code}")
    content = _json(answer)
    if answer.is_success:
        if not content.get("sid"):
            raise Uncertain("Twilio answered without a SID")
        return str(content["sid"])
    code = content.get("code")
    raise _refusal(code if isinstance(code, int) else 0, answer.status_code)


def _refusal(code: int, status: int) -> DeliveryError:
    act = act_on(code)
    if act is Act.SLOWER or status == 429:
        return TooFast("Twilio asks to slow down")
    if act is Act.OURS or (act is Act.GIVE_UP and status in (401, 403, 404)):
        return Misconfigured(code or status)
    return Refused(code or status)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _sent_text(entry: dict[str, Any]) -> SentText:
    created = entry.get("date_created")
    moment = parsedate_to_datetime(created) if created else None
    return SentText(entry["sid"], entry.get("body") or "", entry["status"], moment)
