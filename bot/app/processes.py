"""One process under supervision: started, watched, started again when it dies, and ended."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.app.settings import ROOT

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
# A process that lasted this long was well; its next start does not wait.
WELL_AFTER_SECONDS = 30.0


@dataclass
class Child:
    """
    A process of ours.

    Args:
        arguments: What follows `python -m`.
        logs: The folder for what it prints.
        ready_url: Answers once the process can do its work; empty where nothing tells.
        without: Beginnings of variables that it has no use for, such as the keys.
    """

    name: str
    arguments: tuple[str, ...]
    logs: Path
    ready_url: str
    environment: Mapping[str, str] = field(repr=False)
    without: tuple[str, ...] = ()
    failures: int = 0
    start_at: float = 0.0
    started: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches it through us, in order."""
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.started and self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))  # what the last run said
        known = {**os.environ, **self.environment}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                env={k: v for k, v in known.items() if not k.startswith(self.without)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self.started = time.monotonic()

    def has_died(self) -> bool:
        """Say whether it was started and has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Note a death; give the seconds until it is to be started again."""
        lasted = time.monotonic() - self.started
        self.failures = 1 if lasted > WELL_AFTER_SECONDS else self.failures + 1
        pause = min(FIRST_PAUSE_SECONDS * 2.0 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)
        self.process, self.start_at = None, time.monotonic() + pause
        return pause

    def ask_to_end(self) -> None:
        """Tell it to finish what it has in hand and end."""
        self._signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait so long for it to end, then end it."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self, lines: int = 8) -> str:
        """Give the end of its log."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])


def _die_with_parent() -> None:
    """Have Linux end this process when the supervisor is killed (prctl PR_SET_PDEATHSIG)."""
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
