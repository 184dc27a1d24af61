"""
Paper: a page of HTML becomes a tagged PDF (PDF/UA-1), which a screen reader can read too.

WeasyPrint lays it out in a short-lived process of its own, with bounds on time and memory, without
our settings and keys, and able to fetch nothing: the gateway that asks for it faces the internet.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import subprocess  # nosec B404
import sys
import threading
from functools import lru_cache
from pathlib import Path

from bot.errors import CalaimError

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20.0
# A page of ours takes a seventh of it, most of that for the library itself.
MOST_MEMORY = 1024**3
# By it a caller tells that WeasyPrint, or Pango below it, is not on this machine.
IS_MISSING = 3
# What finds programs, fonts and libraries; nothing of ours.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_SMALL = '<!doctype html><html lang="en"><title>-</title><p>-</p></html>'
_probing = threading.Lock()


class PaperError(CalaimError):
    """No PDF came of it; nothing else was changed."""


class PaperMissing(PaperError):
    """This machine cannot make PDFs until Pango is installed."""


def tagged_pdf(html: str, seconds: float = SECONDS, memory: int = MOST_MEMORY) -> bytes:
    """
    Give a page as a tagged PDF.

    Args:
        html: A whole document with `lang` and `<title>`; its style stands in it, and its pictures
            as data: addresses, since nothing is fetched.
        seconds: When to give up.
        memory: How much the process may take, in bytes.
    Raises:
        PaperMissing: WeasyPrint or Pango is not there.
        PaperError: It took too long, or broke.
    """
    bounds = [str(math.ceil(seconds)), str(memory)]
    command = [sys.executable, "-m", "bot.channels.paper", *bounds]
    try:
        done = subprocess.run(  # nosec B603
            command,
            input=html.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(),
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise PaperError(f"the PDF was not ready after {seconds:g} seconds") from None
    if done.returncode == IS_MISSING:
        raise PaperMissing("PDFs need Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0)")
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PaperError(f"the PDF could not be made (code {done.returncode})")
    return done.stdout


def environment() -> dict[str, str]:
    """What the process is told of this one's environment: none of our settings."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def can_print() -> bool:
    """
    Whether this machine can make PDFs; the first call takes as long as making one.

    Who asks meanwhile waits for its answer, and makes none.
    """
    with _probing:
        return _probed()


@lru_cache(1)
def _probed() -> bool:
    try:
        tagged_pdf(_SMALL)
    except PaperMissing:
        return False
    except PaperError:
        return True  # it is there; this once it broke
    return True


def main() -> int:
    """Turn the HTML on standard input into a PDF on standard output."""
    _set_bounds(*map(int, sys.argv[1:]))
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return IS_MISSING
    only_given = URLFetcher(allowed_protocols=("data",))
    html = sys.stdin.buffer.read().decode()
    document = HTML(string=html, url_fetcher=only_given)
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))
    return 0


def _set_bounds(seconds: int, memory: int) -> None:
    """Have the system end this process rather than let a page take all there is."""
    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds}
    for what, bound in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # macOS bounds no address space
            resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    sys.exit(main())
