"""Known weaknesses of what is pinned: each is listed with a reason, or `make check` fails."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
import yaml

from bot.dialogue.surroundings import ROOT

LISTED = ROOT / "docs" / "advisories.yaml"
SCRIPT = ROOT / "scripts" / "compare_advisories.py"
OURS = "- {package: keras, ids: [CVE-2024-3660], why: nothing loads a model of others}\n"
KERAS = {"id": "PYSEC-1", "aliases": ["CVE-2024-3660"], "fix_versions": ["2.13.1"]}
CLEAN = {"name": "yarl", "version": "1.25.1", "vulns": []}


@pytest.fixture
def audit(tmp_path):
    """Runs the comparison on a report; gives its exit code and what it said."""

    def run(packages, listed: str = OURS, log: str = "") -> tuple[int, str]:
        report = "" if packages is None else json.dumps({"dependencies": packages})
        for name, content in (("r.json", report), ("r.log", log), ("list.yaml", listed)):
            (tmp_path / name).write_text(content)
        command = [sys.executable, SCRIPT, "r.json", "r.log", "list.yaml"]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        return ended.returncode, ended.stdout + ended.stderr

    return run


def test_an_advisory_that_is_listed_by_any_of_its_names_passes(audit):
    code, said = audit([CLEAN, {"name": "keras", "version": "2.12.0", "vulns": [KERAS]}])
    assert code == 0 and "2 packages, 1 advisories, 0 not listed" in said


def test_an_advisory_that_is_not_listed_fails_and_is_named_with_its_fix(audit):
    code, said = audit([CLEAN, {"name": "keras", "vulns": [{**KERAS, "aliases": ["CVE-9"]}]}])
    assert code == 1 and "keras has CVE-9 PYSEC-1, fixed in 2.13.1: not listed" in said


def test_a_reason_for_one_package_is_none_for_another(audit):
    code, said = audit([{"name": "yarl", "vulns": [KERAS]}])
    assert code == 1 and "yarl has CVE-2024-3660" in said


def test_what_is_listed_and_gone_is_told(audit):
    code, said = audit([CLEAN])
    assert code == 0 and "keras is no longer said to have CVE-2024-3660" in said


def test_an_entry_without_a_reason_fails(audit):
    code, said = audit([CLEAN], listed="- {package: keras, ids: [CVE-2024-3660]}\n")
    assert code == 1 and "gives keras no id or no reason" in said


def test_where_the_service_is_away_it_says_so_and_passes(audit):
    skipped = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be"}
    assert audit([skipped]) == (
        0,
        "audit: the advisory service knows none of our packages from here; not audited\n",
    )
    code, said = audit(None, log="ERROR:pip_audit._cli:Could not connect to PyPI's feed\n")
    assert code == 0 and said.count("\n") == 1 and "not audited" in said


def test_one_package_that_could_not_be_looked_up_among_others_fails(audit):
    skipped = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be"}
    code, said = audit([{"name": "keras", "vulns": [KERAS]}, skipped])
    assert code == 1 and "yarl could not be looked up" in said


def test_no_report_for_any_other_reason_fails_with_it(audit):
    code, said = audit(None, log="ValueError: the requirements make no sense\n")
    assert code == 1 and "make no sense" in said


def test_every_listed_package_is_pinned_and_every_reason_is_a_sentence():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    for entry in yaml.safe_load(LISTED.read_text(encoding="utf-8")):
        assert entry["package"] in pinned
        assert entry["why"].strip().endswith(".") and len(entry["why"]) > 60
        for id_ in entry["ids"]:
            assert re.fullmatch(r"CVE-20\d\d-\d{4,}|GHSA(-\w{4}){3}|PYSEC-20\d\d-\d+", id_)
