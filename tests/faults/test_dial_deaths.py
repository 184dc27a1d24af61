"""
The worker dies while it has somebody of the staff rung: no telephone rings twice for one press.

Where nobody can know whether it rang, that is what staff are told, and nothing is tried again.
"""

import signal
from datetime import datetime, timezone

import pytest

from bot.app import staff_accounts
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import StaffMember
from bot.storage import case_events, case_life, cases, conversations, dials
from bot.storage.staff import AGENT
from tests.fakes.desk import PASSWORD
from tests.fakes.serving import wait_for
from tests.fakes.twilio_calls import VOICE_NUMBER
from tests.faults import points
from tests.faults.service import Service, service

ANA = StaffMember("ana", "Ana", "member_services")
STAFF, MEMBER = "+16505550188", "+16505550123"
WISH = {"person": "self", "wanted": "call_me", "contact": {"number": MEMBER[2:]}}
DRAFT = CaseDraft("self", "routine", "member_services", "Wants a call.", WISH)
RINGS = {
    "before the commit of a ring": 1,
    "after the commit of a ring": 0,
    "after Twilio rings": 1,
    "before the commit of what rang": 1,
    "after the commit of what rang": 1,
}


def press(made: Service) -> int:
    """Ana presses "Call them from here"; give the case."""
    now = datetime.now(timezone.utc)
    staff_accounts.add(made.database, ANA.account, ANA.name, AGENT, ANA.desk, PASSWORD, now)
    with made.database.write() as connection:
        chat = conversations.create_web(connection, "token", "en", now)
        case = cases.by_code(connection, cases.open_or_update(connection, chat, DRAFT, now))
        case_life.claim(connection, case.id, ANA, now)
        dials.wish(connection, case.id, ANA.account, (STAFF, MEMBER), now)
    return case.id


def became_of(made: Service, case_id: int) -> str:
    with made.database.read() as connection:
        dial = dials.newest(connection, case_id)
    return "" if dial.is_live else dial.status


@pytest.mark.parametrize("point", points.DIALS)
def test_a_worker_that_dies_while_it_rings_ana_rings_her_once_or_tells_her(
    tmp_path, database, point
) -> None:
    how = {"workers": 0, "TWILIO_VOICE_FROM": VOICE_NUMBER}
    with service(tmp_path, str(database.url), **how) as made:
        case_id, marker = press(made), tmp_path / "died"
        victim = made.start_worker((point, marker))
        victim.join(60)
        assert (marker.read_text(), victim.exitcode) == (point, -signal.SIGKILL)
        made.workers.remove(victim)
        made.start_worker()
        ended = wait_for(lambda: became_of(made, case_id), 60)
        rung = made.twilio.calls.made
        assert len(rung) == RINGS[point] and all(call.form["To"] == STAFF for call in rung)
        assert ended == (dials.CONNECTED if rung else dials.UNKNOWN)
        assert sum(len(call.dialled) for call in rung) == len(rung)
        with made.database.read() as connection:
            kinds = [event["kind"] for event in case_events.of_case(connection, case_id)]
        assert kinds.count("call connected") == len(rung)
