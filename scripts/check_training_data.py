"""Run `rasa data validate` and read what it says: its exit code alone cannot be trusted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
FAULT = re.compile(r"\b(ERROR|WARNING|CRITICAL)\b|\[(error|warning|critical) *\]|UserWarning|^E\s")
# Said of Rasa's own packages at every start, whatever the data; and of the one response that
# only a form's slot asks for, which no story names.
NOT_OURS = re.compile(
    r"DeprecationWarning|MovedIn20Warning|pkg_resources|tensorflow|TF-TRT"
    r"|'utter_ask_answer' is not used in any story or rule"
)
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def faults_in(output: str) -> list[str]:
    """The lines of Rasa's output that name a fault in our data."""
    return [
        line for line in output.splitlines() if FAULT.search(line) and not NOT_OURS.search(line)
    ]


def main() -> int:
    """Print one line when all is well, else Rasa's own words; 0 or 1."""
    done = subprocess.run(
        [BIN / "rasa", "data", "validate", "--fail-on-warnings"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **QUIET},
    )
    output = done.stdout + done.stderr
    faults = faults_in(output)
    if done.returncode or faults:
        print(output if done.returncode else "\n".join(faults))
        print("Training data: faults (above)")
        return 1
    print("Training data: no faults")
    return 0


if __name__ == "__main__":
    sys.exit(main())
