"""Play the case tables: given these facts, the policy finds this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.eligibility.facts import Facts
from bot.eligibility.findings import Finding, Findings
from bot.eligibility.judge import screen
from bot.eligibility.loader import load_policy

CASES = Path(__file__).parent / "cases"
POLICY = load_policy()
Case = dict[str, Any]


def cases(pattern: str) -> list[Any]:
    """Every row of the tables as a test with a name to read."""
    return [
        pytest.param(table.stem, row, id=f"{table.stem}: {row['case']}")
        for table in sorted(CASES.glob(pattern))
        for row in yaml.safe_load(table.read_text())
    ]


def screened(case: Case) -> Findings:
    return screen(POLICY, Facts.from_json(POLICY, case["facts"]))


def check(finding: Finding, case: Case) -> None:
    assert finding.band == case["finds"]
    if "because" in case:
        assert {reason.criterion for reason in finding.because} == set(case["because"])


@pytest.mark.parametrize(("population", "case"), cases("ecm/*.yaml"))
def test_a_population_is_found_as_its_table_says(population: str, case: Case) -> None:
    check(screened(case).ecm.populations[population], case)


@pytest.mark.parametrize(("support", "case"), cases("community_supports/*.yaml"))
def test_a_support_is_found_as_its_table_says(support: str, case: Case) -> None:
    check(screened(case).supports[support], case)


@pytest.mark.parametrize(("table", "case"), cases("overall.yaml"))
def test_the_whole_outcome_is_as_its_table_says(table: str, case: Case) -> None:
    found = screened(case).to_json()
    assert found["ecm"]["band"] == case["finds"]
    assert found["ecm"]["flags"] == case.get("flags", [])
    assert found["sent_to"] == case["sent_to"]
    if "reason" in case:
        assert found["ecm"]["reason"] == case["reason"]
    for support, band in case.get("supports", {}).items():
        assert found["supports"][support]["band"] == band
