"""What the console's pages work with; built in `bot.app.wiring`, hung on the application."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from bot.console.hub import ChangeHub
from bot.console.oidc_terms import Accounts
from bot.gateway.addresses import Proxies
from bot.gateway.limits import Limits, load_limits
from bot.gateway.origins import origin_of
from bot.storage.database import Database
from bot.storage.staff_sessions import SessionLimits
from bot.worker.clock import Clock

LIMITS = Path(__file__).parent / "limits.yaml"


@dataclass(frozen=True)
class Services:
    """
    The console's surroundings.

    Args:
        url: How browsers reach it, without a slash at the end.
        sources: Of the plan's words: title and link, by the name that a case gives.
        requires_totp: Whether everybody needs a code beside the password.
        attempts: How often somebody may try to sign in.
        proxies: Whose word on the sender's address is taken.
        accounts: Who knows the accounts that staff have at work; None where only ours count.
        takes_passwords: Whether staff may sign in by a password of ours.
        connects_calls: Whether we ring staff and connect them to members.
        untold: The desks that nothing outside of the console tells of their cases.
    """

    database: Database
    hub: ChangeHub
    clock: Clock
    url: str
    sources: Mapping[str, Mapping[str, Any]]
    sessions: SessionLimits = field(default_factory=SessionLimits)
    requires_totp: bool = False
    attempts: Limits = field(default_factory=lambda: Limits(load_limits(file=LIMITS)))
    proxies: Proxies = field(default_factory=Proxies)
    accounts: Accounts | None = None
    takes_passwords: bool = True
    connects_calls: bool = False
    untold: tuple[str, ...] = ()

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it by https."""
        return self.url.startswith("https:")

    @property
    def origin(self) -> str:
        """Scheme, host and port as browsers write them."""
        return origin_of(self.url)

    @property
    def cookie(self) -> str:
        """The name of the cookie; with that prefix a browser lets nobody else set it."""
        return "__Host-calaim" if self.is_https else "calaim_staff"


def services_of(request: Request) -> Services:
    """Give the services of the application that got the request."""
    services: Any = request.app.state.services
    assert isinstance(services, Services)
    return services
