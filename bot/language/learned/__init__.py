"""What a message says of facts, as learned from labelled examples."""

from bot.language.learned.reader import LearnedReader, Scored

__all__ = ["LearnedReader", "Scored"]
