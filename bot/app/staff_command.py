"""
`calaim staff`: who may use the console.

A password is asked for, or made and shown once; it never stands on the command line, where others
could read it.
"""

import argparse
import getpass
import re
import sys

from bot.app import staff_accounts
from bot.app.settings import read_settings
from bot.app.staff_accounts import StaffError
from bot.app.wiring import open_database
from bot.console import passwords
from bot.handoff.case_life import DESKS
from bot.storage import staff
from bot.storage.database import Database
from bot.storage.staff import LONGEST_ACCOUNT, LONGEST_NAME, ROLES
from bot.worker.clock import Clock

ACCOUNT = re.compile(rf"[a-z0-9][a-z0-9._@-]{{0,{LONGEST_ACCOUNT - 1}}}")


def main(argv: list[str]) -> int:
    """Make an account, list all, disable or enable one, or give one a new password."""
    options = _parser().parse_args(argv)
    settings = read_settings()
    database = open_database(settings)
    now = Clock(settings.today).now()
    try:
        if options.do == "list":
            _list(database)
        elif options.do == "disable":
            staff_accounts.disable(database, options.account, now)
            print(f"{options.account} is disabled, and signed out everywhere.")
        elif options.do == "enable":
            staff_accounts.enable(database, options.account, now)
            print(f"{options.account} may sign in again.")
        elif options.do == "password":
            password = _password(options.generate)
            forget = options.forget_code
            staff_accounts.set_password(
                database, options.account, password, now, forget_code=forget
            )
            print(f"{options.account} has a new password.")
        else:
            _check(options.account, options.name)
            account, name, password = options.account, options.name, _password(options.generate)
            role, desk = options.role, options.desk
            staff_accounts.add(database, account, name, role, desk, password, now)
            print(f"{account} may sign in as {role}.")
    finally:
        database.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="calaim staff", description=__doc__)
    commands = parser.add_subparsers(dest="do", required=True)
    add = commands.add_parser("add", help="make an account")
    add.add_argument("account", help="what they sign in with, in small letters")
    add.add_argument("--name", required=True, help="the first name, as members are told it")
    add.add_argument("--role", choices=ROLES, default=staff.AGENT)
    add.add_argument("--desk", choices=tuple(DESKS), default="member_services")
    commands.add_parser("list", help="list all accounts")
    disable = commands.add_parser("disable", help="have an account open nothing any more")
    enable = commands.add_parser("enable", help="have it open again what it did")
    password = commands.add_parser("password", help="give an account a new password")
    password.add_argument("--forget-code", action="store_true", help="the telephone was lost")
    for command in (disable, enable, password):
        command.add_argument("account")
    for command in (add, password):
        command.add_argument(
            "--generate", action="store_true", help="make the password and show it once"
        )
    return parser


def _check(account: str, name: str) -> None:
    if not ACCOUNT.fullmatch(account):
        raise StaffError("an account has small letters, digits and . _ @ - only, 40 at most.")
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise StaffError(f"a name has 1 to {LONGEST_NAME} characters.")


def _password(generate: bool) -> str:
    """Make one, or ask for it; without a terminal it is the first line of what comes in."""
    if generate:
        made = passwords.generated()
        print(f"Password, shown this once: {made}")
        return made
    if sys.stdin.isatty():
        typed = getpass.getpass("Password: ")
        if typed != getpass.getpass("Once more: "):
            raise StaffError("the two were not the same.")
    else:
        typed = sys.stdin.readline().rstrip("\n")
    if not passwords.SHORTEST <= len(typed) <= passwords.LONGEST:
        raise StaffError(passwords.TOO_SHORT)
    return typed


def _list(database: Database) -> None:
    with database.read() as connection:
        for one in staff.everybody(connection):
            state = "  work account" if one.is_from_outside else ""
            state += "  disabled" if one.is_disabled else ""
            print(f"{one.account:<20}  {one.role:<13}  {one.desk:<15}  {one.name}{state}")
