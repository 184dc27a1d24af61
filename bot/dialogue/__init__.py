"""Our parts inside Rasa: the turn channel, the store that keeps nothing, the NLG, one fix."""
