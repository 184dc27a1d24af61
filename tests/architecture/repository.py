"""The repository as these tests read it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def committed(*suffixes: str) -> list[Path]:
    """The files under version control, or those about to be, with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in listed]
    return [p for p in paths if p.is_file() and (not suffixes or p.suffix in suffixes)]


def text_of(path: Path) -> str:
    """A file's text; empty where it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def name_of(path: Path) -> str:
    """A path as a person names it."""
    return path.relative_to(ROOT).as_posix()
