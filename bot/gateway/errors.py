"""What a client is told when a request cannot be taken: {"error": {"code", "message"}}."""

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import CalaimError, StoreError

log = logging.getLogger("calaim.gateway")


# A page shows the message of an error with this code as it is, whatever the status.
HELP = "help"


class ApiError(CalaimError):
    """
    A request that is not taken; nothing was changed.

    Args:
        seconds: After so many it may be repeated as it is; 0 where nothing is said of that.
    """

    def __init__(self, status: int, code: str, message: str, seconds: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.seconds = seconds


class Unreadable(ApiError):
    """A body that is not what it should be; what came of it is kept, to look for danger in it."""

    def __init__(self, status: int, code: str, message: str, body: bytes) -> None:
        super().__init__(status, code, message)
        self.body = body


class Helped(ApiError):
    """A refusal of what speaks of danger: its words say where help is, its status is the same."""

    def __init__(self, words: str, refusal: ApiError) -> None:
        super().__init__(refusal.status, HELP, words, refusal.seconds)
        self.refusal = refusal


class TooMany(ApiError):
    """One too many of a sender; it may be repeated as it is after so many seconds."""

    def __init__(self, seconds: int) -> None:
        message = (
            "That was a lot at once. Please wait a moment and send it again, or call 650-616-2133."
        )
        super().__init__(429, "too_many", message, seconds)


class Busy(ApiError):
    """We have our hands full, whoever it is that asks; it may be repeated after so many seconds."""

    def __init__(self, seconds: int) -> None:
        message = "We are busy just now. Please try again in a moment, or call 650-616-2133."
        super().__init__(503, "busy", message, seconds)


class Unavailable(ApiError):
    """The database did not take it, or not yet."""

    def __init__(self) -> None:
        message = "We could not save this just now. Please try again, or call 650-616-2133."
        super().__init__(503, "unavailable", message, 2)


def error_response(status: int, code: str, message: str, **more: str) -> Response:
    """Write one error as every part of the API writes it."""
    return JSONResponse({"error": {"code": code, "message": message, **more}}, status_code=status)


async def on_api_error(_: Request, error: Exception) -> Response:
    """Answer a request that we refused."""
    assert isinstance(error, ApiError)
    more = {"reason": error.refusal.code} if isinstance(error, Helped) else {}
    answer = error_response(error.status, error.code, str(error), **more)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if error.seconds:
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


async def on_http_error(_: Request, error: Exception) -> Response:
    """Answer an address or a method that does not exist."""
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    answer = error_response(error.status_code, code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def on_store_error(request: Request, error: Exception) -> Response:
    """Say that nothing was stored, so that the sender tries again."""
    log.error("not_stored", extra={"error": str(error)})
    return await on_api_error(request, Unavailable())


async def on_failure(_: Request, error: Exception) -> Response:
    """Answer what nobody foresaw, without a word about its inside."""
    log.error("request_failed", extra={"error": type(error).__name__})
    message = "Something went wrong on our side. Please try again, or call 650-616-2133."
    return error_response(500, "internal", message)


HANDLERS: dict[Any, Any] = {
    ApiError: on_api_error,
    HTTPException: on_http_error,
    StoreError: on_store_error,
    Exception: on_failure,
}
