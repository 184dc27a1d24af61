"""The chat as plain forms: the same conversation, one answer for each form, no second intake."""

import time

import httpx
import pytest
from limits import parse

from bot.gateway import plain
from bot.gateway.limits import Limit, Limits, load_limits
from tests.fakes.line import line as set_up
from tests.fakes.plain_visitor import Page, Visitor
from tests.fakes.serving import all_at_once, wait_for
from tests.fakes.turns import question

HELP_NUMBERS = ("911", "988")
PERSON = "tel:+16506162133"


@pytest.fixture
def visitor(line):
    """Somebody without a script who has just opened the chat, with a worker that answers."""
    with line.working():
        yield Visitor(line.http).start()


def limited(tmp_path, **rates: str):
    """A line with these limits."""
    given = {name: Limit((parse(rate),)) for name, rate in rates.items()}
    return set_up(tmp_path, limits=Limits({**load_limits(times=1000), **given}))


def member_texts(line, visitor) -> list[str]:
    headers = {"Authorization": f"Bearer {visitor.token}"}
    found = line.http.get("/api/messages", headers=headers).json()["messages"]
    return [each["text"] for each in found if each["from"] == "member"]


def test_a_form_without_a_token_opens_a_chat_and_shows_its_first_question(visitor):
    assert visitor.status == 200
    assert visitor.page.messages == ["1: hello"]
    assert list(visitor.page.answer.choices) == ["yes", "no"]
    labels = [b.label for b in visitor.page.answer.buttons]
    assert labels[:3] == ["Send", "3Not sure", "Skip"]
    assert {"Why we ask", "Back", "Change an answer", "Talk to a person"} <= set(labels)
    assert {PERSON, "tel:711", "tel:911"} <= set(visitor.page.links)


def test_the_token_is_in_no_address_and_no_cookie_and_the_page_is_kept_nowhere(line, visitor):
    answer = line.http.post("/chat", data={"token": visitor.token, "do": "see", "plain": "1"})
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    page = Page(answer.text)
    token = visitor.token
    assert not [link for link in page.links if token in link]
    assert not [form.action for form in page.forms if token in form.action]
    assert "http-equiv" not in answer.text


def test_a_choice_is_taken_as_a_choice_and_the_page_shows_its_answer(line, visitor):
    visitor.press("Send", choose=["yes"])
    assert visitor.page.messages == ["1: hello", "Yes", "2: ['yes']"]
    assert line.turns.seen[-1]["choice"] == ["yes"]


def test_typed_words_are_taken_as_typed(line, visitor):
    visitor.press("Send", text="I care for my mother\r\nand my aunt")
    assert line.turns.seen[-1]["text"] == "I care for my mother\nand my aunt"


@pytest.mark.parametrize(
    ("typed", "taken", "kept"),
    [
        ("but only at night", "Yes, but only at night", False),
        ("is this free?", "is this free?", True),
        ("why", "why", True),
    ],
)
def test_what_is_chosen_goes_along_with_typed_words_but_not_with_a_question(
    line, visitor, typed, taken, kept
):
    visitor.press("Send", text=typed, choose=["yes"])
    assert line.turns.seen[-1]["text"] == taken
    assert visitor.page.answer.choices["yes"] is kept


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Why we ask", "why"),
        ("Back", "back"),
        ("Change an answer", "change an answer"),
        ("Talk to a person", "talk to a person"),
    ],
)
def test_a_button_says_what_a_person_would_and_keeps_what_was_typed(line, visitor, label, says):
    visitor.press(label, text="I was about to say", choose=["no"])
    assert line.turns.seen[-1]["text"] == says
    assert visitor.page.answer.typed == "I was about to say"
    assert visitor.page.answer.choices == {"yes": False, "no": True}


@pytest.mark.parametrize(("label", "value"), [("Not sure", "not_sure"), ("Skip", "skip")])
def test_not_sure_and_skip_are_one_press(line, visitor, label, value):
    visitor.press(label)
    assert line.turns.seen[-1]["choice"] == [value]


def test_a_list_takes_several_at_once(line):
    line.turns.question = question("multiple")
    with line.working():
        visitor = Visitor(line.http).start().press("Send", choose=["yes", "no"])
    assert line.turns.seen[-1]["choice"] == ["yes", "no"]
    assert visitor.status == 200


