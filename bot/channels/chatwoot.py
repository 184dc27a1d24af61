"""
Telling the desks through an API channel of Chatwoot: one contact and conversation for each case.

The contact's `source_id` is ours, and Chatwoot gives the same contact for it again. A conversation
and a message have no such key there, so both are looked for before one is made: a try of which the
answer was lost is found, except for a message that more than twenty others have followed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from bot.channels.desk_notice import DeskNotice, NoticeFailed
from bot.channels.posting import LONGEST_SECONDS, Poster

REFERENCE_LETTERS = 12


@dataclass(frozen=True)
class ChatwootTarget:
    """
    An inbox of Chatwoot.

    Args:
        url: Of the installation.
        inbox: The identifier that its page shows under "API channel"; who knows it can write.
    """

    url: str
    inbox: str = field(repr=False)
    longest_seconds: float = LONGEST_SECONDS
    name: str = "chatwoot"
    tells_summary: bool = False

    def serves(self, desk: str) -> bool:
        """Whether this desk is told by it: each is."""
        return True

    def place(self, desk: str) -> str:
        """See `Target`; what follows the host may be secret."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def send(self, notice: DeskNotice) -> None:
        """See `Target`."""
        contacts = f"{self.url}/public/api/v1/inboxes/{quote(self.inbox, safe='')}/contacts"
        # No name is sent: the contact stands for a case, not for a person.
        ours = {"source_id": f"calaim-{notice.code}", "name": notice.about}
        found = self._ask("POST", contacts, ours)
        contact = quote(str(_part(found, "source_id")), safe="")
        talks = f"{contacts}/{contact}/conversations"
        messages = f"{talks}/{self._conversation(talks, notice)}/messages"
        reference = f"Notice {notice.key[:REFERENCE_LETTERS]}"
        said = self._ask("GET", messages)
        if any(reference in str(_part(each, "content")) for each in _list(said)):
            return
        text = f"{notice.subject}\n\n{notice.text}\n\n{reference}"
        self._ask("POST", messages, {"content": text, "echo_id": notice.key})

    def _conversation(self, talks: str, notice: DeskNotice) -> int:
        """Give the case's newest conversation, or a new one; a message opens a resolved one."""
        known = _list(self._ask("GET", talks))
        if known:
            return max(_number(each) for each in known)
        attributes = {"case": notice.code, "desk": notice.desk, "urgency": notice.urgency}
        return _number(self._ask("POST", talks, {"custom_attributes": attributes}))

    def _ask(self, method: str, url: str, content: dict[str, Any] | None = None) -> Any:
        body = b"" if content is None else json.dumps(content).encode()
        return Poster("Chatwoot", self.longest_seconds).ask(method, url, body=body).content


def _list(content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise NoticeFailed("Chatwoot gave an answer that makes no sense.")
    return content


def _part(content: Any, name: str) -> Any:
    if not isinstance(content, dict) or name not in content:
        raise NoticeFailed("Chatwoot gave an answer that makes no sense.")
    return content[name]


def _number(content: Any) -> int:
    number = _part(content, "id")
    if not isinstance(number, int):
        raise NoticeFailed("Chatwoot gave an answer that makes no sense.")
    return number
