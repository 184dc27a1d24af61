"""domain.yml and the action server know the same actions."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import yaml
from rasa_sdk.executor import ActionExecutor

import actions
from tests.architecture.repository import ROOT


def registered() -> set[str]:
    """The names of the actions that our action server would run."""
    executor = ActionExecutor()
    for module in pkgutil.walk_packages(actions.__path__, "actions."):
        importlib.import_module(module.name)
    executor.register_package("actions")
    return {name for name in executor.actions if name}


def test_the_domain_lists_exactly_the_registered_actions() -> None:
    domain = yaml.safe_load(Path(ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain.get("actions", [])) == registered()


def test_the_one_form_of_the_design_is_all_there_is() -> None:
    domain = yaml.safe_load(Path(ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert list(domain["forms"]) == ["screening_form"]
    assert domain["forms"]["screening_form"]["required_slots"] == ["answer"]
