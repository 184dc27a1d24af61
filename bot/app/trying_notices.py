"""`calaim notices test`: one notice each way that desks are told, and what answered."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.channels.desk_notice import TEST, DeskNotice, NoticeFailed, Target
from bot.console.queue_page import DESK_NAMES

CODE = "TEST"
NOTHING_SET = "No desk is told: nothing is set. The README's table of settings says how."
TAKEN = {
    "e-mail": "The server took it. Please look whether it is in the mailbox, or with the junk.",
    "webhook": "It was taken.",
    "chatwoot": "It was taken. It stands in the inbox under the name Test of the notices.",
}


def tested(
    targets: Sequence[Target], console_url: str, now: datetime
) -> Iterator[tuple[bool, str]]:
    """
    Send one to each place; give whether it was taken, and a line that says so.

    A desk that nothing would tell counts as one that was not told.
    """
    if not targets:
        yield False, NOTHING_SET
        return
    done: set[tuple[str, str]] = set()
    for desk, name in DESK_NAMES.items():
        serving = [target for target in targets if target.serves(desk)]
        if not serving:
            yield False, f"{name}: no way is set that tells this desk."
        for target in serving:
            place = (target.name, target.place(desk))
            if place not in done:
                done.add(place)
                is_taken, said = _sent(target, _notice(desk, console_url, now))
                yield is_taken, f"{target.name} to {place[1]}: {said}"


def _sent(target: Target, notice: DeskNotice) -> tuple[bool, str]:
    try:
        target.send(notice)
    except NoticeFailed as failed:
        return False, str(failed)
    return True, TAKEN[target.name]


def _notice(desk: str, console_url: str, now: datetime) -> DeskNotice:
    return DeskNotice(
        key=secrets.token_hex(16),
        kind=TEST,
        at=now,
        code=CODE,
        urgency="routine",
        desk=desk,
        status="waiting",
        waiting_since=now,
        link=console_url,
    )
