"""Twilio's two webhooks: a text came in, and what became of a text we sent."""

import logging
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.fixed_texts import FALLBACK_TWIML
from bot.gateway.services import services_of
from bot.gateway.sms_intake import SmsTaker, sms_in
from bot.gateway.twilio_request import signed_form
from bot.worker.deliveries import Report

# Twilio hears that we have it; the answer goes out by the outbox.
TAKEN = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

# Twilio's words for how far a text has come, in ours.
STATUSES = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}

# Twilio's codes have five digits; a longer number is no code.
LONGEST_CODE = 6
LONGEST_TRY = 6

log = logging.getLogger("calaim.gateway")


async def inbound(request: Request) -> Response:
    """POST /sms/inbound: 200 only when the text is stored, so that Twilio tries again else."""
    start = time.monotonic()
    services = services_of(request)
    form = await signed_form(request)
    assert services.twilio is not None  # else no form is signed
    sms = sms_in(form, services.twilio.confirms_stop)
    # A text from our own number would be answered to ourselves, without end.
    if sms is None or sms.number == services.twilio.from_number:
        log.warning("sms_without_sender")
        services.metrics.received.labels("sms", "ignored").inc()
        return Response(TAKEN, media_type="text/xml")

    def work() -> str:
        taker = SmsTaker(services.alarm, services.replies, services.limits)
        with services.database.write() as connection:
            return taker.take(connection, sms, services.clock.now())

    done = await run_in_threadpool(work)
    services.metrics.received.labels("sms", done).inc()
    services.metrics.acknowledged.labels("sms").observe(time.monotonic() - start)
    return Response(TAKEN, media_type="text/xml")


async def status(request: Request) -> Response:
    """POST /sms/status?outbox=ID&try=N: forward only, however late or often Twilio says it."""
    services = services_of(request)
    fields = await signed_form(request)
    outbox_id = request.query_params.get("outbox", "")
    sid = fields.get("MessageSid", "")
    said = STATUSES.get(fields.get("MessageStatus", ""))
    if said is None or not sid or not outbox_id:
        log.warning("sms_status_unknown")
        return Response(status_code=204)
    code = _number(fields.get("ErrorCode", ""), LONGEST_CODE)
    attempt = _number(request.query_params.get("try", ""), LONGEST_TRY)
    report = Report(outbox_id, sid, said, code, attempt)

    def work() -> bool:
        with services.database.write() as connection:
            return services.deliveries.report(connection, report, services.clock.now())

    moved = await run_in_threadpool(work)
    log.info("sms_status", extra={"outbox": outbox_id, "status": said, "moved": moved})
    return Response(status_code=204)


def _number(text: str, longest: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= longest else None


async def fallback(_: Request) -> Response:
    """
    GET or POST /sms/fallback: what Twilio says to a member where we could not take their text.

    Neither body nor signature is read and nothing is asked of the database: it is the same for
    everybody, gives nothing away, and must not fail.
    """
    return Response(FALLBACK_TWIML, media_type="text/xml")
