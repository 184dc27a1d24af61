"""What the processes of a running service cost, read from /proc (Linux)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def with_setting(name: str, value: str) -> list[Path]:
    """The processes that were started with this in their environment."""
    wanted = f"{name}={value}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(process)
    return found


def of_command(processes: list[Path], word: str) -> list[Path]:
    """Those of them that were started with this word in their command."""
    found = []
    for process in processes:
        with suppress(OSError):
            if word.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(process)
    return found


def cpu_ms(processes: list[Path]) -> float:
    """CPU time they have used up to now, in milliseconds."""
    total = 0
    for process in processes:
        with suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICKS


def pss_mb(processes: list[Path]) -> float:
    """Memory, shared pages counted once in all, in megabytes."""
    total = 0
    for process in processes:
        with suppress(OSError):
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return round(total / 1000, 1)
