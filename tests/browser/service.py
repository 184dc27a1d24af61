"""Starts everything as a person would, on ports of its own, and stops it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 480
"""Enough for a machine that does much else; a service that stopped is noticed at once."""
STOP_SECONDS = 20


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]


def settings(folder: Path) -> dict[str, str]:
    """Settings for a whole service that touches nothing outside of `folder`."""
    web, rasa, actions, gateway_metrics, worker_metrics, host, console = free_ports(7)
    return {
        "CALAIM_PORT": str(web),
        "CALAIM_CONSOLE_PORT": str(console),
        "CALAIM_RASA_URL": f"http://127.0.0.1:{rasa}",
        "CALAIM_ACTIONS_URL": f"http://127.0.0.1:{actions}",
        "CALAIM_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "CALAIM_GATEWAY_METRICS_PORT": str(gateway_metrics),
        "CALAIM_WORKER_METRICS_PORT": str(worker_metrics),
        # Where tests serve the page of a site that has the chat in a frame.
        "CALAIM_EMBED_ORIGINS": f"http://localhost:{host},http://127.0.0.1:{host}",
        # A page about something else, without asking anybody outside.
        "CALAIM_QUICK_EXIT_URL": f"http://127.0.0.1:{web}/healthz",
        # All of these tests come from one address, and their members type at a machine's pace.
        "CALAIM_LIMITS_TIMES": "1000",
        "CALAIM_DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
    }


@contextmanager
def running(
    command: list[str], cwd: Path, env: dict[str, str], log: Path, ready_seconds: float
) -> Iterator[str]:
    """
    Run `command` until its /readyz says yes, give its address, and stop it at the end.

    Raises:
        AssertionError: It stopped or did not get ready; the end of its output is in the message.
    """
    url = f"http://127.0.0.1:{env['CALAIM_PORT']}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait_until_ready(process, url, log, time.monotonic() + ready_seconds)
            yield url
        finally:
            _stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path, until: float) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"it stopped with code {process.returncode}:\n{_tail(log)}")
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        time.sleep(0.3)
    raise AssertionError(f"it was not ready in time:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group that we started to stop, as Ctrl-C would; then insist."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
