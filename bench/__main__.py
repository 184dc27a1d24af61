"""Run every part of the benchmark, or those named: `python -m bench [PART ...]`."""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from pathlib import Path

from bench.figures import Figure, read_figures, table, write

FOLDER = Path(__file__).parent
FRAME = {"__main__", "figures"}


def parts() -> list[str]:
    """The names of all parts: modules beside this one that have a `main()`."""
    files = (path for path in FOLDER.glob("*.py") if path.stem not in FRAME)
    return sorted(p.stem for p in files if "\ndef main(" in p.read_text(encoding="utf-8"))


def run_part(name: str) -> list[Figure] | None:
    """Run one part; None where it broke (its traceback is printed, the others go on)."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    try:
        module = importlib.import_module(f"bench.{name}")
        figures = read_figures(module.main())
    except Exception:  # one broken part must not hide the figures of the others
        traceback.print_exc()
        return None
    print(f"   {time.monotonic() - started:.0f} s", flush=True)
    return figures


def main(argv: list[str] | None = None) -> int:
    """Print all figures in one table and keep them in bench/results.json."""
    wanted = (sys.argv[1:] if argv is None else argv) or parts()
    unknown = sorted(set(wanted) - set(parts()))
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are: {', '.join(parts())}.")
        return 2
    results = {name: run_part(name) for name in wanted}
    broken = [name for name, figures in results.items() if figures is None]
    measured = {name: figures for name, figures in results.items() if figures}
    print("\n" + table(measured))
    write(FOLDER / "results.json", measured)
    if broken:
        print(f"\nBroken: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
