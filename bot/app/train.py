"""`calaim train`: trains the dialogue model if anything it is made of has changed."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from bot.app.acts_file import ACTS, ensure_acts
from bot.dialogue.models import MODELS, is_sound, note
from bot.dialogue.surroundings import (
    ROOT,
    SPACY_MODEL,
    ensure_spacy_model,
    prepare_surroundings,
)
from bot.dialogue.told import FACTS, ensure_facts

LOG = MODELS / "train.log"
INPUTS = (
    "domain.yml",
    "config.yml",
    "bot/dialogue/acts_component.py",
    "bot/dialogue/fact_extractor.py",
)
PINS = ("rasa", "scikit-learn", "spacy", "tensorflow")
TICK_SECONDS = 1.0
SLOW_SECONDS = 1800


def main(argv: list[str]) -> int:
    """Train where needed and say so in one line; 0, or 1 when training failed."""
    parser = argparse.ArgumentParser(prog="calaim train", description=__doc__)
    parser.add_argument("--if-changed", action="store_true", help="train if needed (the default)")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    parser.add_argument("--in-this-process", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.in_this_process:
        return _train_here(options.in_this_process)
    model = model_path()
    for made in (ACTS, FACTS, SPACY_MODEL):
        _drop_unsound(made)
    if is_sound(model) and not options.force:
        ensure_spacy_model()
        ensure_acts()
        ensure_facts()
        print("Model: up to date")
        return 0
    return _train_apart(model)


def model_path() -> Path:
    """Where the model made of the present data, domain, configuration and versions lies."""
    return MODELS / f"{inputs_hash()}.tar.gz"


def inputs_hash() -> str:
    """A name for everything a model is made of."""
    digest = hashlib.sha256()
    for path in [*sorted((ROOT / "data").rglob("*.yml")), *(ROOT / name for name in INPUTS)]:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    for package in PINS:
        digest.update(f"{package}=={version(package)}".encode())
    return digest.hexdigest()[:16]


def _drop_unsound(made: Path) -> None:
    """Take away what may not be loaded, so that it is made anew."""
    if is_sound(made, made.parent):
        return
    if made.is_dir() and not made.is_symlink():
        shutil.rmtree(made)
    else:
        made.unlink(missing_ok=True)


def _train_apart(model: Path) -> int:
    """Train in a process of its own, whose flood of words goes to a file."""
    MODELS.mkdir(exist_ok=True)
    model.unlink(missing_ok=True)  # a link would be written through
    command = [sys.executable, "-m", "bot.app.train", "--in-this-process", model.name]
    start = time.monotonic()
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            code = _wait(process, start)
        except BaseException:
            process.kill()
            raise
    seconds = time.monotonic() - start
    if code or not model.exists():
        print(f"\nTraining failed; {LOG.relative_to(ROOT)} says why. Its last lines:")
        print("\n".join(LOG.read_text(encoding="utf-8").splitlines()[-15:]))
        return 1
    _say(f"Model: trained in {seconds:.0f} s", end="\n")
    return 0


def _wait(process: subprocess.Popen[bytes], start: float) -> int:
    """Wait for the training; on a terminal the seconds count up."""
    if not sys.stdout.isatty():
        print("Model: training, about half a minute", flush=True)
    while True:
        seconds = time.monotonic() - start
        if sys.stdout.isatty():
            _say(f"Model: training, {seconds:.0f} s of about 30", end="")
        try:
            return process.wait(timeout=TICK_SECONDS)
        except subprocess.TimeoutExpired:
            if seconds > SLOW_SECONDS:
                raise


def _say(text: str, end: str) -> None:
    start = "\r" if sys.stdout.isatty() else ""
    print(f"{start}{text:<50}".rstrip() if end else f"{start}{text:<50}", end=end, flush=True)


def _train_here(name: str) -> int:
    prepare_surroundings()
    ensure_spacy_model()
    ensure_acts()
    ensure_facts()
    from rasa.model_training import train

    from bot.dialogue.surroundings import silence_rasa

    silence_rasa()
    result = train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data"],
        output=str(MODELS),
        fixed_model_name=name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code == 0:
        note(MODELS / name)
    return int(result.code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
