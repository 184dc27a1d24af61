"""For each safeguard a run that counts nothing with it, and something without it."""

import contextlib
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

from bot.gateway.limits import load_limits
from tests.fakes.serving import wait_for
from tests.faults import canaries
from tests.faults.attack import attack
from tests.faults.members import DANGER
from tests.faults.network import SLOW
from tests.faults.service import Service, service


def _forged_requests(made: Service) -> int:
    return sum(attack(made, forged=100, genuine=1).accepted.values())


def _repeated_posts(made: Service) -> int:
    for person in (made.web(), made.phone()):
        mark = person.next_mark()
        for _ in range(3):
            person.deliver("a" * 32, mark)
        person.said.append(mark)
        made.rest()
    return made.count().doubled


def _in_a_hurry(made: Service) -> int:
    """The first message takes long, the second does not wait for it."""
    person = made.web()
    for mark in (person.next_mark(), f"{person.next_mark()}-1{SLOW}", f"{person.next_mark()}-2"):
        person.say(mark)
    made.rest()
    return made.count().out_of_order


def _a_worker_that_sleeps(made: Service) -> int:
    """It stands still in a turn, another takes the turn, and then it wakes up."""
    person, [asleep] = made.phone(), made.workers
    made.turns.delay = 1.5
    person.say(person.next_mark())
    wait_for(lambda: made.turns.in_flight, 30)
    _halt(made, asleep.pid)
    made.turns.delay = 0.0
    made.start_worker()
    made.rest()
    os.kill(asleep.pid, signal.SIGCONT)
    answers = "SELECT count(*) FROM messages WHERE sender = 'assistant'"
    wait_for(lambda: "lease_lost" in made.log.read_text() or made.number(answers) > 1, 60)
    made.rest()
    return made.count().doubled


def _halt(made: Service, pid: int) -> None:
    """Have a process stand still, but not where it keeps all others from writing."""
    while True:
        os.kill(pid, signal.SIGSTOP)
        trial = sqlite3.connect(made.database.path, timeout=0.2)
        with contextlib.closing(trial), contextlib.suppress(sqlite3.OperationalError):
            trial.execute("BEGIN IMMEDIATE")
            trial.rollback()
            return
        os.kill(pid, signal.SIGCONT)


def _lost_answers(made: Service) -> int:
    made.twilio.faults = ["drop_after"] * 2
    made.talk([made.phone()], each=2)
    made.rest()
    return made.count().doubled


def _stop_during_a_turn(made: Service) -> int:
    person = made.phone()
    person.say(f"{person.next_mark()}{SLOW}")
    wait_for(lambda: made.number("SELECT sum(tries) FROM inbox") >= 1, 30)
    person.stop()
    made.rest()
    return made.count().unwanted


def _danger(made: Service) -> int:
    for person in (made.web(), made.phone()):
        person.deliver("d" * 32, DANGER)
        person.wants_case = True
    made.rest()
    return made.count().cases_lost


def _flood(made: Service) -> int:
    """More texts at once from one number than are answered in a minute."""
    person, allowed = made.phone(), load_limits()["sms_messages"].rates[0].amount
    for number in range(allowed + 10):
        person.deliver(os.urandom(16).hex(), f"and number {number}")
    made.rest()
    return max(sum(made.turns.turns.values()) - allowed, 0)


def _told_in_logs(made: Service) -> int:
    canaries.talk(made)
    return len(canaries.found_in(made.log.read_bytes()))


RUNS: dict[str, Callable[[Service], int]] = {
    "signature": _forged_requests,
    "message id": _repeated_posts,
    "order": _in_a_hurry,
    "lease": _a_worker_that_sleeps,
    "intent": _lost_answers,
    "opt-out": _stop_during_a_turn,
    "danger": _danger,
    "flood": _flood,
    "logs": _told_in_logs,
}
WORKERS = {"lease": 1, "logs": 0}


def faults_counted(folder: Path, name: str, without: bool) -> int:
    """How many faults the run for a safeguard counts, with or without it."""
    settings = {"LIMITS_TIMES": "1"} if name == "flood" else {}
    off = name if without else ""
    with service(folder, workers=WORKERS.get(name, 2), without=off, **settings) as made:
        return RUNS[name](made)
