"""Imports, and the size of what a reader has to hold in mind."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.repository import ROOT, committed, name_of, text_of

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
CODE = ("actions/", "bot/", "bench/", "scripts/")


def code() -> list[Path]:
    """Our Python, without tests and the stock bot that we compare with."""
    return [
        path
        for path in committed(".py")
        if name_of(path).startswith(CODE) and "bench/stock" not in name_of(path)
    ]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with the lines it takes, its docstring not counted."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and node.body[1:] else node.body[0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 2


def test_imports_point_down_the_layers() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name_of(path): text_of(path).count("\n") for path in code()}
    assert not {name: n for name, n in lengths.items() if n >= LONGEST_MODULE}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{name_of(path)}:{name}": lines
        for path in code()
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert not long
