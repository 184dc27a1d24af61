"""The weights are what the project's own examples give, and need nothing heavy to be used."""

import json
import subprocess
import sys

from bot.safety import lexicon
from bot.safety.classifier import WEIGHTS
from bot.safety.examples import read
from bot.safety.train import train


def test_the_committed_weights_are_what_the_committed_examples_give():
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    made = train()
    assert made["limits"] == kept["limits"]
    assert set(made["weights"]) ^ set(kept["weights"]) == set()
    for gram, row in made["weights"].items():
        assert all(abs(a - b) <= 1 for a, b in zip(row, kept["weights"][gram], strict=True)), gram


def test_there_are_enough_examples_of_our_own():
    counts = {}
    for example in read():
        counts[example.kind] = counts.get(example.kind, 0) + 1
    assert set(counts) == {None, *lexicon.KINDS}
    assert counts.pop(None) >= 900
    assert sum(counts.values()) >= 900


def test_looking_imports_nothing_heavy():
    code = (
        "import sys, bot.safety as s; s.look('i want to die'); s.wants_out('stop');"
        "print([m for m in ('numpy', 'sklearn', 'scipy', 'rasa', 'tensorflow', 'spacy')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
