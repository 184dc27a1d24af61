"""Facts from free text: what one message asserts about the member, and how it is said back."""

from bot.language.volunteered.spotted import Spotted
from bot.language.volunteered.spotter import Spotter

__all__ = ["Spotted", "Spotter"]