@pytest.mark.parametrize("kind", ["number", "text"])
def test_a_question_to_type_has_its_field_first(line, kind):
    line.turns.question = {**question(kind), "options": []}
    with line.working():
        visitor = Visitor(line.http).start()
        assert ('inputmode="numeric"' in visitor.page.html) is (kind == "number")
        visitor.press("Send", text="5")
    assert line.turns.seen[-1]["text"] == "5"


def test_a_form_sent_twice_is_one_message(line, visitor):
    visitor.press("Send", text="I am tired").reload()
    assert visitor.status == 200
    assert visitor.page.messages == ["1: hello", "I am tired", "2: I am tired"]
    assert len(line.turns.seen) == 2


def test_a_double_press_at_the_same_moment_is_one_message(line, visitor):
    path, page = "/chat", visitor.page
    data = {"token": visitor.token, "id": page.hidden("id"), "to": "1", "choice": "yes"}
    answers = all_at_once([lambda: line.http.post(path, data=data, timeout=30) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {200}
    assert member_texts(line, visitor) == ["Yes"]


def test_an_older_page_sent_again_after_a_later_one_changes_nothing(line, visitor):
    visitor.press("Send", choose=["yes"])
    older = visitor.sent
    visitor.press("Send", choose=["no"])
    visitor.post(*older)
    assert visitor.status == 200
    assert member_texts(line, visitor) == ["Yes", "No"]


def test_another_answer_from_an_older_page_is_said_to_be_too_late(line, visitor):
    older = visitor.page
    visitor.press("Send", choose=["yes"])
    visitor.page = older
    visitor.press("Send", choose=["no"])
    assert visitor.status == 409
    assert "answered already" in visitor.page.words
    assert visitor.page.hidden("to") == "3"
    assert member_texts(line, visitor) == ["Yes"]


def test_two_tabs_answer_one_after_the_other_and_the_later_is_told(line, visitor):
    other = Visitor(line.http).post("/chat", [("token", visitor.token), ("do", "see")])
    visitor.press("Send", choose=["yes"])
    other.press("Send", choose=["no"])
    assert (visitor.status, other.status) == (200, 409)
    other.press("Send", choose=["no"])
    assert other.status == 200
    assert other.page.messages[-2:] == ["No", "3: ['no']"]


def test_an_answer_that_takes_too_long_is_said_kindly_and_seen_by_a_button(line, monkeypatch):
    monkeypatch.setattr(plain, "ANSWER_SECONDS", 0.2)
    visitor = Visitor(line.http).start()
    assert visitor.status == 200
    assert "a little longer" in visitor.page.words
    with line.working():
        wait_for(lambda: line.count("SELECT count(*) FROM messages") == 1)
        visitor.press("See the answer")
    assert visitor.page.messages == ["1: hello"]
    assert "See the answer" not in visitor.page.words


def test_nobody_is_sent_away_before_the_answer_is_there(line, visitor):
    line.turns.delay = 1.5
    visitor.press("Send", text="hello")
    assert visitor.page.messages[-1] == "2: hello"


def test_the_newest_messages_of_a_long_talk_are_shown(line, visitor, monkeypatch):
    monkeypatch.setattr(plain, "PAGE", 4)
    for word in ("one", "two", "three"):
        visitor.press("Send", text=word)
    assert visitor.page.messages == ["two", "3: two", "three", "4: three"]


# What cannot be taken


def test_nothing_chosen_and_nothing_typed_is_no_answer(line, visitor):
    visitor.press("Send", text="  ", choose=[])
    assert visitor.status == 422
    assert "Choose an answer" in visitor.page.words
    assert member_texts(line, visitor) == []


def test_what_is_too_long_stays_in_the_field(line, visitor):
    long = "very " * 400
    visitor.press("Send", text=long)
    assert visitor.status == 422
    assert "too long" in visitor.page.words
    assert visitor.page.answer.typed == long
    assert member_texts(line, visitor) == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"text=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"text=%FF", "application/x-www-form-urlencoded", 400),
        ("text=\xe9".encode("latin-1"), "application/x-www-form-urlencoded", 400),
        (b"--b\r\nContent-Disposition: form-data; name=x\r\n", "multipart/form-data", 415),
        (b"{}", "application/json", 415),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_on_a_page(line, body, kind, status):
    answer = line.http.post("/chat", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert PERSON in Page(answer.text).links
    assert line.count("SELECT count(*) FROM conversations") == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "maybe"},
        {"choice": ["yes", "no"]},
        {"only": "nothing of the sort"},
        {"id": "not an id", "text": "hello"},
        {"text": "a\x00b"},
        {"choice": "yes", "to": "x"},
        {"choice": "yes", "to": "999999999"},
    ],
)
def test_no_form_made_up_by_hand_breaks_the_page(line, visitor, fields):
    made = {"token": visitor.token, "id": "mine", "to": "1", "plain": "1", **fields}
    answer = line.http.post("/chat", data=made)
    assert answer.status_code in (409, 422)
    assert Page(answer.text).find("Send")
    assert member_texts(line, visitor) == []


