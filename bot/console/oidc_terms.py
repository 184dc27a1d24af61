"""
What is said between the console and a provider of OpenID Connect; light, so that a console that
has none loads nothing for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.errors import CalaimError


class ProviderDown(CalaimError):
    """The provider does not answer, or not as it should; the message says at which step."""


class NotBelieved(CalaimError):
    """What came back does not show who somebody is; the message says what is wrong with it."""


@dataclass(frozen=True)
class OidcSettings:
    """
    A provider, and what its groups mean here.

    Args:
        issuer: Its address, without a slash at the end.
        groups: The claim in which it tells somebody's groups.
        roles: By group; of several that somebody is in the first counts.
        desks: By group, likewise; who is in none of them is at `desk`.
        scopes: What is asked of it, parted by blanks.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: Mapping[str, str]
    desks: Mapping[str, str] = field(default_factory=dict)
    desk: str = "member_services"
    groups: str = "groups"
    scopes: str = "openid profile"


@dataclass(frozen=True)
class Begun:
    """
    One sign-in, as it was begun.

    Args:
        state: What comes back with the browser.
        nonce: What comes back inside the id token.
        verifier: What shows the provider that the code was asked for by us.
        back: Where the browser comes back to, as that is registered at the provider.
        most_seconds: How long ago they may have shown the provider who they are.
    """

    state: str
    nonce: str
    verifier: str
    back: str
    most_seconds: int


class Accounts(Protocol):
    """Those who know the staff: a provider."""

    settings: OidcSettings

    async def address(self, begun: Begun, *, anew: bool) -> str:
        """
        Give where a browser goes to sign in.

        Args:
            anew: Whether they have to show who they are, even if the provider knows it.

        Raises:
            ProviderDown: It cannot be asked.
        """
        ...

    async def claims(self, code: str, begun: Begun, at: datetime, now: datetime) -> dict[str, Any]:
        """
        Give what the provider says of who came back with a code.

        Args:
            at: When the sign-in was begun.

        Raises:
            ProviderDown: It cannot be asked.
            NotBelieved: It refuses the code, or its id token does not hold.
        """
        ...
