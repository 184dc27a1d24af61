"""Questions a person asks beside the screening; answered by a rule, then the screening goes on."""

from __future__ import annotations

SIDE_QUESTIONS = (
    "are_you_a_bot",
    "privacy_question",
    "faq_cost",
    "faq_is_it_voluntary",
    "faq_how_long",
    "faq_immigration",
    "faq_lose_other_benefits",
    "faq_phone_or_hours",
    "provider_wants_to_refer",
    "thanks",
    "goodbye",
)
"""Intents with an answer `utter_<intent>`; its words are `answers.<intent>` in bot/wording."""
