"""The case in plain text, for an agent to read in 20 seconds."""

import re
from typing import Any

from bot.handoff.answers import recap
from bot.handoff.danger import dangers, keeps_silent
from bot.handoff.words import (
    CALLERS,
    COMPLAINED,
    COVERAGE,
    FLAGS,
    MAY_SPEAK,
    NO_LONGER,
    NO_LONGER_URGENT,
    NO_WISH,
    PERSONS,
    REASONS,
    SHORT,
    UNASKED,
    VOICEMAIL,
    WANTED,
    language_in_words,
    number_in_words,
    readable,
    spoken_number,
    time_in_words,
)

Json = dict[str, Any]
LONGEST_QUOTE = 70
LONGEST_COMPLAINT = 300
MOST_NAMES = 6
OF_THE_MEMBER = {"age": "age", "birth_date": "date of birth"}
"""Questions that a caregiver may answer for themselves by mistake, and what they ask for."""
OF_THEMSELVES = re.compile(r"\b(?:i am|i['\u2019]?m|i was born|i turned)\b\D{0,6}\d", re.IGNORECASE)


def summarize(details: Json) -> str:
    """Write the summary; what staff must verify stands beside what it concerns."""
    found = [ecm_line(details), *_offers(details), *_supports(details["supports"])]
    lines = [
        *complaint_lines(details),
        _contact(details),
        _member(details),
        *second_hand(details),
        *mark_lines(details),
        *found,
    ]
    lines += _list("Verify", to_verify(details))
    lines += _list("Said two things about", details["conflicts"])
    lines += _unknown(details)
    lines += _not_asked(details)
    flags = details["ecm"]["flags"]
    lines += _list("Flags", [FLAGS.get(flag, readable(flag)) for flag in flags])
    lines += [f"Next: {step}" for step in [details.get("next_step")] if step]
    if not details["screening_complete"]:
        lines.append("The questions were not finished.")
    lines += [other_line(one, "Asked again later") for one in details.get("later", ())]
    lines += [other_line(one, "Asked before") for one in details.get("earlier", ())]
    return "\n".join(lines)


def _contact(details: Json) -> str:
    contact = details["contact"]
    name, caller = contact["name"] or "No name given", CALLERS.get(details["person"])
    parts = [
        f"Caller: {contact['name'] or 'no name given'} ({caller})" if caller else name,
        spoken_number(contact["number"]) or "no number yet",
        time_in_words(contact["when"], contact["asked_on"]),
        f"{language_in_words(contact['language'])}.",
    ]
    may_leave = contact["voicemail"] and not keeps_silent(details)
    line = f"{wish_words(details)} {', '.join(parts)} {VOICEMAIL[may_leave]}"
    return line if caller else line + _born(details, " Born {born}.")


def wish_words(details: Json) -> str:
    """Whether and how they want to be called; of trouble or danger nothing keeps staff from it."""
    if details.get("complaints"):
        never = COMPLAINED
    elif details.get("trouble"):
        never = NO_WISH
    else:
        never = NO_LONGER_URGENT if dangers(details) else NO_LONGER
    return _wished(details) or never


def _wished(details: Json) -> str:
    """What they asked for; empty where they ask for nothing."""
    wanted = details.get("wanted") or ""
    return UNASKED if wanted == "person" and details.get("unasked") else WANTED.get(wanted, "")


def _born(details: Json, sentence: str) -> str:
    born = details["contact"]["birth_date"]
    return sentence.format(born=born) if born else ""


def _member(details: Json) -> str:
    """Who is screened; a caregiver's name and number are in the line above, not here."""
    facts = details["facts"]
    plan = f"Coverage: {COVERAGE.get(str(facts.get('coverage')), 'not settled')}."
    age = number_in_words(facts.get("age"))
    person = PERSONS.get(details["person"], "Did not say for whom.")
    if details["person"] not in CALLERS:
        return f"{person} {plan} Age: {age}."
    name = details["contact"].get("member_name") or "name not given"
    return f"{person} Member: {name}, age {age}{_born(details, ', born {born}')}. {plan}"


def complaint_lines(details: Json) -> list[str]:
    """What they complained of, whole: it may be a grievance."""
    told = [" ".join(str(one["words"]).split()) for one in details.get("complaints") or ()]
    return [f'COMPLAINT: "{words[:LONGEST_COMPLAINT]}"' for words in dict.fromkeys(told)]


def second_hand(details: Json) -> list[str]:
    """What staff have to know where not the member but somebody else has answered."""
    if details["person"] not in CALLERS:
        return []
    contact = details["contact"]
    relation = details.get("relation")
    own = spoken_number(contact.get("member_number"))
    told = [
        "All answers are second-hand: the member was not spoken to.",
        f"The member is the caller's {relation}." if relation else "",
        f"The member's own number: {own}." if own else "The number is the caller's own.",
        MAY_SPEAK.get(str(contact.get("may_speak")), ""),
        _their_words(contact.get("may_speak_words")),
    ]
    return [" ".join(line for line in told if line)]


def _their_words(words: str | None) -> str:
    return f'They said: "{words[:LONGEST_COMPLAINT]}"' if words else ""


