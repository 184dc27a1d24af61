"""The `calaim` command: one word per thing to do; each is imported only when it is used."""

import importlib
import sys

from bot.errors import CalaimError

COMMANDS = {
    "run": ("bot.app.run", "start everything; the chat is at http://localhost:8080/chat"),
    "sms": ("bot.app.sms", "the same with a stand-in for Twilio, to text with it from here"),
    "chat": ("bot.app.chat", "the same dialogue in this terminal"),
    "screen": ("bot.app.screen", "judge facts: JSON lines in, JSON lines out"),
    "understand": ("bot.app.understand", "what messages mean: JSON lines in, JSON lines out"),
    "policy": ("bot.app.policy_command", "check the policy files, or show one rule"),
    "staff": ("bot.app.staff_command", "who may use the console: add, list, disable, password"),
    "cases": ("bot.app.cases", "list the cases for staff, or show one"),
    "notices": (
        "bot.app.notices",
        "what desks were not told yet, and why; try again; test each way",
    ),
    "referral": (
        "bot.app.referral_command",
        "a case's referral, prepared: text, PDF, FHIR or JSON",
    ),
    "erase": ("bot.app.erase_command", "forget what one person told us"),
    "review": ("bot.app.review", "the texts we were least sure of, masked, to be labelled"),
    "keys": ("bot.app.keys", "show the keys that seal the database, or change to a new one"),
    "audit": ("bot.app.audit", "who saw or changed what, and whether that record is whole"),
    "train": ("bot.app.train", "train the dialogue model if its data changed"),
    "rasa": ("bot.app.rasa_server", "the Rasa server alone"),
    "actions": ("bot.app.action_server", "the action server alone"),
    "gateway": ("bot.app.gateway", "the gateway alone"),
    "console": ("bot.app.console", "the console of staff alone"),
    "worker": ("bot.app.worker", "the worker alone"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; what is wrong is said in one line, with exit code 1."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"calaim: there is no command {name!r}.\n\n{_help()}", file=sys.stderr)
        return 2
    try:
        return int(importlib.import_module(COMMANDS[name][0]).main(rest))
    except CalaimError as error:
        print(f"calaim {name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe (`calaim cases | head`) has seen enough.
        sys.stderr.close()
        return 0


def _help() -> str:
    lines = [f"  {name:<10} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["usage: calaim COMMAND [...]", "", *lines])


if __name__ == "__main__":
    sys.exit(main())
