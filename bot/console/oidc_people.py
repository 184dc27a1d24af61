"""
Whom a provider's word makes of somebody here: account, name, role and desk.

Somebody is recognized by issuer and subject alone. What they are called there, by account or by
e-mail address, makes nobody the owner of an account that is here already.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy.engine import Connection

from bot.console.oidc_terms import OidcSettings
from bot.storage import audit, presence, staff, staff_sessions
from bot.storage.staff import LONGEST_ACCOUNT, LONGEST_NAME, Staff
from bot.worker.leaving import let_all_go

NO_ROLE = (
    "Your work account works, but it has no role in this console. Ask an administrator to put you "
    "in the right group."
)
NO_NAME = (
    "Your work account does not tell your first name. Members are told it; ask an administrator."
)
DISABLED = "Your account here is switched off. Ask an administrator."
NAMELESS = "work"
# Room for a number after a name that somebody has already.
LONGEST_WISH = LONGEST_ACCOUNT - 6


@dataclass(frozen=True)
class Person:
    """
    Somebody as a provider tells of them.

    Args:
        identity: What they are recognized by, whatever they are called.
        account: What their account may be called, if nobody's is yet.
        name: As a member is told it: the first name alone; empty where it is not told.
        role: None where they have none here.
    """

    identity: str
    account: str
    name: str
    role: str | None
    desk: str


@dataclass(frozen=True)
class TurnedAway:
    """Somebody whom the provider knows does not come in; the sentence is for them."""

    sentence: str


def person(claims: Mapping[str, Any], settings: OidcSettings) -> Person:
    """Read who somebody is from what was checked."""
    told = claims.get(settings.groups)
    groups = {str(group) for group in (told if isinstance(told, list) else (told,))}
    who = f"{settings.issuer}\n{claims['sub']}"
    wish = str(claims.get("preferred_username") or "").lower()
    first = f"{claims.get('given_name') or claims.get('name') or ''}".split()
    name = first[0] if first and first[0].isprintable() else ""
    return Person(
        identity=hashlib.sha256(who.encode()).hexdigest(),
        account=re.sub(r"[^a-z0-9._@-]", "", wish).lstrip("._@-")[:LONGEST_WISH] or NAMELESS,
        name=name[:LONGEST_NAME],
        role=_first(settings.roles, groups),
        desk=_first(settings.desks, groups) or settings.desk,
    )


def _first(meant: Mapping[str, str], groups: set[str]) -> str | None:
    return next((word for group, word in meant.items() if group in groups), None)


def come_in(connection: Connection, who: Person, now: datetime) -> str | TurnedAway:
    """
    Begin a session for somebody whom the provider knows; make or renew their account on the way.

    Each outcome is a line in the audit. Who has no role there any more is signed out everywhere.

    Returns:
        The session's token, or why there is none.
    """
    kept = staff.of_identity(connection, who.identity)
    sentence = _refusal(who, kept)
    if sentence:
        if kept is not None:
            let_all_go(connection, kept.account, now)
            staff_sessions.end_all(connection, kept.account)
            presence.left(connection, kept.account)
        actor = kept.account if kept else f"work account {who.account}"
        audit.add(connection, audit.Entry(now, actor, "could not sign in", _why(sentence)))
        return TurnedAway(sentence)
    account = _renewed(connection, kept, who, now) if kept else _made(connection, who, now)
    audit.add(connection, audit.Entry(now, account, "signed in", "console, by work account"))
    return staff_sessions.begin(connection, account, now)


def _refusal(who: Person, kept: Staff | None) -> str:
    if kept is not None and kept.is_disabled:
        return DISABLED
    if who.role is None:
        return NO_ROLE
    return "" if who.name else NO_NAME


def _why(sentence: str) -> str:
    return {DISABLED: "disabled", NO_ROLE: "no role", NO_NAME: "no name"}[sentence]


def _renewed(connection: Connection, kept: Staff, who: Person, now: datetime) -> str:
    """Have an account be what the provider says of its owner today."""
    assert who.role is not None
    if (kept.name, kept.role, kept.desk) != (who.name, who.role, who.desk):
        staff.change(connection, kept.account, name=who.name, role=who.role, desk=who.desk)
        became = f"became {who.role}, {who.desk}"
        audit.add(connection, audit.Entry(now, kept.account, became[:40], kept.account))
    return kept.account


def _made(connection: Connection, who: Person, now: datetime) -> str:
    """Make the account of somebody who is here for the first time; give its name."""
    assert who.role is not None
    for account in _names(who.account):
        words = (account, who.name, who.role, who.desk)
        if staff.add(connection, *words, password="", now=now, identity=who.identity):
            audit.add(connection, audit.Entry(now, account, f"made {who.role}", account))
            return account
        kept = staff.of_identity(connection, who.identity)
        if kept is not None:  # in another browser, at the same moment
            return _renewed(connection, kept, who, now)
    raise AssertionError("there is always one more name")


def _names(wish: str) -> Iterator[str]:
    yield wish
    for number in count(2):
        yield f"{wish}-{number}"
