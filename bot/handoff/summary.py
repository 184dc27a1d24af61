"""The case in plain text, for an agent to read in 20 seconds."""

from typing import Any

from bot.handoff.answers import quotes

Json = dict[str, Any]

WANTED = {
    "call_me": "Wants a call.",
    "person": "Asked for a person, not yet how.",
    "call_now": "Will call us. No call back needed.",
}
NO_LONGER = "Took back the wish for a call. Do not call."
NO_LONGER_URGENT = "Took back the wish for a call."
PERSONS = {
    "self": "For themselves.",
    "child": "A parent or caregiver, for their child.",
    "other": "A caregiver, for someone they care for.",
    "provider": "A provider.",
}
COVERAGE = {
    "medi_cal_hpsm": "Medi-Cal with HPSM",
    "care_advantage": "HPSM CareAdvantage",
    "other_plan": "another plan",
    "none": "none",
}
WHEN = {"any": "any time", "today": "today", "morning": "mornings", "afternoon": "afternoons"}
LANGUAGES = {"en": "English", "es": "Spanish", "other": "another language"}
LONGEST_QUOTE = 70


def summarize(details: Json) -> str:
    """Write the summary; what staff must verify stands beside what it concerns."""
    lines = [_contact(details), f"{_person(details)} {_basics(details['facts'])}", _ecm(details)]
    lines += [_offer(offer) for offer in details["populations"]]
    lines += _supports(details["supports"])
    lines += _list("Verify", _to_verify(details))
    lines += _list("Said two things about", details["conflicts"])
    lines += _list("Not sure of", details["not_sure"])
    lines += _list("Skipped", details["declined"])
    lines += _list("Flags", details["ecm"]["flags"])
    if not details["screening_complete"]:
        lines.append("The questions were not finished.")
    return "\n".join(lines)


def _contact(details: Json) -> str:
    contact = details["contact"]
    parts = [
        WANTED.get(details["wanted"], NO_LONGER),
        contact["name"] or "No name given",
        spoken_number(contact["number"]) or "no number yet",
        _when(contact["when"], contact["asked_on"]),
        f"{LANGUAGES.get(contact['language'], contact['language'].capitalize())}.",
    ]
    born = f" Born {contact['birth_date']}." if contact["birth_date"] else ""
    return f"{parts[0]} {', '.join(parts[1:])} {_voicemail(contact['voicemail'])}{born}".strip()


def _when(when: str | None, asked_on: str | None) -> str:
    """Say when to call; "today" is worth nothing tomorrow without its date."""
    if when == "today" and asked_on:
        return f"today ({asked_on})"
    return WHEN.get(when or "", when or "no time given")


def spoken_number(number: str | None) -> str:
    """Write a US number as people read it: 650-555-0122."""
    digits = (number or "").removeprefix("+1")
    if len(digits) == 10 and digits.isdecimal():
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return number or ""


def _voicemail(allowed: bool | None) -> str:
    if allowed is None:
        return "Voicemail not agreed."
    return "Voicemail is fine." if allowed else "NO voicemail."


def _person(details: Json) -> str:
    return PERSONS.get(details["person"], "Did not say for whom.")


def _basics(facts: Json) -> str:
    """Coverage and age, which every agent asks first."""
    coverage, age = facts.get("coverage"), facts.get("age")
    plan = COVERAGE.get(str(coverage), "not settled")
    return f"Coverage: {plan}. Age: {_number(age)}."


def _number(form: Any) -> str:
    if isinstance(form, dict):
        low, high = form.get("at_least"), form.get("at_most")
        return f"{low} to {high}" if high is not None else f"{low} or more"
    return "not said" if form is None else readable(str(form))


def _ecm(details: Json) -> str:
    ecm = details["ecm"]
    words = {
        "appears": "ECM: appears to fit.",
        "may": "ECM: may fit, needs a look.",
        "not_available": f"ECM: not open to them ({readable(ecm['reason'])}).",
        "not_indicated": "ECM: nothing found that fits.",
    }
    return words.get(ecm["band"], "ECM: not settled.")


def _offer(offer: Json) -> str:
    said = [answer for criterion in offer["criteria"] for answer in criterion["member_said"]]
    # A bare number, such as an age, says nothing that is not told above.
    told = [words for words in quotes(said) if any(c.isalpha() for c in words)]
    words = ", ".join(f'"{_short(words)}"' for words in told)
    return f"- {offer['label']} ({offer['band']})" + (f": {words}" if words else "")


def _supports(supports: list[Json]) -> list[str]:
    if not supports:
        return []
    names = ", ".join(f"{offer['label']} ({offer['band']})" for offer in supports)
    return [f"Community Supports: {names}"]


def _to_verify(details: Json) -> list[str]:
    found = [
        criterion["to_verify"]
        for offer in (*details["populations"], *details["supports"])
        for criterion in offer["criteria"]
        if criterion["to_verify"]
    ]
    return list(dict.fromkeys(found))


def _list(name: str, items: list[str]) -> list[str]:
    return [f"{name}: {'; '.join(readable(item) for item in items)}"] if items else []


def readable(word: str) -> str:
    """Write an id as words."""
    return word.replace("_", " ")


def _short(words: str) -> str:
    tidy = " ".join(words.split())
    return tidy if len(tidy) <= LONGEST_QUOTE else f"{tidy[: LONGEST_QUOTE - 3]}..."
