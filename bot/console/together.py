"""Going on with the questions from a case, by telephone with the member."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.console import case_page, together_view
from bot.console.access import Go, Page, Visit
from bot.console.reading import refreshed
from bot.eligibility.loader import load_policy
from bot.gateway.errors import ApiError
from bot.gateway.intake import NOTHING_FITS, chosen_of
from bot.gateway.long_texts import CLEAR_AND_NOW
from bot.handoff.case_life import Refused
from bot.handoff.drafting import CaseDrafter
from bot.handoff.next_steps import BY_TELEPHONE
from bot.safety import Danger
from bot.storage import case_life, cases, conversations
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.wording.book import load_wording
from bot.worker import together
from bot.worker.helping import danger_in
from bot.worker.together import Given

LONGEST_TYPED = 1600
LONGEST_ID, LONGEST_NUMBER = 64, 9
PICK = "pick-"


def begin(visit: Visit, case: StoredCase) -> None:
    """Go on with the questions; nobody else can meanwhile."""
    to = conversations.lock(visit.connection, case.conversation_id)
    leads_on = together_view.leads_on(to)
    together.begin(visit.connection, case, visit.member_of_staff, visit.now, leads_on=leads_on)


def stop(visit: Visit, case: StoredCase) -> None:
    """Leave the questions to the assistant again."""
    thanks = bool(visit.form.get("thanks"))
    me = visit.member_of_staff
    together.stop(visit.connection, case, me, visit.now, sends_thanks=thanks)


def show(visit: Visit) -> Page:
    """GET /cases/{code}/together: the panel as it is now."""
    listed = case_page.sought(visit)
    refreshed(visit, case_page.READ, listed.case.code)
    shown = {"case": listed.case, "together": together_view.panel(visit, listed)}
    return Page("_together.html", shown)


def answer(visit: Visit) -> Page | Go:
    """POST /cases/{code}/answer: what the member said; what could not be taken stays there."""
    case = case_page.sought(visit).case
    try:
        with visit.connection.begin_nested():
            _give(visit, case)
    except Refused as refused:
        visit.note("could not answer", case.code)
        typed = visit.form.get("text", "")[:LONGEST_TYPED]
        kept = {"sentence": str(refused), "typed": typed, "picked": _picked(visit)}
        return case_page.with_kept(visit, kept)
    visit.note("answered by telephone", case.code)
    return Go(f"/cases/{case.code}#together")


@lru_cache(maxsize=1)
def drafter() -> CaseDrafter:
    """Give what makes cases; read once, at the first cry for help."""
    return CaseDrafter(load_policy(), load_wording())


def _picked(visit: Visit) -> Sequence[str]:
    """The values chosen, by button or as ticks of a list."""
    ticks = [name.removeprefix(PICK) for name in visit.form if name.startswith(PICK)]
    button = visit.form.get("choice", "")
    return [button] if button else ticks


def _give(visit: Visit, case: StoredCase) -> None:
    form, text = visit.form, visit.form.get("text", "").strip()[:LONGEST_TYPED]
    to = conversations.lock(visit.connection, case.conversation_id)
    choice, danger = None, None
    if form.get("does") == "choose":
        text, choice = _chosen(visit, to)
    else:
        danger = _danger(visit, to, text)
    number = form.get("to", "")[:LONGEST_NUMBER]
    given = Given(
        id=form.get("id", "")[:LONGEST_ID],
        to=int(number) if number.isdecimal() else 0,
        text=text,
        choice=choice,
        needs_turn=danger is None,
    )
    is_new = together.give(visit.connection, case, visit.member_of_staff, given, visit.now)
    if is_new and danger is not None:
        _raise_alarm(visit, to, danger, text)
        # Nobody has to be told that they wait: somebody speaks with them.
        case_life.heard(visit.connection, case.id, visit.now)


def _chosen(visit: Visit, to: Conversation) -> tuple[str, tuple[str, ...]]:
    """Give labels and values; without labels what the open question does not offer."""
    question, picked = together_view.open_question(to), _picked(visit)
    try:
        options = chosen_of(question.to_json() if question else None, picked)
    except ApiError:
        return "", tuple(picked) or (NOTHING_FITS,)
    labels = ", ".join(str(option["label"]) for option in options)
    return labels, tuple(str(option["value"]) for option in options)


def _danger(visit: Visit, to: Conversation, text: str) -> Danger | None:
    """What speaks of danger to life now; a mere hint of it is told together with the answer."""
    question = (to.screening or {}).get("open")
    found = danger_in(visit.connection, to, text, question, visit.now)
    return found if found is not None and found.tier == CLEAR_AND_NOW else None


def _raise_alarm(visit: Visit, to: Conversation, danger: Danger, text: str) -> None:
    """Have the case be urgent; nothing goes to the member, with whom somebody speaks."""
    words, at = f"{text} {BY_TELEPHONE}", visit.now.isoformat()
    draft = drafter().for_danger(to.screening, to.channel, to.address, danger.kind, words, at)
    cases.open_or_update(visit.connection, to.id, draft, visit.now)
