"""Texting a link to the page with the result: to which numbers, how often, and once."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy.engine import Connection

from bot.channels.phone_numbers import REGION, us_number
from bot.gateway.limits import EVERYBODY
from bot.gateway.services import Services
from bot.storage import conversations, passes
from bot.storage.schema import cipher_of
from bot.worker.replying import text_link

LASTS = timedelta(hours=24)
USES = 10
SECRET_BYTES = 16
_TAKES_TEXTS = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,  # of a number here nobody can tell which it is
    PhoneNumberType.VOIP,
)


@dataclass(frozen=True)
class Wish:
    """
    A link is wished for on a telephone.

    Args:
        id: Of the form that was confirmed, so that a repeat of it is recognized.
        number: As `number_of` gives it.
    """

    id: str
    number: str


def number_of(typed: str) -> str | None:
    """Read a telephone number of this country that can be texted, in E.164 form; else None."""
    return us_number(typed, _TAKES_TEXTS)


def in_words(number: str) -> str:
    """Write a number as people here read it: (650) 555-0147."""
    parsed = phonenumbers.parse(number, REGION)
    return str(phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))


def text_it(
    connection: Connection, services: Services, identity: str, address: str, wish: Wish
) -> bool:
    """
    Text the link, once however often it is asked for with the same form.

    Args:
        identity: The conversation in the web chat.
        address: Whose request it is, as `Proxies.sender` gives it.
    Returns:
        Whether it is on its way; False where this number is not texted by us.
    Raises:
        TooMany: Of this conversation, of this address, or of everybody; nothing was sent.
    """
    now = services.clock.now()
    conversations.lock(connection, identity)
    secret = _secret(connection, identity, wish)
    if passes.is_known(connection, passes.LINK, secret):
        return True
    services.limits.take("link_texts_of_conversation", identity)
    services.limits.take("link_texts_of_address", address)
    if services.limits.wait("link_texts_of_number", wish.number):
        return False
    services.limits.take("link_texts", EVERYBODY)
    if not _takes_ours(connection, services, wish.number):
        return False
    passes.add(connection, passes.LINK, secret, identity, now, LASTS, USES)
    to = conversations.find_or_create_sms(connection, wish.number, now)
    link = f"{services.public_url}/s/{secret}"
    text_link(connection, conversations.lock(connection, to), link, now)
    return True


def opened(connection: Connection, secret: str, now: datetime) -> str | None:
    """Give the conversation that a texted link opens, and count that it did."""
    return passes.use(connection, passes.LINK, secret, now)


def _takes_ours(connection: Connection, services: Services, number: str) -> bool:
    if services.twilio is None or number == services.twilio.from_number:
        return False
    found = conversations.id_of_number(connection, number)
    return found is None or conversations.lock(connection, found).opted_out_at is None


def _secret(connection: Connection, identity: str, wish: Wish) -> str:
    """128 bits that nobody can guess without our keys, and the same for a repeated form."""
    index = cipher_of(connection).index("link", f"{identity}:{wish.id}:{wish.number}")
    return base64.urlsafe_b64encode(bytes.fromhex(index)[:SECRET_BYTES]).decode().rstrip("=")
