"""
Rasa 3.6.21 validates every action's result by a schema it compiles anew each time.

`RemoteAction._validate_action_result` calls `jsonschema.validate`, which first checks the
constant schema against the metaschema of its draft: some 43 ms of CPU per action call, two
thirds of a turn. Here the validator is built once. What is accepted and what is rejected stays
the same. Drop this module when Rasa changes; it refuses to touch any other version.
"""

from __future__ import annotations

from typing import Any

import rasa
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

RASA_VERSION = "3.6.21"


def apply_validator_fix(version: str = rasa.__version__) -> None:
    """
    Put the prebuilt validator into Rasa.

    Raises:
        RuntimeError: The installed Rasa is not the version this was written for.
    """
    if version != RASA_VERSION:
        raise RuntimeError(
            f"bot/dialogue/validator_fix.py was written for rasa {RASA_VERSION}, not {version}: "
            "check whether _validate_action_result still compiles its schema in every call"
        )
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is not None:
            raise ValidationError(f"{error.message}. The action server gave a bad response.")
        return True

    RemoteAction._validate_action_result = validate_action_result
