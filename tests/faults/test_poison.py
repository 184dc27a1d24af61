"""A message that breaks every turn is set aside; its sender is told, and nobody else notices."""

import pytest

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from tests.faults.service import service


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    """Two people send what breaks, one more writes beside them."""
    with service(tmp_path_factory.mktemp("poison")) as made:
        crash, hang, other = made.web(), made.phone(), made.web()
        made.turns.broken_by = {"crash": "break_off", "hang": "hang"}
        for person, text in ((crash, "crash"), (hang, "hang")):
            person.say(person.next_mark())
            made.rest()
            person.deliver("f" * 32, text)
        made.talk([other], each=5)
        busy = made.number("SELECT count(*) FROM inbox WHERE status = 'open'")
        for person in (crash, hang):
            person.say(person.next_mark())
        made.rest()
        yield made, (crash, hang), other, busy


def test_it_is_set_aside_and_its_sender_told_of_a_person(poisoned):
    made, broken, _, _ = poisoned
    assert made.number("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 2
    told = in_language(fixed_texts.SET_ASIDE, "en")
    for person in broken:
        assert sum(text.startswith(told) for text in person.heard()) == 1


def test_it_was_tried_three_times(poisoned):
    made, *_ = poisoned
    tried = [turn["text"] for turn in made.turns.seen]
    assert (tried.count("crash"), tried.count("hang")) == (3, 3)


def test_the_talk_goes_on_after_it(poisoned):
    _, broken, _, _ = poisoned
    for person in broken:
        assert person.count().faults == {}


def test_others_are_answered_meanwhile(poisoned):
    _, _, other, busy = poisoned
    assert other.count().faults == {} and other.count().turns == 5
    assert busy >= 1, "what breaks was over before the other had written"
