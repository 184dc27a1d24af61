"""The whole dialogue in one process: for the tests and for the chat in the terminal."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa_sdk.executor import ActionExecutor

from bot.dialogue.action_endpoint import LocalActions
from bot.dialogue.interviewing import interview
from bot.dialogue.nlg import ScreeningNLG
from bot.dialogue.request_tracker_store import RequestTrackerStore
from bot.dialogue.turn_taking import TurnTaker
from bot.dialogue.validator_fix import apply_validator_fix

ACTIONS = "actions"
"""Found by its name, as the action server finds it."""


def load_agent(model: Path) -> Agent:
    """The trained model with our store, NLG and actions around it."""
    apply_validator_fix()
    executor = ActionExecutor()
    executor.register_package(ACTIONS)
    return Agent.load(
        str(model),
        generator=ScreeningNLG(),
        tracker_store=RequestTrackerStore(Domain.empty()),
        action_endpoint=LocalActions(executor.run),
    )


def turn_taker(agent: Agent) -> TurnTaker:
    """Takes turns with an agent just as the turn channel does."""
    return TurnTaker(agent.handle_message, interview())