def test_markup_in_what_was_typed_is_shown_as_it_was_typed(visitor):
    typed = '</textarea><script>alert("x")</script>'
    visitor.press("Send", text=typed)
    assert typed in visitor.page.messages
    visitor.press("Why we ask", text=typed)
    assert visitor.page.answer.typed == typed
    assert "<script" not in visitor.page.html.replace('<script type="module"', "")


def test_too_much_at_once_is_said_with_the_words_kept_and_sent_by_a_press(tmp_path):
    with limited(tmp_path, web_messages="1 per 2 seconds") as line, line.working():
        visitor = Visitor(line.http).start().press("Send", text="one").press("Send", text="two")
        assert visitor.status == 429
        assert "wait a moment" in visitor.page.words
        assert visitor.page.answer.typed == "two"
        answer = line.http.post(visitor.sent[0], data=dict(visitor.sent[1]))
        assert int(answer.headers["retry-after"]) >= 1
        wait_for(lambda: visitor.press("Send").status == 200)
        assert member_texts(line, visitor) == ["one", "two"]


def test_too_many_new_chats_are_refused_on_a_page_that_offers_to_try_again(tmp_path):
    with limited(tmp_path, address_conversations="1 per 2 seconds") as line, line.working():
        headers = {"X-Forwarded-For": "203.0.113.7"}
        with httpx.Client(base_url=line.gateway, headers=headers) as http:
            visitor = Visitor(http).start()
            visitor.start()
            assert visitor.status == 429
            assert PERSON in visitor.page.links
            wait_for(lambda: visitor.press("Send again").status == 200)
        assert visitor.page.messages == ["1: hello"]


def test_while_the_database_is_away_the_form_waits_on_its_page_and_is_taken_once(line, visitor):
    line.change("ALTER TABLE inbox RENAME TO elsewhere")
    visitor.press("Send", text="please do not lose this", choose=[])
    assert visitor.status == 503
    assert PERSON in visitor.page.links
    line.change("ALTER TABLE elsewhere RENAME TO inbox")
    visitor.press("Send again").reload()
    assert visitor.status == 200
    assert member_texts(line, visitor) == ["please do not lose this"]


def test_a_choice_made_while_the_database_is_away_is_kept_too(line, visitor):
    line.change("ALTER TABLE inbox RENAME TO elsewhere")
    visitor.press("Skip")
    line.change("ALTER TABLE elsewhere RENAME TO inbox")
    visitor.press("Send again")
    assert line.turns.seen[-1]["choice"] == ["skip"]


def test_a_chat_that_is_over_says_so_and_what_was_typed_goes_on_to_the_new_one(line, visitor):
    headers = {"Authorization": f"Bearer {visitor.token}"}
    line.http.request("DELETE", "/api/conversations", headers=headers)
    visitor.press("Send", text="I lost my home in May")
    assert visitor.status == 401
    assert "This chat is over" in visitor.page.words
    assert PERSON in visitor.page.links
    visitor.press("Start a new chat")
    assert visitor.status == 200
    assert visitor.page.messages == ["1: hello"]
    assert visitor.page.answer.typed == "I lost my home in May"


# Danger first


def test_a_cry_for_help_is_answered_at_once_though_nobody_takes_turns(line):
    with line.working():
        visitor = Visitor(line.http).start()
    visitor.press("Send", text="he is hitting me right now", choose=["yes"])
    assert visitor.status == 200
    assert all(number in visitor.page.messages[-1] for number in HELP_NUMBERS)
    assert {"tel:911", "tel:988"} <= set(visitor.page.links)
    assert line.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'") == 1


