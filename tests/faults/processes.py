"""
The real gateway and worker as processes of their own, which a test may kill.

They are forked from a server that has read the program and its policy already, so that a process
is back within a fraction of a second; what runs in them is `calaim gateway`, `calaim worker` and
`calaim console`.
"""

import ctypes
import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bot.app import console, gateway, wiring, worker
from bot.channels import twilio_sms
from bot.storage import database, dials
from bot.worker import calls, sender
from tests.fakes.line import always_day, plain_case
from tests.faults.points import set_trap
from tests.faults.safeguards import switch_off

TURN_SECONDS = 2
"""How long a turn may last here, in whole seconds as the setting has it."""
LEASE_MARGIN_SECONDS = 0.5
POST_SECONDS = 1.0
SEND_LEASE = timedelta(seconds=1.5)
SETTLE_AFTER = timedelta(seconds=1.5)
DIAL_WAITS = timedelta(seconds=4)
LOCK_WAIT_SECONDS = 4.0
_DIE_WITH_PARENT = 1
_CAPABILITIES_3 = 0x20080522

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.processes", "tests.faults.warm"])


def start(
    what: str, environment: dict[str, str], log: Path, trap: tuple[str, Path] | None, without: str
) -> BaseProcess:
    """
    Start a "gateway", a "worker" or a "console".

    Args:
        environment: Its settings, as the environment would give them.
        log: Where its standard error goes.
        trap: A point at which it kills itself, and the file it writes this to.
        without: The safeguard it lacks; empty for none.
    """
    process = _context.Process(target=_run, args=(what, environment, log, trap, without))
    process.daemon = True
    process.start()
    return process


def _run(
    what: str, environment: dict[str, str], log: Path, trap: tuple[str, Path] | None, without: str
) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if environment["CALAIM_DATABASE_URL"].startswith("sqlite"):
        _obey_permissions()
    file = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.environ.update(environment)
    if without:
        switch_off(without)
    if trap is not None:
        set_trap(*trap)
    _shorten_waits()
    run = {"gateway": gateway, "worker": worker, "console": console}[what]
    raise SystemExit(run.main([]))


def _obey_permissions() -> None:
    """Give up what root may do, so that a file that is read-only is so for us too."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())


def _shorten_waits() -> None:
    """Leases that end within a test; in proportion as the product has them."""
    database.LOCK_WAIT_SECONDS = LOCK_WAIT_SECONDS
    twilio_sms.TIMEOUT_SECONDS = POST_SECONDS
    sender.LEASE = SEND_LEASE
    calls.morning_after = always_day
    dials.WAITS = DIAL_WAITS
    worker.build_worker = _quick_worker


def _quick_worker(settings: Any) -> Any:
    made, registry = wiring.build_worker(settings)
    made.turns = replace(
        made.turns, make_case=plain_case, lease_margin_seconds=LEASE_MARGIN_SECONDS
    )
    if made.sender is not None:
        made.sender = replace(made.sender, settle_after=SETTLE_AFTER, morning=always_day)
    return made, registry
