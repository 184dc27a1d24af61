"""The prebuilt validator takes and refuses what Rasa's own does, only faster."""

from __future__ import annotations

from importlib.metadata import version
from time import process_time

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

from bot.dialogue.validator_fix import RASA_VERSION, apply_validator_fix

SLOT = {"event": "slot", "name": "screening", "value": {"answers": []}}
GOOD = (
    {"events": [], "responses": []},
    {"events": [SLOT], "responses": [{"text": "Thanks."}]},
    {"events": [{"event": "action", "name": "action_listen"}]},
)
BAD = (
    [],
    "all is well",
    {"events": "none"},
    {"events": [{"name": "screening"}], "responses": []},
    {"events": [{"event": "slot", "value": 1}], "responses": []},
    {"events": [], "responses": ["Thanks."]},
    {"events": [], "responses": {"text": "Thanks."}},
)


@pytest.fixture
def action(monkeypatch):
    """An action of the action server, with the fix in place as long as the test."""
    stock = RemoteAction._validate_action_result
    monkeypatch.setattr(RemoteAction, "_validate_action_result", stock)  # put back at the end
    apply_validator_fix()
    return RemoteAction("validate_screening_form", None)


@pytest.mark.parametrize("result", GOOD, ids=str)
def test_a_good_action_result_is_taken(action, result) -> None:
    validate(result, RemoteAction.action_response_format_spec())
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD, ids=str)
def test_a_bad_action_result_is_still_rejected(action, result) -> None:
    with pytest.raises(ValidationError):
        validate(result, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError):
        action._validate_action_result(result)


def test_it_is_many_times_faster_than_compiling_the_schema_each_time(action) -> None:
    start = process_time()
    for _ in range(20):
        action._validate_action_result(GOOD[1])
    ours = process_time() - start
    start = process_time()
    for _ in range(5):
        validate(GOOD[1], RemoteAction.action_response_format_spec())
    assert ours / 20 < (process_time() - start) / 5 / 3


def test_the_fix_is_for_the_rasa_that_is_installed() -> None:
    assert version("rasa") == RASA_VERSION


@pytest.mark.parametrize("other", ["3.6.20", "3.6.22", "3.7.0"])
def test_another_rasa_is_left_alone_and_the_start_refused(other) -> None:
    before = RemoteAction._validate_action_result
    with pytest.raises(RuntimeError, match=r"was written for rasa 3\.6\.21"):
        apply_validator_fix(other)
    assert RemoteAction._validate_action_result is before
