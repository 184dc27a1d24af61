"""Erasing by age what is no longer needed; how long that is stands in retention.yaml."""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from bot.errors import PolicyError
from bot.storage import ageing, audit, cases, conversations, forgetting, passes
from bot.storage.database import Database

FILE = Path(__file__).parent / "retention.yaml"
# Small steps, so that no turn waits for the cleaning.
AT_ONCE = 50

log = logging.getLogger("calaim.worker")


@dataclass(frozen=True)
class Retention:
    """How long each kind of thing is kept; see the file for what each is."""

    conversation: timedelta
    closed_case: timedelta
    message_id: timedelta


def load_retention(file: Path = FILE) -> Retention:
    """
    Read the file.

    Raises:
        PolicyError: A kind is missing or unknown, or has no whole number of days from 1.
    """
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    names = {field.name for field in fields(Retention)}
    if not isinstance(content, dict) or set(content) != names:
        raise PolicyError(f"{file.name}: expected {', '.join(sorted(names))}.")
    for name, rule in content.items():
        days = rule.get("days") if isinstance(rule, dict) else None
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 36500:
            raise PolicyError(f"{file.name}: {name}: days must be a whole number from 1.")
    return Retention(**{name: timedelta(days=rule["days"]) for name, rule in content.items()})


def clean(database: Database, keep: Retention, now: datetime) -> int:
    """
    Erase what is too old, a little at a time, and write in the audit how much it was.

    Returns:
        How many conversations and cases went.

    Raises:
        StoreError: The database did not take it; what was done before stays done.
    """
    talks = gone = 0
    while some := _old_conversations(database, keep, now):
        talks += some
    while some := _old_cases(database, keep, now):
        gone += some
    with database.write() as connection:
        ageing.forget_ids_before(connection, now - keep.message_id)
        passes.forget_old(connection, now)
        if talks or gone:
            subject = f"{talks} conversations, {gone} cases"
            audit.add(connection, audit.Entry(now, audit.ASSISTANT, "erased by age", subject))
    if talks or gone:
        log.info("erased_by_age", extra={"count": talks + gone})
    return talks + gone


def _old_conversations(database: Database, keep: Retention, now: datetime) -> int:
    with database.write() as connection:
        found = ageing.untouched_since(connection, now - keep.conversation, AT_ONCE)
        for identity in found:
            conversations.lock_as_it_is(connection, identity)
            forgetting.forget(connection, identity, now)
    return len(found)


def _old_cases(database: Database, keep: Retention, now: datetime) -> int:
    with database.write() as connection:
        found = ageing.closed_before(connection, now - keep.closed_case, AT_ONCE)
        for case in found:
            cases.delete(connection, case)
    return len(found)
