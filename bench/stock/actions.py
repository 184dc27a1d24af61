"""The stock bot's actions: one validate_ method for each slot."""

from __future__ import annotations

from typing import Any

from rasa_sdk import FormValidationAction


class ValidateEligibilityForm(FormValidationAction):
    """Checks numbers and takes yes or no as they come."""

    def name(self) -> str:
        return "validate_eligibility_form"

    def validate_in_medi_cal(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"in_medi_cal": value}

    def validate_age(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"age": number_in(value)}

    def validate_steady_home(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"steady_home": value}

    def validate_er_visits(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"er_visits": number_in(value)}

    def validate_hospital_stays(
        self, value: Any, dispatcher: Any, tracker: Any, domain: Any
    ) -> Any:
        return {"hospital_stays": number_in(value)}

    def validate_serious_illness(
        self, value: Any, dispatcher: Any, tracker: Any, domain: Any
    ) -> Any:
        return {"serious_illness": value}

    def validate_mental_health(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"mental_health": value}

    def validate_substance_use(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"substance_use": value}

    def validate_left_jail(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"left_jail": value}

    def validate_nursing_home(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"nursing_home": value}

    def validate_pregnant(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"pregnant": value}

    def validate_wants_help(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return {"wants_help": value}


def number_in(value: Any) -> int | None:
    """The digits of a text as a number; None asks again."""
    digits = "".join(character for character in str(value) if character.isdigit())
    return int(digits) if digits else None
