"""A wrong word in a policy file stops the start, with an error an analyst can act on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.eligibility.loader import POLICY_FOLDER, load_policy
from bot.errors import PolicyError

BIRTH, FACTS = "ecm/birth_equity.yaml", "facts/health.yaml"
PROGRAM = "community_supports/_program.yaml"

# file, what stands there, what is written instead, and what the error must name
WRONG = [
    (
        BIRTH,
        "fact: disparity_group",
        "fact: disparity_grup",
        ['"disparity_grup"', '"disparity_group"'],
    ),
    (BIRTH, "defined: perinatal", "defined: perinatl", ['"perinatl"', '"perinatal"']),
    (BIRTH, "is: true", "is: maybe", ["true or false"]),
    (BIRTH, "is: true", "iss: true", ['"iss"', '"is"']),
    (BIRTH, "all_of:", "al_of:", ["criteria"]),
    (BIRTH, "source: hpsm_calaim", "source: hpsm_calam", ['"hpsm_calam"', '"hpsm_calaim"']),
    (BIRTH, "population: birth_equity", "population: birth", ["name of its file"]),
    (FACTS, "kind: yes_no", "kind: yesno", ['"yesno"', '"yes_no"']),
    (FACTS, "kind: yes_no", "kind: yes_no\n  kind: yes_no", ["twice"]),
    (FACTS, '"no"]', "no]", ["must be quoted"]),
    (PROGRAM, "willing:", "wiling:", ['"wiling"', '"willing"']),
    ("questions/lists.yaml", "{housing: stable}", "{housing: stabel}", ["stabel", "stable"]),
    ("questions/member.yaml", "question: age", "question: ages", ['"age" has no question']),
    ("definitions.yaml", "- unsheltered", "- unshelterd", ['"unshelterd"', '"unsheltered"']),
    ("contacts.yaml", "supports_only:", "support_only:", ['"support_only"', '"supports_only"']),
    ("sources.yaml", "hpsm_calaim:", "hpsm_calaim: [", ["line ", "does not read as YAML"]),
    ("edition.yaml", "edition:", "editon:", ['"editon"', '"edition"']),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the policy to break."""
    return Path(shutil.copytree(POLICY_FOLDER, tmp_path / "bot" / "policy"))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "named"), WRONG, ids=[f"{w[0]}: {w[2]}" for w in WRONG]
)
def test_an_error_names_file_wrong_word_and_the_right_one(
    folder: Path, file: str, right: str, wrong: str, named: list[str]
) -> None:
    path = folder / file
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong, 1))
    with pytest.raises(PolicyError) as caught:
        load_policy(folder)
    message = str(caught.value)
    assert "\n" not in message
    for word in [f"bot/policy/{file}" if "question" not in file else "bot/policy/", *named]:
        assert word in message, message


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "contacts.yaml").unlink()
    with pytest.raises(PolicyError, match=r"bot/policy/contacts.yaml: this file is missing"):
        load_policy(folder)


def test_a_threshold_is_changed_in_one_place(folder: Path) -> None:
    from bot.eligibility.facts import Facts
    from bot.eligibility.judge import screen

    path = folder / "ecm/avoidable_use_adult.yaml"
    path.write_text(path.read_text().replace("at_least: 5", "at_least: 4", 1))
    policy = load_policy(folder)
    found = screen(policy, Facts.from_json(policy, {"age": 30, "ed_visits_6_months": 4}))
    assert found.ecm.populations["avoidable_use_adult"].band == "appears"


def test_a_population_is_added_without_touching_python(folder: Path) -> None:
    from bot.eligibility.facts import Facts
    from bot.eligibility.judge import screen

    (folder / "ecm/new_group.yaml").write_text(
        "population: new_group\nlabel: New group\nsource: hpsm_ecm\nin_force: {from: 2027-01-01}\n"
        "criteria: {id: alone, fact: environment_factors, includes: [lives_alone], cite: words}\n"
    )
    policy = load_policy(folder)
    facts = Facts.from_json(policy, {"environment_factors": ["lives_alone"]})
    finding = screen(policy, facts).ecm.populations["new_group"]
    assert finding.band == "appears"
    assert [(r.criterion, r.text, r.source) for r in finding.because] == [
        ("alone", "words", "hpsm_ecm")
    ]
