"""What the gateway's handlers work with; built in `bot.app.wiring`, hung on the application."""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from bot.channels.paper import SECONDS
from bot.channels.twilio_sms import TwilioAccount
from bot.gateway.addresses import Proxies
from bot.gateway.alarm import Alarm
from bot.gateway.hub import Hub
from bot.gateway.limits import Limits, load_limits
from bot.gateway.metrics import GatewayMetrics
from bot.gateway.replies import Replies
from bot.gateway.sessions import SessionAges
from bot.gateway.summary import Summarizer
from bot.storage.database import Database
from bot.worker.clock import Clock
from bot.worker.deliveries import Deliveries


@dataclass(frozen=True)
class Services:
    """
    The gateway's surroundings.

    Args:
        quick_exit_url: A page about something else, for whoever must leave the chat at once.
        twilio: None where SMS is off.
        summarizer: Makes the page with the result.
        ages: How long a token of the web chat opens its conversation.
        proxies: Whose word on the sender's address is taken.
        embed_origins: Sites that may show the chat page in a frame.
        paper_seconds: How long a PDF may take.
        deliveries: Acts on what Twilio reports of texts.
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
    summarizer: Summarizer
    limits: Limits = field(default_factory=lambda: Limits(load_limits()))
    ages: SessionAges = field(default_factory=SessionAges)
    proxies: Proxies = field(default_factory=Proxies)
    embed_origins: tuple[str, ...] = ()
    paper_seconds: float = SECONDS
    deliveries: Deliveries = field(default_factory=Deliveries)


def services_of(request: Request) -> Services:
    """Give the services of the application that got the request."""
    services: Any = request.app.state.services
    assert isinstance(services, Services)
    return services
