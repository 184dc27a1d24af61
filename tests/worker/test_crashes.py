"""Workers are killed without warning, again and again; every message still has its one answer."""

import contextlib
import random
import subprocess
import sys
import threading

from bot.app.settings import ROOT
from tests.fakes.serving import wait_for

KILLS = 8
POWER_CUT_EACH = 4
PHONES = [f"+1650555{n:04d}" for n in range(200, 206)]
TEXTS_EACH = 5


def start(line) -> subprocess.Popen:
    arguments = {
        "--database": str(line.database.url),
        "--turns": line.turns_url,
        "--twilio": line.twilio_url,
        "--gateway": line.gateway,
    }
    flat = [part for pair in arguments.items() for part in pair]
    return subprocess.Popen([sys.executable, "-m", "tests.fakes.worker_process", *flat], cwd=ROOT)


@contextlib.contextmanager
def workers_that_die(line):
    """Run two workers and kill them while turns are in hand; at the end let both be.

    Mostly one, at a random moment; now and then both at once, as a power cut does: then whichever
    had the turn has lost it for certain.
    """
    alive = [start(line), start(line)]
    stop = threading.Event()

    def kill() -> None:
        for number in range(KILLS):
            power_cut = number % POWER_CUT_EACH == 0
            wait_for(lambda: line.turns.in_flight or stop.is_set(), 60)
            if stop.wait(0 if power_cut else random.uniform(0, line.turns.delay)):
                return
            for victim in (0, 1) if power_cut else (random.randrange(2),):
                alive[victim].kill()
                alive[victim].wait()
                alive[victim] = start(line)
            wait_for(lambda: not line.turns.in_flight or stop.is_set(), 60)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
        wait_for(lambda: at_rest(line), 90)
        killer.join(1)
    finally:
        stop.set()
        killer.join()
        for process in alive:
            process.kill()
            process.wait()


def at_rest(line) -> bool:
    waiting = "status IN ('queued', 'sending', 'uncertain')"
    return (
        line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0
        and line.count(f"SELECT count(*) FROM outbox WHERE {waiting}") == 0
    )


def test_workers_killed_at_random_lose_repeat_and_reorder_nothing(line):
    line.turns.delay = 0.3
    line.turns.handover = {"wanted": "call_me"}
    members = [line.new_member() for _ in range(6)]
    with workers_that_die(line):
        for number in range(TEXTS_EACH):
            for member, phone in zip(members, PHONES, strict=True):
                member.post(id=f"m{number}", text=f"number {number}")
                assert line.text(phone, f"number {number}") == 200
    tries, messages = (
        line.count(f"SELECT {what} FROM inbox") for what in ("sum(tries)", "count(*)")
    )
    assert tries > messages, "no worker was killed in the middle of a turn, so this proved nothing"
    for member in members:
        heard = member.read()
        assert [m["seq"] for m in heard] == list(range(1, len(heard) + 1))
        answers = [m["text"] for m in heard if m["from"] == "assistant"]
        assert answers == ["1: hello", *(f"{n + 2}: number {n}" for n in range(TEXTS_EACH))]
    for phone in PHONES:
        replies = [text.split("\n")[0] for text in line.texts_to(phone) if "problem" not in text]
        assert replies == [f"{n + 1}: number {n}" for n in range(TEXTS_EACH)]
    assert line.count("SELECT count(*) FROM cases") == len(members) + len(PHONES)
