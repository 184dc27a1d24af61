"""
Reading a request of Twilio, and refusing all that is not Twilio's.

Twilio signs the public address and every parameter, also blank ones, which most form parsers drop;
so the raw body is parsed by us. A signature carries no time: a captured request stays valid for
ever, and is harmless only where it changes nothing a second time: a message has its MessageSid
once, and a call that is over stays so. Nor does it tell where a name ends and a value begins: the
same letters cut elsewhere keep their signature. So names must look like Twilio's, and a SID that
holds the next name is none.
"""

import re
from dataclasses import dataclass

from starlette.requests import Request
from twilio.request_validator import RequestValidator

from bot.gateway.errors import ApiError
from bot.gateway.forms import Form, read_form
from bot.gateway.services import Services, services_of

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
# Two letters for the kind, then no word with a capital, as the next name would be.
_SID = re.compile(r"[A-Za-z]{2}(?!.*[A-Z][a-z]{2})[A-Za-z0-9_-]{1,62}")


@dataclass(frozen=True)
class Webhook:
    """
    One kind of request of Twilio's.

    Args:
        channel: For the metrics.
        sid: The parameter that names what it is about.
        others: Names beside those that look like Twilio's.
    """

    channel: str
    sid: str
    others: tuple[str, ...] = ()

    def has_sound_names(self, fields: dict[str, str]) -> bool:
        """Whether the names of the parameters are Twilio's, and what they are about is named."""
        are_sound = all(_NAME.fullmatch(name) or name in self.others for name in fields)
        return are_sound and _SID.fullmatch(fields.get(self.sid, "")) is not None


SMS = Webhook("sms", "MessageSid")
# After a key was pressed or not, a reason comes along in small letters.
VOICE = Webhook("voice", "CallSid", ("msg",))


async def signed_form(request: Request, webhook: Webhook = SMS) -> dict[str, str]:
    """
    Give the parameters of a request that Twilio signed.

    Raises:
        ApiError: 404 where this is off, 403 where the signature is not Twilio's, 400 where a
            parameter stands twice, which Twilio never does.
    """
    services = services_of(request)
    if services.twilio is None or (webhook is VOICE and services.twilio.voice_from is None):
        raise ApiError(404, f"{webhook.channel}_off", "This is not set up here.")
    form = await read_form(request)
    if not _is_signed(services, request, form):
        services.metrics.received.labels(webhook.channel, "forged").inc()
        raise ApiError(403, "forged", "The signature does not fit.")
    fields = dict(form.multi_items())
    if not webhook.has_sound_names(fields):
        services.metrics.received.labels(webhook.channel, "forged").inc()
        raise ApiError(403, "forged", "These are no parameters of Twilio's.")
    if len(fields) != len(form.multi_items()):
        raise ApiError(400, "twice", "A parameter stands there twice.")
    if fields.get("AccountSid", services.twilio.account_sid) != services.twilio.account_sid:
        raise ApiError(403, "forged", "This is another account's.")
    return fields


def _is_signed(services: Services, request: Request, form: Form) -> bool:
    assert services.twilio is not None
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{services.public_url}{request.url.path}{query}"
    signature = request.headers.get("x-twilio-signature", "")
    # While a token is being changed, both the old and the new one sign.
    tokens = (services.twilio.auth_token, services.twilio.secondary_token)
    return any(
        bool(token and RequestValidator(token).validate(address, form, signature))
        for token in tokens
    )
