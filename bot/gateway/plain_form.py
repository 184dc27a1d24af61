"""What the forms of the chat without a script send, and the message that it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from bot.gateway.bodies import read_body
from bot.gateway.errors import Unreadable
from bot.gateway.forms import Form, form_of
from bot.gateway.long_texts import LONGEST_TEXT

FORM = "application/x-www-form-urlencoded"
# These are said alone, whatever is ticked beside them; the chat's script knows the same.
ALONE = re.compile(r"\?|^(?:why|back|help|no|none|stop|skip|person)$", re.IGNORECASE)
Json = dict[str, Any]


@dataclass(frozen=True)
class ChatForm:
    """
    One form as it was sent.

    Args:
        to: The number of the message whose question was shown; None where none was.
        says: What the button that was pressed says, such as "why"; else empty.
        only: The option whose own button was pressed, such as "skip"; else empty.
        does: What the button does with the chat: "see", "end", "end_sure", "leave"; or empty.
        is_plain: It comes from a page that has no script.
    """

    token: str = ""
    id: str = ""
    to: int | None = None
    choice: tuple[str, ...] = ()
    text: str = ""
    says: str = ""
    only: str = ""
    does: str = ""
    code: str | None = None
    is_plain: bool = False
    look: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it answers nothing."""
        return not (self.says or self.only or self.choice or self.text.strip())

    @property
    def unsent(self) -> str:
        """What was typed but is not what was sent, since a button was pressed."""
        return self.text if self.says or self.only or self.does else ""

    @property
    def mixes(self) -> bool:
        """Whether what was chosen is sent in words, before those that were typed."""
        typed = self.text.strip()
        is_answer = not (self.says or self.only or self.does)
        return bool(self.choice and typed) and is_answer and not ALONE.search(typed)

    @property
    def unsent_choice(self) -> tuple[str, ...]:
        """What was chosen but is not what was sent."""
        is_sent = self.mixes or not (self.says or self.only or self.does or self.text.strip())
        return () if is_sent else self.choice

    def message(self, question: Mapping[str, Any] | None) -> Json:
        """
        Give the message as the API is sent it.

        Args:
            question: The one that was answered, if the form `mixes`.
        """
        typed = self.text.strip()
        if self.only or not (self.says or typed):
            choice = [self.only] if self.only else list(self.choice)
            return {"id": self.id, "choice": choice, "to": self.to}
        about = {"to": self.to} if self.to is not None else {}
        return {"id": self.id, "text": self.says or self._in_words(typed, question), **about}

    def _in_words(self, typed: str, question: Mapping[str, Any] | None) -> str:
        options = question["options"] if question else ()
        labels = [each["label"] for each in options if each["value"] in self.choice]
        whole = ", ".join([*labels, typed])
        return whole if len(whole) <= LONGEST_TEXT else typed


async def read_chat_form(request: Request) -> ChatForm:
    """
    Read a form.

    Raises:
        ApiError: 400, 408, 413, 415 or 503.
    """
    kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    body = await read_body(request)
    if kind != FORM:
        raise Unreadable(415, "not_a_form", f"Send the body as {FORM}.", body)
    return _form(form_of(body))


def _form(fields: Form) -> ChatForm:
    return ChatForm(
        token=fields.get("token", "").strip(),
        id=fields.get("id", ""),
        to=_number(fields.get("to", "")),
        choice=tuple(fields.getlist("choice")),
        # A browser writes the end of a line as two signs.
        text=fields.get("text", "").replace("\r\n", "\n"),
        says=fields.get("say", ""),
        only=fields.get("only", ""),
        does=fields.get("do", ""),
        code=fields.get("code"),
        is_plain="plain" in fields,
        look={name: fields[name] for name in ("colour", "language") if name in fields},
    )


def _number(value: str) -> int | None:
    is_one = value.isascii() and value.isdecimal() and len(value) <= 9
    return int(value) or None if is_one else None
