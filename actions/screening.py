"""Lets the screening take what the person said."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, take_step


class ValidateScreeningForm(Action):
    """
    The form's validation: the one action call of an ordinary turn.

    A plain Action and not a FormValidationAction: that would need the whole domain in every
    call, to find by itself the one slot this form has.
    """

    def name(self) -> str:
        """The name under which the form calls it."""
        return "validate_screening_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Remark on the message and set the slot; the NLG then says what follows from it."""
        heard = Heard.from_message(tracker.latest_message)
        step = take_step(interview(), tracker.get_slot("screening"), heard)
        for remark in step.remarks:
            dispatcher.utter_message(text=remark)
        closing = [] if step.screening.is_asking else [SlotSet("requested_slot", None)]
        return [SlotSet("screening", step.screening.to_json()), *closing]
