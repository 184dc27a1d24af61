"""Starts our two dialogue processes, or those of the stock bot, and reads what CPU they used."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
STOCK = Path("bench") / "stock"
BIN = Path(sys.executable).parent
START_SECONDS = 180
TRAIN_SECONDS = 600
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Dialogue:
    """A running Rasa server with its action server."""

    url: str
    processes: tuple[subprocess.Popen[bytes], ...]
    secret: str = ""

    def cpu_ms(self) -> float:
        """User and system time of all its processes since they started."""
        return sum(_cpu_ms(process.pid) for process in self.processes)


@contextmanager
def ours() -> Iterator[Dialogue]:
    """Our Rasa server and action server, as `calaim run` starts them."""
    rasa, actions, secret = _address(), _address(), secrets.token_hex(16)
    env = {"CALAIM_RASA_URL": rasa, "CALAIM_ACTIONS_URL": actions, "CALAIM_RASA_SECRET": secret}
    with ExitStack() as stack:
        started = (
            stack.enter_context(_process([sys.executable, "-m", "bot.app.action_server"], env)),
            stack.enter_context(_process([sys.executable, "-m", "bot.app.rasa_server"], env)),
        )
        _wait(f"{actions}/health", started[0])
        _wait(f"{rasa}/webhooks/turn/", started[1])
        yield Dialogue(rasa, started, secret)


@contextmanager
def stock() -> Iterator[Dialogue]:
    """The stock bot: `rasa run` with REST channel and SQLite, and `rasa run actions`."""
    model = _stock_model()
    rasa, actions = _address(), _address()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        env = {"STOCK_ACTIONS_URL": actions, "STOCK_DATABASE": f"{folder}/stock.db"}
        env["SANIC_HOST"] = "127.0.0.1"
        on = ["--port", rasa.rpartition(":")[2], "--interface", "127.0.0.1"]
        files = ["--endpoints", STOCK / "endpoints.yml", "--credentials", STOCK / "credentials.yml"]
        run_actions = ["run", "actions", "--actions", "bench.stock.actions", "--port"]
        started = (
            stack.enter_context(
                _process([BIN / "rasa", *run_actions, actions.rpartition(":")[2]], env)
            ),
            stack.enter_context(_process([BIN / "rasa", "run", "-m", model, *on, *files], env)),
        )
        _wait(f"{actions}/health", started[0])
        _wait(f"{rasa}/webhooks/rest/", started[1])
        yield Dialogue(rasa, started)


def _stock_model() -> Path:
    """The stock bot's model, trained on our own examples when they or it have changed."""
    inputs = [
        *sorted((ROOT / "data" / "nlu").glob("*.yml")),
        *sorted((ROOT / STOCK).rglob("*.yml")),
    ]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()[:16]
    model = ROOT / "models" / "stock" / f"{digest}.tar.gz"
    if not model.exists():
        command = [BIN / "rasa", "train", "--domain", STOCK / "domain.yml"]
        command += ["--config", STOCK / "config.yml", "--out", model.parent]
        command += ["--data", "data/nlu", STOCK / "data", "--fixed-model-name", digest]
        subprocess.run(
            command, cwd=ROOT, env=_env({}), check=True, timeout=TRAIN_SECONDS, capture_output=True
        )
    return model


def _address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def _env(more: dict[str, str]) -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    # The same thread settings for both, or the comparison would be one of BLAS libraries.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {
        **os.environ,
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        **quiet,
        **threads,
        **more,
    }


@contextmanager
def _process(command: list[str | Path], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=_env(env), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until it answers; a server that never does is an error, not a wait without end."""
    end = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=2) as client:
        while time.monotonic() < end and process.poll() is None:
            with suppress(httpx.HTTPError):
                if client.get(url).status_code == 200:
                    return
            time.sleep(0.5)
    raise RuntimeError(f"{process.args!r} did not answer at {url}")


def _cpu_ms(pid: int) -> float:
    """User and system time of one process, all threads, from the fields 14 and 15 of its stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS
