"""The pages of the chat without a script: a conversation, a refusal, an end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import Response

from bot.errors import CalaimError
from bot.gateway.codes import MINUTES
from bot.gateway.errors import ApiError, Helped, TooMany, Unavailable
from bot.gateway.long_texts import LONGEST_TEXT
from bot.gateway.plain_form import ChatForm
from bot.gateway.plain_view import Part, Talk, with_phones, words_in
from bot.gateway.rendering import Look, look_of, page

WITH_SCRIPT, WITHOUT_SCRIPT = "chat.html", "plain_page.html"
NOTES = {
    "id_reused": "question_closed",
    "unknown_option": "one_option",
    "too_large": "too_long",
    "unavailable": "unavailable",
    "unauthorized": "over",
    "expired": "over",
}
"""Which note says an error of the API in plain words, where it is not the one of its own name."""

TRY_AGAIN_SECONDS = 5


@dataclass(frozen=True)
class Plain:
    """
    What the templates of these pages are given, as `plain`.

    Args:
        form: As it was sent; empty where nothing was.
        talk: None where there is nothing to show of a conversation.
        note: What is said about the form.
        state: "open"; "sure" where an end has to be confirmed; "over"; "again" where the form is
            to be sent once more as it was; "lost" where not even that is known.
        draft: What stays in the text box.
        held: Whether a person has the conversation.
        id: Of the next message.
    """

    form: ChatForm
    talk: Talk | None = None
    note: tuple[Part, ...] = ()
    state: str = "open"
    draft: str = ""
    held: bool = False
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def look(self) -> Look:
        """How the page is shown."""
        return look_of(self.form.look)

    @property
    def words(self) -> Mapping[str, Any]:
        """The page's own words."""
        return words_in(self.look.language)


def noted(form: ChatForm, name: str) -> tuple[Part, ...]:
    """Give one of the notes in the form's language."""
    notes = words_in(look_of(form.look).language)["notes"]
    return with_phones(notes.get(name, notes["refused"]))


def note_of(form: ChatForm, error: ApiError) -> tuple[Part, ...]:
    """Say a refusal in plain words; help in danger is said as it is, and first."""
    if isinstance(error, Helped):
        return (*with_phones(f"{error} "), *note_of(form, error.refusal))
    return noted(form, NOTES.get(error.code, error.code))


def shown(plain: Plain, status: int = 200, error: ApiError | None = None) -> Response:
    """Render the page; whoever has a script takes it over where the form came without `plain`."""
    is_talk = plain.talk is not None and plain.state == "open" and not plain.form.is_plain
    template = WITH_SCRIPT if is_talk else WITHOUT_SCRIPT
    token = plain.form.token
    seconds = (error.seconds if error else 0) or TRY_AGAIN_SECONDS
    headers = {"Retry-After": str(seconds)} if status in (429, 503) else {}
    return page(
        template,
        plain.look,
        status=status,
        headers=headers,
        token=token,
        plain=plain,
        longest_text=LONGEST_TEXT,
    )


def without_talk(form: ChatForm, error: ApiError, state: str) -> Response:
    """Give the page of a refusal that has no conversation to show."""
    return shown(Plain(form, None, note_of(form, error), state, form.text), error.status, error)


def not_saved(form: ChatForm, error: CalaimError | None = None) -> Response:
    """Say that the database is away, with the form to send again."""
    error = error if isinstance(error, ApiError) else Unavailable()
    return without_talk(form, error, "again")


def leaving(behind: BackgroundTask | None) -> Response:
    """
    Give a page that says nothing and leads away at once.

    Args:
        behind: What is done once the page is there.
    """
    answer = page("leave.html", Look())
    answer.background = behind
    return answer


def code_to_type(look: Look, error: ApiError | None = None, typed: str = "") -> Response:
    """Give the page on which a code is typed."""
    note = with_phones(str(error)) if error else ()
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else {}
    status = error.status if error else 200
    return page("code.html", look, status=status, headers=headers, note=note, typed=typed)


def code_to_read(form: ChatForm, code: str, address: str, qr: str) -> Response:
    """Give the page that shows a code, and where it is to be typed."""
    look = look_of(form.look)
    return page(
        "code_shown.html", look, form=form, code=code, minutes=MINUTES, address=address, qr=qr
    )
