"""
Hold what pip-audit found against the advisories that we know of and live with.

    compare_advisories.py REPORT.json REPORT.log ADVISORIES.yaml

0 where nothing is new, and where the advisory service could not be reached, which is then said; 1
where an advisory is not listed, a reason is missing, or pip-audit broke for another reason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

OUT_OF_REACH = ("not found on PyPI", "Could not connect", "Connection", "timed out", "resolve")


def main(arguments: list[str]) -> int:
    """Compare and say in a few lines what came of it."""
    report, log, listed = (Path(argument) for argument in arguments)
    known = read_listed(listed)
    try:
        packages = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
    except (ValueError, KeyError):
        return _broken(log.read_text(encoding="utf-8", errors="replace"))
    unseen = [each for each in packages if "skip_reason" in each]
    if len(unseen) == len(packages):
        print("audit: the advisory service knows none of our packages from here; not audited")
        return 0 if all(_out_of_reach(each["skip_reason"]) for each in unseen) else 1
    found = [(each["name"], vuln) for each in packages for vuln in each.get("vulns", [])]
    new = [(name, vuln) for name, vuln in found if not _names(vuln) & known.get(name, set())]
    for name, vuln in new:
        better = ", ".join(vuln.get("fix_versions", [])) or "no version"
        print(f"audit: {name} has {' '.join(sorted(_names(vuln)))}, fixed in {better}: not listed")
    for each in unseen:
        print(f"audit: {each['name']} could not be looked up")
    _tell_gone(known, found)
    print(f"audit: {len(packages)} packages, {len(found)} advisories, {len(new)} not listed")
    return 1 if new or unseen else 0


def read_listed(path: Path) -> dict[str, set[str]]:
    """
    The accepted ids of each package.

    Raises:
        SystemExit: An entry has no id or no reason.
    """
    known: dict[str, set[str]] = {}
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        if not entry.get("ids") or not str(entry.get("why") or "").strip():
            raise SystemExit(f"audit: {path.name} gives {entry['package']} no id or no reason")
        known.setdefault(entry["package"], set()).update(entry["ids"])
    return known


def _names(vuln: dict[str, Any]) -> set[str]:
    return {vuln["id"], *vuln.get("aliases", [])}


def _out_of_reach(reason: str) -> bool:
    return any(words in reason for words in OUT_OF_REACH)


def _broken(log: str) -> int:
    if _out_of_reach(log):
        print("audit: the advisory service could not be reached; not audited")
        return 0
    print(f"audit: pip-audit gave no report:\n{log}")
    return 1


def _tell_gone(known: dict[str, set[str]], found: list[tuple[str, dict[str, Any]]]) -> None:
    seen = {(name, id_) for name, vuln in found for id_ in _names(vuln)}
    for name, ids in known.items():
        gone = sorted(id_ for id_ in ids if (name, id_) not in seen)
        if gone:
            print(f"audit: {name} is no longer said to have {' '.join(gone)}; take it off the list")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
