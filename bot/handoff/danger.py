"""A case in which somebody wrote of danger: it is urgent, and says so before anything else."""

from dataclasses import replace
from typing import Any

from bot.handoff.case import CaseDraft
from bot.handoff.next_steps import danger_step
from bot.handoff.words import VOICEMAIL, language_in_words

Json = dict[str, Any]

KINDS = {
    "self_harm": "harming themselves or not wanting to live",
    "overdose": "an overdose",
    "medical": "a medical emergency",
    "violence": "violence or not being safe",
}
VIOLENCE = "violence"
BEFORE = "violence_before"
"""In a later case of theirs: when they last wrote of violence in another one, in ISO form."""
HINT = 2
"""The tier of what is past, passive or only sounds like danger."""
ENGLISH = (None, "en", "english")
NEXT = "Next: "
"""Begins the line of a summary that tells the next step."""
LONGEST_WORDS = 200
MOST_LINES = 3


def mark_danger(
    draft: CaseDraft, kind: str, words: str, at: str, language: str = "", tier: int = 1
) -> CaseDraft:
    """
    Make a draft urgent for what somebody wrote.

    Args:
        kind: "self_harm", "overdose", "medical" or "violence".
        words: Their message as it came in.
        at: Its time in ISO form.
        language: The other language it is in, such as "spanish"; empty for English.
        tier: `HINT` for what only may be danger.
    """
    entry: Json = {"kind": kind, "words": words, "at": at}
    entry |= {"language": language} if language else {}
    entry |= {"tier": tier} if tier == HINT else {}
    return with_dangers(draft, [entry])


def with_dangers(draft: CaseDraft, entries: list[Json]) -> CaseDraft:
    """Add what was written of danger, in the order of time; what is there already stays once."""
    known = dangers(draft.details)
    added = [entry for entry in entries if entry not in known]
    if not added:
        return draft
    told = sorted([*known, *added], key=lambda entry: str(entry["at"]))
    step = safety_step({**draft.details, "danger": told})
    plain = plain_summary(draft.summary, known)
    if keeps_silent({**draft.details, "danger": told}):
        plain = plain.replace(VOICEMAIL[True], VOICEMAIL[False])
    details = {**draft.details, "danger": told, "next_step": step}
    if spoken := _spoken(details):
        details["contact"] = {**details["contact"], "language": spoken}
        plain = plain.replace(f" {language_in_words('en')}. ", f" {language_in_words(spoken)}. ", 1)
    summary = "\n".join([*danger_lines(told), _with_step(plain, step)])
    return replace(draft, urgency="urgent", summary=summary, details=details)


def _spoken(details: Json) -> str:
    """The language in which they wrote of danger, where the case has them speak English."""
    told = [str(entry["language"]) for entry in dangers(details) if entry.get("language")]
    contact = details.get("contact")
    is_english = contact is not None and contact.get("language") in ENGLISH
    return told[-1] if told and is_english else ""


def keeps_silent(details: Json) -> bool:
    """
    Whether no message may be left, since they wrote of violence and somebody may listen to it.

    Only what they said of messages after that still counts.
    """
    violent = last_violence(details)
    contact = details.get("contact") or {}
    answers = details.get("answers") or ()
    said = [str(each.get("at")) for each in answers if each.get("question") == "voicemail"]
    said += [str(contact["voicemail_at"])] if contact.get("voicemail_at") else []
    return bool(violent) and not (contact.get("voicemail") and max(said, default="") > violent)


def last_violence(details: Json) -> str:
    """When they last wrote of violence, in this case or before, in ISO form; empty if never."""
    told = [str(entry["at"]) for entry in dangers(details) if entry["kind"] == VIOLENCE]
    return max([*told, str(details.get(BEFORE) or "")])


def with_earlier(draft: CaseDraft, violence: str) -> CaseDraft:
    """
    Give the draft such that violence told of in another case still keeps everybody silent.

    Args:
        violence: When that was, as `last_violence` gives it.
    """
    if violence <= last_violence(draft.details):
        return draft
    details, summary = {**draft.details, BEFORE: violence}, draft.summary
    if keeps_silent(details):
        summary = summary.replace(VOICEMAIL[True], VOICEMAIL[False])
    return replace(draft, details=details, summary=summary)


def safety_step(details: Json) -> str:
    """Give the next step for what was written of danger; empty where nothing was."""
    told = dangers(details)
    return danger_step(told, bool(_number(details))) if told else ""


def _with_step(summary: str, step: str) -> str:
    """The summary with this next step, where its own stood or at its end."""
    lines, own = summary.split("\n"), f"{NEXT}{step}"
    if not any(line.startswith(NEXT) for line in lines):
        return "\n".join([*lines, own])
    return "\n".join(own if line.startswith(NEXT) else line for line in lines)


def _number(details: Json) -> Any:
    contact = details.get("contact") or {}
    return contact.get("number") or contact.get("member_number")


def dangers(details: Json) -> list[Json]:
    """Give what was written of danger, oldest first."""
    return list(details.get("danger") or ())


def is_clear(details: Json) -> bool:
    """Whether something that was written is danger beyond doubt, and now."""
    return any(entry.get("tier") != HINT for entry in dangers(details))


def danger_lines(entries: list[Json]) -> list[str]:
    """Give the lines an agent reads first, the newest first."""
    lines = list(dict.fromkeys(_line(entry) for entry in reversed(entries)))
    if len(lines) > MOST_LINES:
        return [*lines[:MOST_LINES], f"URGENT: and {len(lines) - MOST_LINES} more, see below"]
    return lines


def plain_summary(summary: str, entries: list[Json]) -> str:
    """Give a summary without the lines of danger it begins with."""
    lines = summary.split("\n")
    head = danger_lines(entries)
    return "\n".join(lines[len(head) :]) if lines[: len(head)] == head else summary


def _line(entry: Json) -> str:
    kind = str(entry["kind"])
    words = " ".join(str(entry["words"]).split())
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 3]}..."
    how = "may have written of" if entry.get("tier") == HINT else "wrote of"
    return f'URGENT: {how} {KINDS.get(kind, kind.replace("_", " "))}: "{words}"'
