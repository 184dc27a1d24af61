"""What the gateway's handlers work with; built in `bot.app.wiring`, hung on the application."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from bot.channels.twilio_sms import TwilioAccount
from bot.gateway.alarm import Alarm
from bot.gateway.hub import Hub
from bot.gateway.metrics import GatewayMetrics
from bot.gateway.replies import Replies
from bot.storage.database import Database
from bot.worker.clock import Clock


@dataclass(frozen=True)
class Services:
    """
    The gateway's surroundings.

    Args:
        quick_exit_url: A page about something else, for whoever must leave the chat at once.
        twilio: None where SMS is off.
    """

    database: Database
    hub: Hub
    alarm: Alarm
    replies: Replies
    clock: Clock
    metrics: GatewayMetrics
    public_url: str
    quick_exit_url: str
    rasa_url: str
    actions_url: str
    twilio: TwilioAccount | None


def services_of(request: Request) -> Services:
    """Give the services of the application that got the request."""
    services: Any = request.app.state.services
    assert isinstance(services, Services)
    return services
