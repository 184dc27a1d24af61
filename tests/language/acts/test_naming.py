"""The acts of a message by the names that are written out."""

from __future__ import annotations

from bot.conversation.replies import AskPerson, Chosen, NotUnderstood, SideQuestion
from bot.language.acts import Act
from bot.language.acts.naming import named

NOTHING = NotUnderstood()


def test_facts_alone_are_inform() -> None:
    assert named([], Chosen(("yes",)), {"age": 34}, asks=False) == ["inform"]


def test_facts_beside_an_act_are_not_named() -> None:
    acts = [Act("faq_cost", 0.9)]
    assert named(acts, NOTHING, {"age": 67}, asks=True) == ["faq_cost"]


def test_none_of_these_tells_a_fact_and_a_plain_no_denies() -> None:
    fact = {"high_risk": False}
    assert named([Act("deny", 0.8)], NOTHING, fact, asks=False) == ["inform"]
    assert named([Act("deny", 1.0)], NOTHING, fact, asks=False) == ["deny"]


def test_a_service_named_as_a_need_is_no_question_about_it() -> None:
    meals = Act("faq_support_medically_tailored_meals", 0.8, "faq_what_are_community_supports")
    needs = {"support_needs": {"includes": ["medically_tailored_meals"]}}
    assert named([meals], NOTHING, needs, asks=False) == ["inform"]
    assert named([meals], NOTHING, {}, asks=True) == ["faq_what_are_community_supports"]


def test_a_fixed_command_speaks_where_nothing_else_is_heard() -> None:
    assert named([], AskPerson(), {}, asks=False) == ["ask_human"]
    assert named([Act("complaint", 0.9)], AskPerson(), {}, asks=False) == ["complaint"]


def test_another_language_is_a_wish_to_switch() -> None:
    assert named([], SideQuestion("other_language"), {}, asks=False) == ["switch_language"]


def test_nothing_is_named_where_nothing_is_meant() -> None:
    assert named([], NOTHING, {}, asks=False) == []
