"""
The errors of the assistant, one tree.

CalaimError
├── PolicyError      a policy file is wrong; stops the start
├── FactError        a fact or value from outside that the policy does not know
├── DeliveryError    a message could not be handed to a provider
└── StoreError       the database did not take or give what it should

A reply that was not understood is a value (`bot.conversation.replies`), not an error.
"""


class CalaimError(Exception):
    """Any failure the assistant itself recognizes."""


class PolicyError(CalaimError):
    """A policy file is wrong; the message names file, place, word and the nearest right one."""


class FactError(CalaimError):
    """A fact or a value the policy does not know; the message names it and what was expected."""


class DeliveryError(CalaimError):
    """A message could not be handed to the provider that carries it."""


class StoreError(CalaimError):
    """The database did not take or give what it should."""