def test_a_cry_for_help_is_heard_above_the_limits(tmp_path):
    with limited(tmp_path, web_messages="1 per hour") as line, line.working():
        visitor = Visitor(line.http).start().press("Send", text="one")
        assert visitor.press("Send", text="two").status == 429
        visitor.press("Send", text="I want to kill myself")
        assert visitor.status == 200
        assert "988" in visitor.page.messages[-1]


def test_a_cry_for_help_in_a_chat_that_is_over_is_told_where_help_is(line, visitor):
    visitor.post("/chat", [("token", "gone"), ("id", "1"), ("text", "I want to kill myself")])
    assert visitor.status == 401
    assert all(f"tel:{number}" in visitor.page.links for number in HELP_NUMBERS)
    visitor.press("Start a new chat")
    assert "988" in visitor.page.words and visitor.page.answer.typed == "I want to kill myself"


@pytest.mark.parametrize("where", ["{cry}. {much}", "{much}. {cry}"])
def test_a_cry_for_help_in_a_text_too_long_is_heard_and_staff_are_told(line, visitor, where):
    long = where.format(cry="I want to kill myself tonight", much="it has been a long week " * 80)
    visitor.press("Send", text=long)
    assert visitor.status == 200
    assert "988" in visitor.page.messages[-1]
    assert line.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'") == 1


def test_a_text_too_long_in_the_api_is_heard_as_well(line):
    member = line.new_member()
    text = "it has been a long week " * 80 + "I want to kill myself"
    assert member.post(id="a", text=text).status_code == 202
    assert "988" in member.read()[-1]["text"]


# How it ends


def test_end_and_clear_asks_once_and_then_the_token_opens_nothing(line, visitor):
    visitor.press("End chat and clear")
    assert "end this chat" in visitor.page.words
    visitor.press("No, back to the chat")
    assert visitor.page.messages == ["1: hello"]
    token = visitor.token
    visitor.press("End chat and clear").press("Yes, end and clear")
    assert (visitor.status, visitor.page.messages) == (200, [])
    assert "is cleared" in visitor.page.words
    assert token not in visitor.page.html
    headers = {"Authorization": f"Bearer {token}"}
    assert line.http.get("/api/messages", headers=headers).status_code == 401
    assert visitor.reload().status == 200


def test_leaving_closes_the_chat_and_goes_away_without_a_word(line, visitor):
    token = visitor.token
    visitor.press("Leave now")
    assert visitor.status == 200
    assert 'content="0; url=/leave"' in visitor.page.html
    assert not {"HPSM", "chat", "health"} & set(visitor.page.words.split())
    visitor.post("/chat", [("token", token), ("do", "see")])
    assert visitor.status == 401


def test_leaving_works_though_the_database_is_away(line, visitor):
    line.change("ALTER TABLE conversations RENAME TO elsewhere")
    assert visitor.press("Leave now").status == 200
    assert 'content="0; url=/leave"' in visitor.page.html


def test_what_is_erased_is_gone_from_the_page(visitor):
    visitor.press("Send", text="my secret words").press("Send", text="ERASE")
    assert visitor.status == 200
    assert "my secret words" not in visitor.page.html
    assert "erased" in visitor.page.messages[-1]


# Only our own pages


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "null"}, 200),
        ({}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/chat", "/chat/code"])
def test_a_form_of_another_site_is_refused(line, visitor, path, headers, status):
    data = {"token": visitor.token, "do": "see"}
    answer = line.http.post(path, data=data, headers=headers)
    assert answer.status_code == status


def test_a_link_on_another_site_leads_to_the_pages(shared_line):
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/chat", "/chat/code"):
        assert shared_line.http.get(path, headers=headers).status_code == 200


# With a person


def test_while_a_person_has_the_chat_nobody_waits_for_the_assistant(line, visitor):
    assert "Automated helper" in visitor.page.words
    line.change("UPDATE conversations SET held_by = 'maria'")
    line.turns.delay = 5.0
    start = time.monotonic()
    visitor.press("Send", text="hi")
    assert time.monotonic() - start < 4
    assert "A person from HPSM has this chat" in visitor.page.words
    assert "Automated helper" not in visitor.page.words
    assert visitor.page.find("See new messages")
