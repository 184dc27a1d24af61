"""Rasa's actions: thin adapters between the tracker and the conversation."""
