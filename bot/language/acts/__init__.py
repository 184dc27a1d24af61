"""What a message does, beside the facts it tells: its dialogue acts."""

from bot.language.acts.reader import Act, ActReader

__all__ = ["Act", "ActReader"]
