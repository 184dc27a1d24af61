"""
Danger to life and opting out, recognized before anything else is done with a message.

Pure functions; nothing is read after the first call, and neither Rasa nor scikit-learn is needed.
"""

from bot.safety.opt_out import wants_back, wants_out
from bot.safety.replies import help_first, help_line, names_help
from bot.safety.sorrow import kind_of_help, sorrow
from bot.safety.watch import Danger, look, look_across

__all__ = [
    "Danger",
    "help_first",
    "help_line",
    "kind_of_help",
    "look",
    "look_across",
    "names_help",
    "sorrow",
    "wants_back",
    "wants_out",
]
