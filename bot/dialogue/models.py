"""
What may be loaded as a model: only what training left in `models/`, unchanged since.

Beside each model lies its checksum, `NAME.sha256`, written in the step that made the model and in
the form that `sha256sum -c` reads. It finds what was damaged, exchanged, copied by halves or put
there by somebody else; whoever may write checksums there too is stopped by the folder's rights.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from bot.errors import CalaimError

MODELS = Path(__file__).resolve().parents[2] / "models"
TRIES, PAUSE_SECONDS = 5, 0.2
"""Training in another process may be between a model and its checksum."""


class ModelError(CalaimError):
    """A model is not the one that training made; the message is the sentence to show."""


def checked(model: Path, folder: Path = MODELS) -> Path:
    """
    Give a model's path back when what lies there is what training left.

    Args:
        model: A file, or a folder of files.
        folder: Where models must lie; it and all below it must be no symbolic links.

    Raises:
        ModelError: It is missing, changed, linked, elsewhere, or nobody knows what it should be.
    """
    for left in reversed(range(TRIES)):
        wrong = _wrong(model, folder)
        if not wrong:
            return model
        if left:
            time.sleep(PAUSE_SECONDS)
    raise ModelError(f"{folder.name}/{model.name} {wrong}; run `calaim train` to make it anew.")


def note(model: Path) -> None:
    """Write a model's checksum beside it, at the end of the step that made it."""
    beside = checksum_file(model)
    new = beside.with_name(beside.name + ".new")
    new.write_text(_sums(model), encoding="utf-8")
    new.replace(beside)


def is_sound(model: Path, folder: Path = MODELS) -> bool:
    """Whether a model may be loaded; for training, which makes anew what may not."""
    return not _wrong(model, folder)


def checksum_file(model: Path) -> Path:
    """Where a model's checksum lies."""
    return model.with_name(f"{model.name}.sha256")


def _wrong(model: Path, folder: Path) -> str:
    """What is wrong, as the end of a sentence; empty where nothing is."""
    if not model.absolute().is_relative_to(folder):
        return "is not in the folder of the models"
    if any(path.resolve() != path.absolute() for path in (folder, model, *_files(model))):
        return "is a link to somewhere else"
    if not model.exists():
        return "is missing"
    try:
        known = checksum_file(model).read_text(encoding="utf-8")
        return "" if known == _sums(model) else "is not what training left there"
    except FileNotFoundError:
        return "has no checksum beside it"
    except (OSError, ValueError):
        return "cannot be read"


def _sums(model: Path) -> str:
    """A line for each file: its hash and its name as seen from the model's folder."""
    lines = []
    for path in _files(model):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {path.relative_to(model.parent).as_posix()}\n")
    return "".join(lines)


def _files(model: Path) -> Iterator[Path]:
    """The model's files, in order; also links to files and folders, for they are not followed."""
    if not model.is_dir():
        yield model
        return
    for path in sorted(model.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path
