"""
spaCy without TensorFlow.

spaCy's numbers library imports TensorFlow wherever it finds it installed, though nothing here uses
it: three seconds and 300 MB in a process that only reads text. While spaCy is imported, TensorFlow
is hidden from it, unless the process (a Rasa server) has loaded it already.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_HEAVY = ("tensorflow", "torch")


def load_spacy() -> Any:
    """The spaCy package."""
    with _hidden(_HEAVY):
        importlib.import_module("spacy.matcher")
        return importlib.import_module("spacy")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    absent = [name for name in names if name not in sys.modules]
    # None in sys.modules makes an import of that name raise ImportError.
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
