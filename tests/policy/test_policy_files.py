"""Hold the policy files to what an analyst was promised: tables, citations, thresholds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app.policy_ranges import straddling
from bot.eligibility.facts import Facts
from bot.eligibility.formula import ALWAYS, FALSE, NEVER, TRUE, All, Formula
from bot.eligibility.formula import Any as AnyOf
from bot.eligibility.loader import POLICY_FOLDER, load_policy
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Criterion, Question

CASES = Path(__file__).parent / "cases"
POLICY = load_policy()
PLANNER = Planner(POLICY)
FOLDERS = ("ecm", "community_supports")
GUIDE_PAGES = range(1, 146)
THRESHOLDS = ("at_least", "at_most", "within")
MOST_OPTIONS = 7
# Its options are short, and most are gone by the time it is asked.
LONG_LISTS = {"support_needs_list", "support_needs", "social_factors", "housing"}


def rows(table: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(table.read_text())
    return found


def policy_files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((POLICY_FOLDER / folder).glob("[!_]*"))]


def table_of(file: Path) -> Path:
    return CASES / file.parent.name / file.name


def trees(file: Path) -> list[Criterion]:
    if file.parent.name == "community_supports":
        return [POLICY.supports[file.stem].need]
    population = POLICY.populations[file.stem]
    return [population.rule, *([population.may] if population.may else [])]


def leaves(criterion: Criterion) -> Iterator[Criterion]:
    if not criterion.group:
        yield criterion
    for part in criterion.parts:
        yield from leaves(part)


def decided(criterion: Criterion, leaf: Criterion, answer: Formula) -> Formula:
    """The formula of a tree, with one leaf answered."""
    if criterion is leaf:
        return answer
    if not criterion.group:
        return criterion.formula
    parts = tuple(decided(part, leaf, answer) for part in criterion.parts)
    joined: Formula = All(parts) if criterion.group == "all_of" else AnyOf(parts)
    return joined.negated() if criterion.group == "none_of" else joined


def decides_alone(tree: Criterion, leaf: Criterion, facts: Facts) -> bool:
    """Whether the tree is settled as the leaf is, all else as it stands."""
    if leaf.formula.truth(facts.known) is not TRUE:
        return False
    with_it = decided(tree, leaf, ALWAYS).truth(facts.known)
    without = decided(tree, leaf, NEVER).truth(facts.known)
    return {with_it, without} == {TRUE, FALSE}


def written_leaves(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "fact" in tree or "defined" in tree:
            yield tree
        for part in tree.values():
            yield from written_leaves(part)
    if isinstance(tree, list):
        for part in tree:
            yield from written_leaves(part)


def cited_leaves() -> Iterator[Any]:
    for folder in FOLDERS:
        for file in sorted((POLICY_FOLDER / folder).glob("*.yaml")):
            content = yaml.safe_load(file.read_text())
            for leaf in written_leaves(content):
                name = leaf.get("id") or leaf.get("flag")
                if name:
                    yield pytest.param(content["source"], leaf, id=f"{file.stem}: {name}")


def thresholds() -> Iterator[Any]:
    for file in policy_files():
        for leaf in written_leaves(yaml.safe_load(file.read_text())):
            for word in THRESHOLDS:
                ends = leaf.get(word, [])
                for end in ends if isinstance(ends, list) else [ends]:
                    name = f"{file.stem}: {leaf['fact']} {word} {end}"
                    yield pytest.param(file, leaf["fact"], end, id=name)


def all_leaves() -> Iterator[Any]:
    for file in policy_files():
        for tree in trees(file):
            for leaf in leaves(tree):
                yield pytest.param(file, tree, leaf, id=f"{file.stem}: {leaf.id}")


def test_every_policy_file_has_a_table_and_every_table_a_file() -> None:
    tables = {table for folder in FOLDERS for table in (CASES / folder).iterdir()}
    assert {table_of(file) for file in policy_files()} == tables


@pytest.mark.parametrize("table", sorted(CASES.rglob("*.yaml")), ids=lambda table: table.stem)
def test_no_two_cases_of_a_table_bear_one_name(table: Path) -> None:
    names = [row["case"] for row in rows(table)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_every_table_has_a_row_for_someone_not_sure(file: Path) -> None:
    assert any("not_sure" in row["facts"].values() for row in rows(table_of(file)))


@pytest.mark.parametrize(("source", "leaf"), cited_leaves())
def test_every_leaf_quotes_a_known_source(source: str, leaf: dict[str, Any]) -> None:
    source = leaf.get("source", source)
    assert leaf["cite"].strip()
    assert source in POLICY.sources
    if source == "dhcs_ecm_guide":
        assert leaf["page"] in GUIDE_PAGES
    else:
        assert "page" not in leaf


@pytest.mark.parametrize(("file", "fact", "end"), thresholds())
def test_every_threshold_has_rows_below_at_and_above(file: Path, fact: str, end: int) -> None:
    given = [row["facts"].get(fact) for row in rows(table_of(file))]
    assert all(number in given for number in (end - 1, end, end + 1))


@pytest.mark.parametrize(("file", "tree", "leaf"), all_leaves())
def test_every_leaf_alone_decides_some_row(file: Path, tree: Criterion, leaf: Criterion) -> None:
    facts = (Facts.from_json(POLICY, row["facts"]) for row in rows(table_of(file)))
    assert any(decides_alone(tree, leaf, known) for known in facts)


def test_every_flag_and_every_closing_line_of_the_program_has_a_row() -> None:
    table = rows(CASES / "overall.yaml")
    flags = {flag for row in table for flag in row.get("flags", [])}
    given = {row.get("reason") for row in table}
    assert flags == {flag.id for flag in POLICY.ecm.flags}
    closing = (*POLICY.ecm.not_available, *POLICY.ecm.excluded)
    assert {criterion.id for criterion in closing} <= given


def own_questions(kind: str) -> list[Question]:
    own = (POLICY.questions[fact.id] for fact in POLICY.facts.values() if not fact.never_asked)
    return [question for question in own if POLICY.facts[question.id].kind == kind]


@pytest.mark.parametrize("question", own_questions("choice"), ids=lambda question: question.id)
def test_a_choice_reaches_every_value_of_its_fact(question: Question) -> None:
    reached = {option.sets[question.id] for option in question.options}
    assert reached == set(POLICY.facts[question.id].values)


@pytest.mark.parametrize("question", own_questions("set"), ids=lambda question: question.id)
def test_a_list_has_one_option_for_every_element_of_its_fact(question: Question) -> None:
    ticked = [option.sets[question.id]["includes"] for option in question.options]
    unticked = [option.clears[question.id]["excludes"] for option in question.options]
    assert ticked == unticked == [[value] for value in POLICY.facts[question.id].values]


@pytest.mark.parametrize("question", own_questions("number"), ids=lambda question: question.id)
def test_ranges_leave_no_number_out(question: Question) -> None:
    if question.kind == "number":
        return
    facts = [Facts.from_json(POLICY, dict(option.sets)) for option in question.options]
    variable = POLICY.vocabulary.first[question.id]
    reached = 0
    for known in facts:
        assert not reached & known.stated[variable]
        reached |= known.stated[variable]
    assert reached == POLICY.vocabulary.everything[variable]


def test_no_range_straddles_a_threshold() -> None:
    assert straddling(POLICY, POLICY_FOLDER) == []


def test_a_range_that_straddles_a_changed_threshold_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(POLICY_FOLDER, tmp_path / "bot" / "policy"))
    rule = folder / "ecm" / "avoidable_use_adult.yaml"
    rule.write_text(rule.read_text().replace("at_least: 5", "at_least: 4"))
    [told] = straddling(load_policy(folder), folder)
    for part in (
        "bot/policy/questions/hospital_use.yaml: ed_visits_6_months > three_or_four",
        "threshold 4 of bot/policy/ecm/avoidable_use_adult.yaml",
    ):
        assert part in told


@pytest.mark.parametrize("age", [8, 16, 19, 21, 24, 26, 40, 75])
def test_no_list_offers_one_age_more_than_a_text_message_can_hold(age: int) -> None:
    facts = Facts.from_json(POLICY, {"coverage": "medi_cal_hpsm", "age": age})
    for question in POLICY.questions.values():
        if question.id not in LONG_LISTS:
            assert len(PLANNER.offered(question, facts)) <= MOST_OPTIONS, question.id


def test_the_age_and_the_coverage_are_asked_first() -> None:
    opening = {q.opening: q.id for q in POLICY.questions.values() if q.opening}
    assert opening == {1: "coverage", 2: "age"}
