"""What people write, and what it is read as."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    AskMore,
    AskPerson,
    AskWhy,
    BornOn,
    Chosen,
    Declined,
    GoBack,
    NotSure,
    NotUnderstood,
    Number,
    NumberRange,
    Repeat,
    Reply,
    Restart,
    Text,
)
from bot.language.reader import read_reply
from tests.conversation.talk import TODAY, interview


def question(id: str, channel: str = "sms") -> AskedQuestion:
    begun = interview().begin(TODAY, channel=channel)
    screening = replace(begun, who="self", stage="asking", open=id)
    if id == "handover":
        screening = replace(screening, stage="outcome")
    found = interview().open_question(screening)
    assert found is not None
    return found


def read(text: str, id: str, channel: str = "sms", intent: str | None = None) -> Reply:
    return read_reply(text, question(id, channel), intent)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("yes", Chosen(("yes",))),
        ("Y", Chosen(("yes",))),
        ("1", Chosen(("yes",))),
        ("Yes I do!", Chosen(("yes",))),
        ("i think so", Chosen(("yes",))),
        ("no", Chosen(("no",))),
        ("Nope.", Chosen(("no",))),
        ("not really", Chosen(("no",))),
        ("2", Chosen(("no",))),
        ("3", NotSure()),
        ("idk", NotSure()),
        ("maybe", NotSure()),
        ("I don\u2019t know", NotSure()),
        ("honestly im not sure about that", NotSure()),
        ("no idea", NotSure()),
        ("skip", Declined()),
        ("I'd rather not say", Declined()),
        ("why?", AskWhy()),
        ("WHY DO YOU ASK", AskWhy()),
        ("back", GoBack()),
        ("go back", GoBack()),
        ("repeat", Repeat()),
        ("a person", AskPerson()),
        ("agent", AskPerson()),
        ("can I please talk to someone", AskPerson()),
        ("more", AskMore()),
        ("start over", Restart()),
        ("purple", NotUnderstood()),
        ("yes but only sometimes", Chosen(("yes",))),
        ("no, wait yes", Chosen(("yes",))),
        ("no i mean yes", Chosen(("yes",))),
        ("yes wait no", Chosen(("no",))),
        ("yes, i mean not really", Chosen(("no",))),
        ("no problem, yes i do", Chosen(("yes",))),
        ("yes and no", NotUnderstood()),
        ("yes no", NotUnderstood()),
        ("yes i don't have one", NotUnderstood()),
        ("no i do", NotUnderstood()),
        ("yes she does, since may", Chosen(("yes",))),
        ("no i never had one", Chosen(("no",))),
        ("no way", Chosen(("no",))),
        ("no way to know", NotSure()),
        ("no clue", NotSure()),
        ("no clue honestly", NotSure()),
        ("no idea really", NotSure()),
        ("please stop asking", NotUnderstood()),
        ("never mind", Declined()),
        ("", NotUnderstood()),
        ("7", NotUnderstood()),
        ("\U0001f44d", NotUnderstood()),
    ],
)
def test_a_yes_no_question_takes(text: str, reply: Reply) -> None:
    assert read(text, "nursing_facility_resident") == reply


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 3 and 5", ("no_steady_home", "locked_up_past_year", "foster_care_ever")),
        ("1 3", ("no_steady_home", "locked_up_past_year")),
        ("1,3.", ("no_steady_home", "locked_up_past_year")),
        ("#1 & #3", ("no_steady_home", "locked_up_past_year")),
        ("135", None),
        ("34", None),
        ("1234", None),
        ("345", None),
        ("1, 34", None),
        ("thirty four", None),
        ("3 4", ("locked_up_past_year", "nursing_home")),
        ("3,4", ("locked_up_past_year", "nursing_home")),
        ("3 and 4", ("locked_up_past_year", "nursing_home")),
        ("a couple", None),
        ("twice", None),
        ("just one", None),
        ("i only have one", None),
        ("only 1", ("no_steady_home",)),
        ("1 yes", ("no_steady_home",)),
        ("1 no", None),
        ("1, 2 no", None),
        ("1 yes 2 no", None),
        ("first and third", ("no_steady_home", "locked_up_past_year")),
        ("just the first one", ("no_steady_home",)),
        ("the third one", ("locked_up_past_year",)),
        ("the first three", None),
        ("one and three", ("no_steady_home", "locked_up_past_year")),
        ("number 2 please", ("pregnant_or_new_baby",)),
        ("1\ufe0f\u20e3", ("no_steady_home",)),
        ("none", ("none",)),
        ("None of these", ("none",)),
        ("0", ("none",)),
        ("no", ("none",)),
        ("7", ("none",)),
        ("1 3 not sure", ("no_steady_home", "locked_up_past_year", "not_sure")),
        ("3?", ("locked_up_past_year?",)),
        ("1 3?", ("no_steady_home", "locked_up_past_year?")),
        ("1 and maybe 3", ("no_steady_home", "locked_up_past_year?")),
        ("pregnant", ("pregnant_or_new_baby",)),
        ("nursing home, foster care", ("nursing_home", "foster_care_ever")),
        ("was ever in fost", ("foster_care_ever",)),
        ("1 and 99", None),
        ("1-3", ("no_steady_home", "pregnant_or_new_baby", "locked_up_past_year")),
        ("1 to 3", ("no_steady_home", "pregnant_or_new_baby", "locked_up_past_year")),
        ("3-1", None),
        ("5-8", None),
        ("650-616-2133", None),
        ("1 7", None),
        ("yes", None),
        ("pregnant and purple", None),
    ],
)
def test_a_list_takes(text: str, values: tuple[str, ...] | None) -> None:
    assert read(text, "life_now") == (Chosen(values) if values else NotUnderstood())


def test_all_and_all_but_tick_the_items_of_a_list() -> None:
    items = tuple(item.value for item in question("life_now").items)
    assert read("all of them", "life_now") == Chosen(items)
    assert read("all but 2", "life_now") == Chosen((items[0], *items[2:]))


def test_not_sure_and_skip_answer_a_whole_list() -> None:
    assert read("not sure", "life_now") == NotSure() == read("8", "life_now")
    assert read("rather not say", "life_now") == Declined()


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("34", Number(34)),
        ("im 34 years old", Number(34)),
        ("thirty four", Number(34)),
        ("turning 21 soon", Number(20)),
        ("6 months", Number(0)),
        ("newborn", Number(0)),
        ("34 next month", Number(33)),
        ("21 next week", Number(20)),
        ("21 next month", Number(20)),
        ("i turn 21 in december", Number(20)),
        ("21 last month", Number(21)),
        ("20 something", NumberRange(20, 29)),
        ("twenty-something", NumberRange(20, 29)),
        ("in my 30s", NumberRange(30, 39)),
        ("late thirties", NumberRange(30, 39)),
        ("born in the 80s", NotUnderstood()),
        ("1980s", NotUnderstood()),
        ("1.5 years", Number(1)),
        ("18 months", Number(1)),
        ("3 weeks old", Number(0)),
        ("6 months pregnant", NotUnderstood()),
        ("20 or 21 months", NotUnderstood()),
        ("born in 85", BornOn(1985)),
        ("i was born in march of 85", BornOn(1985)),
        ("'85", BornOn(1985)),
        ("\u201985", BornOn(1985)),
        ("born in 05", BornOn(2005)),
        ("born in 24", NotUnderstood()),
        ("born 34 years ago", Number(34)),
        ("3/14/85", BornOn(1985, 3, 14)),
        ("2/30/1990", NotUnderstood()),
        ("february 30 1990", NotUnderstood()),
        ("2/29/1991", NotUnderstood()),
        ("2/29/1992", BornOn(1992, 2, 29)),
        ("-5", NotUnderstood()),
        ("<21", NumberRange(at_most=20)),
        ("under 21", NumberRange(at_most=20)),
        ("<= 21", NumberRange(at_most=21)),
        (">= 65", NumberRange(at_least=65)),
        ("I am not 34", NotUnderstood()),
        ("not 21 yet", NumberRange(at_most=20)),
        ("not yet 21", NumberRange(at_most=20)),
        ("im not sure, 34", Number(34)),
        ("no, 34", Number(34)),
        ("34 and 6 months", Number(34)),
        ("34 years and 6 months", Number(34)),
        ("34.5", Number(34)),
        ("34.", Number(34)),
        ("34 1/2", Number(34)),
        ("34 and a half", Number(34)),
        ("34\u00bd", Number(34)),
        ("5'4", NotUnderstood()),
        ("a hundred", Number(100)),
        ("one hundred and two", Number(102)),
        ("3.14.1985", BornOn(1985, 3, 14)),
        ("2 years 6 months", Number(2)),
        ("im 24 and 6 months pregnant", Number(24)),
        ("she is 81 yrs old", Number(81)),
        ("3/14/1985", BornOn(1985, 3, 14)),
        ("born March 3rd 1990", BornOn(1990, 3, 3)),
        ("1985", BornOn(1985)),
        ("20 or 21", NumberRange(20, 21)),
        ("old", NotUnderstood()),
        ("idk", NotSure()),
    ],
)
def test_an_age_is_read_from(text: str, reply: Reply) -> None:
    assert read(text, "age") == reply


@pytest.mark.parametrize("channel", ["sms", "web"])
@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("4", Number(4)),
        ("about four", Number(4)),
        ("like 6 or 7", NumberRange(6, 7)),
        ("6-7", NumberRange(6, 7)),
        ("between 3 and 5", NumberRange(3, 5)),
        ("5 or more", NumberRange(at_least=5)),
        ("5+", NumberRange(at_least=5)),
        ("more than 5", NumberRange(at_least=6)),
        ("less than 3", NumberRange(at_most=2)),
        ("up to 2", NumberRange(at_most=2)),
        ("twice", Number(2)),
        ("a couple times", Number(2)),
        ("never", Number(0)),
        ("none", Number(0)),
        ("a lot", NotUnderstood()),
        ("a few times", NotUnderstood()),
        ("<3", NumberRange(at_most=2)),
        ("-5", NotUnderstood()),
        ("not 5", NotUnderstood()),
        ("not once", Number(0)),
        ("not more than 2", NumberRange(at_most=2)),
        ("idk", NotSure()),
    ],
)
def test_a_count_is_read_from(text: str, reply: Reply, channel: str) -> None:
    assert read(text, "ed_visits_6_months", channel) == reply


@pytest.mark.parametrize(
    ("id", "text", "value"),
    [
        ("who", "it's for my mom", "other"),
        ("who", "my 8 year old son", "child"),
        ("who", "myself", "self"),
        ("who", "I am a social worker", "provider"),
        ("coverage", "medi-cal", "hpsm"),
        ("coverage", "I have medi-cal with kaiser", "other_plan"),
        ("coverage", "care advantage", "care_advantage"),
        ("coverage", "no insurance", "none"),
        ("housing", "we sleep in our car", "street_or_car"),
        ("housing", "on my sisters couch", "staying_with_others"),
        ("housing", "the second", "shelter"),
        ("handover", "yes please", "call_me"),
        ("handover", "i will call", "call_now"),
        ("handover", "no thanks", "no_thanks"),
        ("handover", "why me", "why_me"),
        ("call_when", "whenever", "any"),
        ("voicemail", "sure", "yes"),
    ],
)
def test_a_choice_is_read_from_its_own_words(id: str, text: str, value: str) -> None:
    assert read(text, id) == Chosen((value,))


def test_a_sentence_that_says_no_to_a_thing_does_not_choose_it() -> None:
    assert read("i dont have kaiser", "coverage") == NotUnderstood()
    assert read("not in a shelter", "housing") == NotUnderstood()


@pytest.mark.parametrize(
    ("id", "text", "reply"),
    [
        ("call_name", "Ana", Text("Ana")),
        ("call_name", "my name is Jos\u00e9 Luis", Text("Jos\u00e9 Luis")),
        ("call_name", "Call me Will", Text("Will")),
        ("call_name", "May", Text("May")),
        ("call_name", "skip", Declined()),
        ("call_name", "back", GoBack()),
        ("call_name", "123", NotUnderstood()),
        ("call_number", "(650) 555-0100", Text("6505550100")),
        ("call_number", "1 650 555 0100", Text("6505550100")),
        ("call_number", "555-0100", NotUnderstood()),
        ("birth_date", "3/14/1985", Text("1985-03-14")),
        ("birth_date", "March 14, 1985", Text("1985-03-14")),
        ("birth_date", "3-14-85", Text("3-14-85")),
        ("birth_date", "14/14/1985", NotUnderstood()),
        ("birth_date", "2/30/1990", NotUnderstood()),
        ("birth_date", "2/30/90", NotUnderstood()),
        ("birth_date", "skip", Declined()),
        ("call_when", "after 3pm", Text("after 3pm")),
        ("call_language", "Vietnamese", Text("Vietnamese")),
    ],
)
def test_the_hand_over_takes_free_words(id: str, text: str, reply: Reply) -> None:
    assert read(text, id) == reply


def test_the_intent_is_used_only_where_the_words_say_nothing() -> None:
    assert read("by all means", "nursing_facility_resident", intent="affirm") == Chosen(("yes",))
    assert read("no", "nursing_facility_resident", intent="affirm") == Chosen(("no",))
    assert read("i refer people", "who", intent="provider_wants_to_refer") == Chosen(("provider",))
    assert read("whats the reason", "age", intent="ask_why") == AskWhy()


def test_without_a_question_only_what_can_always_be_said_is_read() -> None:
    assert read_reply("start over", None, None) == Restart()
    assert read_reply("a person", None, None) == AskPerson()
    assert read_reply("thanks", None, "thanks") == NotUnderstood()


@pytest.mark.parametrize("text", ["x" * 5000, "\x00\x01\x02", "9" * 400, "?" * 300, "1 " * 2000])
def test_a_wild_message_is_read_without_harm(text: str) -> None:
    learns_nothing = (NotUnderstood, NotSure, Declined)
    for id in ("age", "nursing_facility_resident", "housing"):
        assert isinstance(read(text, id), learns_nothing), id
    ticked = read(text, "life_now")
    assert isinstance(ticked, learns_nothing) or text.startswith("1 "), ticked


def test_every_option_is_understood_by_its_number_and_by_its_label() -> None:
    for id, asked in interview().basis.policy.questions.items():
        if asked.kind == "number":
            continue
        shown = question(id, "web")
        for number, option in enumerate(shown.numbered, start=1):
            by_label = read(option.label, id, "web")
            assert by_label != NotUnderstood(), (id, option.label)
            if shown.minimum is None:
                assert read(str(number), id, "web") == by_label, (id, number)


def test_a_number_of_two_digits_that_an_option_has_counts_as_itself() -> None:
    assert read("10", "support_needs_list") == Chosen(("no_supports",))
    assert read("10", "support_needs") == Chosen(("none",))
    assert read("11", "support_needs") == NotSure()
    assert read("13", "support_needs_list") == NotUnderstood()
