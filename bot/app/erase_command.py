"""`calaim erase`: forget what one person told us, at their wish."""

import argparse

import phonenumbers
from sqlalchemy.engine import Connection

from bot.app.operator import operator
from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.errors import CalaimError
from bot.storage import audit, conversations
from bot.worker import erasing
from bot.worker.clock import Clock
from bot.worker.erasing import Kept


class NobodyFound(CalaimError):
    """There is nothing to erase under this id or number."""


def main(argv: list[str]) -> int:
    """Erase, and say what was kept and why."""
    parser = argparse.ArgumentParser(prog="calaim erase", description=__doc__)
    parser.add_argument("who", help="a conversation's id, or a phone number as people write it")
    parser.add_argument(
        "--cases", action="store_true", help="also cases that staff would still have to act on"
    )
    options = parser.parse_args(argv)
    settings = read_settings()
    database, clock = open_database(settings), Clock(settings.today)
    with database.write() as connection:
        found = _found(connection, options.who)
        for identity in found:
            audit.add(connection, audit.Entry(clock.now(), operator(), "erased", identity))
        done = {
            identity: erasing.erase(
                connection,
                conversations.lock_as_it_is(connection, identity),
                clock.now(),
                asked_by="staff",
                all_cases=options.cases,
            )
            for identity in found
        }
    for identity, kept in done.items():
        print("\n".join(_lines(identity, kept)))
    try:
        erasing.tidy(database, clock.now())
    finally:
        database.close()
    return 0


def _found(connection: Connection, who: str) -> list[str]:
    """Give the conversations meant: the one with this id, or all with this number."""
    found = [who] if conversations.exists(connection, who) else []
    number = _number(who)
    if not found and number is not None:
        found = conversations.ids_of_number(connection, number)
    if not found:
        raise NobodyFound(f"there is no conversation with {who!r}.")
    return found


def _number(text: str) -> str | None:
    """Read a number as people write it here, as +16505550111."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _lines(identity: str, kept: Kept) -> list[str]:
    lines = [f"Erased {identity}: {kept.messages} messages, {kept.cases} cases."]
    lines += [f"Kept case {code}: a call was asked for. Contact only." for code in kept.calls]
    lines += [f"Kept case {code}: danger was written of. See to it." for code in kept.dangers]
    if kept.opted_out:
        lines.append("Kept that this number wants no texts, or it would get them again.")
    return lines
