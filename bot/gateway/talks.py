"""What somebody does in the web chat, whether the page sends JSON or a form."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.errors import CalaimError
from bot.gateway.bodies import PostedChoice, PostedText, posted
from bot.gateway.errors import ApiError
from bot.gateway.intake import Meter, start_conversation, take_message
from bot.gateway.services import Services
from bot.gateway.sessions import opened_by
from bot.gateway.too_late import or_help, with_help
from bot.storage import conversations, messages, passes
from bot.worker.takeover import end_with_chat

PAGE = 500
Messages = list[dict[str, Any]]


async def open_talk(services: Services, address: str, language: str) -> tuple[str, str]:
    """
    Open a conversation; give its token and id.

    Raises:
        TooMany: From this address.
    """
    services.limits.take("address_conversations", address)

    def work() -> tuple[str, str]:
        with services.database.write() as connection:
            return start_conversation(connection, language, services.clock.now())

    opened = await run_in_threadpool(work)
    services.metrics.received.labels("web", "opened").inc()
    return opened


async def close_talk(services: Services, token: str) -> None:
    """
    Have the token open nothing any more, and no code either; who waits with it is let go.

    Staff who have the conversation have it no more. A link that was texted stays: it was asked for
    to keep the result, and ends by itself.

    Raises:
        ApiError: 401.
    """

    def work() -> str:
        with services.database.write() as connection:
            now = services.clock.now()
            identity = opened_by(connection, token, now, services.ages)
            end_with_chat(connection, conversations.lock_as_it_is(connection, identity), now)
            conversations.revoke_token(connection, identity)
            passes.revoke(connection, identity, passes.CODE)
            return identity

    services.hub.wake(await run_in_threadpool(work))
    services.metrics.received.labels("web", "closed").inc()


async def post_to_talk(
    services: Services, token: str, address: str, content: dict[str, Any]
) -> tuple[str, int]:
    """
    Take one message as the API is sent it; give its own id and its number.

    Raises:
        ApiError: It is not taken; where it speaks of danger, the error's words are the help. So
            is it, soon, where the database is away or takes long.
        StoreError: The database did not take it.
    """
    start = time.monotonic()
    limits = services.limits
    meter = Meter(limits, address)

    def work() -> tuple[PostedText | PostedChoice, int]:
        # Read first, so that nobody without a token can hold up those who write.
        with services.database.read() as connection:
            opened_by(connection, token, services.clock.now(), services.ages)
        message = posted(content)
        with services.database.write() as connection:
            now = services.clock.now()
            identity = opened_by(connection, token, now, services.ages)
            alarm, replies = services.alarm, services.replies
            return message, take_message(connection, identity, message, now, alarm, replies, meter)

    try:
        message, seq = await or_help(run_in_threadpool(work), content)
    except CalaimError as error:
        services.metrics.received.labels("web", _refused(error)).inc()
        raise await with_help(error, content, limits, address) from None
    services.metrics.received.labels("web", _kind(message)).inc()
    services.metrics.acknowledged.labels("web").observe(time.monotonic() - start)
    return message.id, seq


def _kind(message: PostedText | PostedChoice) -> str:
    return "text" if isinstance(message, PostedText) else "choice"


def _refused(error: CalaimError) -> str:
    status = error.status if isinstance(error, ApiError) else 503
    return {401: "unauthorized", 429: "limited"}.get(status, "refused")


async def read_talk(services: Services, token: str, seq: int) -> tuple[str, Messages]:
    """
    Give the conversation that a token opens at this moment, and what is after a number.

    Raises:
        ApiError: 401.
    """

    def work() -> tuple[str, Messages]:
        with services.database.read() as connection:
            identity = opened_by(connection, token, services.clock.now(), services.ages)
            return identity, messages.after(connection, identity, seq, PAGE)

    return await run_in_threadpool(work)


async def hear_talk(
    services: Services,
    token: str,
    address: str,
    seq: int,
    seconds: float,
    is_enough: Callable[[Messages], Any] = bool,
) -> Messages:
    """
    Give what is after a number: at once if it is enough, else when it is or the time is over.

    Raises:
        ApiError: 401, or 429 where too many of this sender wait already.
    """
    until = time.monotonic() + seconds
    identity, found = await read_talk(services, token, seq)
    if is_enough(found) or time.monotonic() >= until:
        return found
    with ExitStack() as stack:
        stack.enter_context(services.limits.reading(identity, address))
        newest = found[-1]["seq"] if found else seq
        listener = stack.enter_context(services.hub.listen(identity, newest))
        while not is_enough(found) and time.monotonic() < until and not services.hub.closing:
            await listener.wait(until - time.monotonic())
            _, found = await read_talk(services, token, seq)
            listener.seq = found[-1]["seq"] if found else seq
    return found
