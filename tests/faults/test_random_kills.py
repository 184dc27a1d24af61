"""Gateway and workers are killed at any moment; nobody's message is lost, doubled or misplaced."""

from tests.fakes.serving import wait_for
from tests.faults.service import killing, service


def test_processes_killed_at_random_lose_double_and_reorder_nothing(tmp_path, database):
    with service(tmp_path, str(database.url)) as made:
        made.turns.delay = 0.1
        people = [made.web() for _ in range(8)] + [made.phone() for _ in range(8)]
        with killing(made, seed=4, times=8, pause=(0.2, 0.7)):
            made.talk(people, each=5, at_once=16)
        made.rest()
        counted = made.count()
    assert counted.faults == {}
    assert counted.turns == 5 * 16 and counted.uncertain == 0
    assert made.kills >= 8


def test_a_power_cut_in_the_middle_of_turns_and_of_a_send_is_made_good(tmp_path, database):
    """Certain by construction: turns are held by the stand-in when everything dies."""
    with service(tmp_path, str(database.url)) as made:
        people = [made.web(), made.web(), made.phone(), made.phone()]
        made.turns.delay = 1.5
        for person in people:
            person.say(person.next_mark())
        wait_for(lambda: made.turns.in_flight == 4, 30)
        for process in list(made.workers):
            made.kill(process)
        made.kill(made.gates)
        made.turns.delay = 0.0
        made.start_gateway()
        made.start_worker()
        for person in people:
            person.say(person.next_mark())
        made.rest()
        counted = made.count()
        tries = made.number("SELECT sum(tries) - count(*) FROM inbox")
    assert counted.faults == {} and counted.turns == 8
    assert tries >= 4
