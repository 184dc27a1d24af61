"""A message has one turn and one answer, whatever fails in between."""

from tests.fakes.serving import wait_for


def said_by(messages: list[dict], sender: str) -> list[str]:
    return [m["text"] for m in messages if m["from"] == sender]


def test_a_hello_and_an_answer_make_the_round(line):
    with line.working():
        member = line.new_member()
        greeting = member.hear()
        assert said_by(greeting, "assistant") == ["1: hello"]
        assert greeting[0]["seq"] == 1
        assert said_by(member.say("I am tired"), "assistant") == ["2: I am tired"]


def test_an_sms_is_answered_with_numbered_options(line):
    with line.working():
        assert line.text("+16505550111", "hello there") == 200
        body = wait_for(lambda: line.texts_to("+16505550111"))[0]
        assert body == "1: hello there\n1 Yes 2 No 3 Not sure"
