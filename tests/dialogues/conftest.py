"""Has to come before the first import of rasa: TensorFlow reads its settings then."""

from bot.dialogue.surroundings import prepare_surroundings

prepare_surroundings()