def told_of_themselves(details: Json) -> dict[str, str]:
    """Give what a caregiver may have told of themselves instead of the member, by its question."""
    if details["person"] not in CALLERS:
        return {}
    said = {str(one.get("question")): str(one.get("quote")) for one in details["answers"]}
    return {name: said[name] for name in OF_THE_MEMBER if OF_THEMSELVES.search(said.get(name, ""))}


def mark_lines(details: Json) -> list[str]:
    """What changes how the call is made."""
    lines = [
        f'Check whose {OF_THE_MEMBER[name]} it is: they said "{words}".'
        for name, words in told_of_themselves(details).items()
    ]
    if details.get("minor_alone"):
        lines.append("MINOR: under 18 and writing alone.")
    if details.get("birth_date_doubt"):
        doubt = details["birth_date_doubt"]
        lines.append(f"Date of birth: {doubt}.")
    if _wants_a_home(details) and "housing" not in details["facts"]:
        lines.append("Wants help to find a home. Where they sleep was not asked: ask first.")
    if details["contact"].get("note"):
        lines.append(f'For the call they said: "{details["contact"]["note"]}"')
    if not details["contact"]["number"]:
        lines.append("No number was given.")
    return lines


def _wants_a_home(details: Json) -> bool:
    wanted = details["facts"].get("support_needs")
    named = wanted.get("includes", ()) if isinstance(wanted, dict) else wanted
    return isinstance(named, list) and "find_housing" in named


def ecm_line(details: Json) -> str:
    """What was found about Enhanced Care Management, in one sentence."""
    ecm = details["ecm"]
    words = {
        "appears": "ECM: appears to fit.",
        "may": "ECM: may fit, needs a look.",
        "not_available": f"ECM: not open to them ({_reason(ecm['reason'])}).",
        "not_indicated": "ECM: nothing found that fits.",
    }
    return words.get(ecm["band"], "ECM: not settled.")


def _reason(reason: str) -> str:
    return REASONS.get(reason, readable(reason))


def _offers(details: Json) -> list[str]:
    """What fits, each with their words; what only may because little was said, in one line."""
    offers, open_ones = details["populations"], []
    if is_little_known(details):
        open_ones = [short_name(offer) for offer in offers if offer["band"] == "may"]
        offers = [offer for offer in offers if offer["band"] != "may"]
    return [_offer(offer) for offer in offers] + _list("May fit", open_ones)


def is_little_known(details: Json) -> bool:
    """Whether most answers say nothing, so that what "may" fit is only what was not ruled out."""
    return bool((details.get("known") or {}).get("little"))


def _offer(offer: Json) -> str:
    said = [answer for criterion in offer["criteria"] for answer in criterion["member_said"]]
    # A bare number, such as an age, says nothing that is not told above; nor does "not sure".
    told = [a for a in said if any(c.isalpha() for c in a["quote"]) and not a.get("ended")]
    words = ", ".join(recap(told, LONGEST_QUOTE))
    return f"- {offer['label']} ({offer['band']})" + (f": {words}" if words else "")


def _supports(supports: list[Json]) -> list[str]:
    parts = []
    for band in ("appears", "may"):
        names = [short_name(offer) for offer in supports if offer["band"] == band]
        parts += [f"{', '.join(names)} ({band})"] if names else []
    return _list("Community Supports", parts)


def short_name(offer: Json) -> str:
    """What a population or a support is called where many are named in one line."""
    return SHORT.get(str(offer["id"]), str(offer["label"]))


def to_verify(details: Json) -> list[str]:
    """What staff have to look up; with little known that would be everything."""
    bands = ("appears",) if is_little_known(details) else ("appears", "may")
    found = [
        criterion["to_verify"]
        for offer in (*details["populations"], *details["supports"])
        for criterion in offer["criteria"]
        if criterion["to_verify"] and offer["band"] in bands
    ]
    return list(dict.fromkeys(found))


def _unknown(details: Json) -> list[str]:
    """What they could not or would not say."""
    if not is_little_known(details):
        return _list("Not sure of", details["not_sure"]) + _list("Skipped", details["declined"])
    known = details["known"]
    counts = {"not sure": known["not_sure"], "skipped": known["skipped"]}
    told = ", ".join(f"{count} {how}" for how, count in counts.items() if count)
    return [f"Little is known: of {known['of']} answers {told}."]


def _not_asked(details: Json) -> list[str]:
    """What the questions did not get to; the whole list stands in the details."""
    names = [SHORT.get(str(name), name) for name in details.get("not_asked", ())]
    more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return _list("Not asked", [*names[:MOST_NAMES], *more])


def other_line(told: Json, when: str) -> str:
    """Another screening of the same person in this conversation, told in full in the details."""
    end = "finished" if told.get("screening_complete") else "not finished"
    wish = _wished(told) or "No wish for a call."
    return f"{when} ({len(told.get('answers') or ())} answers, {end}): {wish} {ecm_line(told)}"


def _list(name: str, items: list[str]) -> list[str]:
    return [f"{name}: {'; '.join(readable(item) for item in items)}"] if items else []
