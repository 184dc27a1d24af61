"""What was asked and answered, as items of a FHIR QuestionnaireResponse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.handoff.answers import is_own_words
from bot.handoff.referral_told import clean, live_answers

Json = Mapping[str, Any]
Item = dict[str, Any]
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
"""FHIR's own extension; its codes say that they were asked and did not know, or would not say."""
ENDED = {"not_sure": "asked-unknown", "skip": "asked-declined"}
YES_NO: tuple[list[str], ...] = ([], ["Yes"], ["No"])
OWN_WORDS = "In their own words"


def answer_items(details: Json) -> list[Item]:
    """
    Give one item for each question, in the order in which they were first asked.

    The link id is the question's; what was asked in several wordings (such as "you said ..., is
    that so?") has one item for each, numbered from the second on. Answers that were taken back are
    left out. Not sure and skipped stand as answers without a value that say why.
    """
    asked: dict[tuple[str, str], list[Json]] = {}
    for answer in live_answers(details):
        key = (clean(str(answer.get("question") or "")), clean(str(answer.get("asked") or "")))
        asked.setdefault(key, []).append(answer)
    times: dict[str, int] = {}
    items = []
    for (question, text), answers in asked.items():
        times[question] = times.get(question, 0) + 1
        link = question if times[question] == 1 else f"{question}.{times[question]}"
        given = [one for answer in answers for one in _answers(answer, link)]
        if question and given:
            items.append({"linkId": link, **({"text": text} if text else {}), "answer": given})
    return items


def _answers(answer: Json, link: str) -> Iterator[Item]:
    values = list(_values(answer))
    words = clean(str(answer.get("words") or ""))
    is_new = {"valueString": words} not in values
    if words and values and is_new and is_own_words(words, list(answer.get("chosen") or ())):
        own = {"linkId": f"{link}.words", "text": OWN_WORDS, "answer": [{"valueString": words}]}
        values[0] = {**values[0], "item": [own]}
    yield from values


def _values(answer: Json) -> Iterator[Item]:
    """What was answered, as plainly as it was meant."""
    if answer.get("ended") in ENDED:
        yield {"extension": [{"url": ABSENT, "valueCode": ENDED[answer["ended"]]}]}
        return
    chosen = [clean(str(label)) for label in answer.get("chosen") or ()]
    form = _only_form(answer)
    if isinstance(form, bool) and chosen in YES_NO:
        yield {"valueBoolean": form}
    elif isinstance(form, int) and not isinstance(form, bool) and not chosen:
        yield {"valueInteger": form}
    else:
        told = [label for label in chosen if label] or [_in_words(answer)]
        yield from ({"valueString": words} for words in told if words)


def _only_form(answer: Json) -> Any:
    """What was learned, where that is one thing of one fact."""
    forms = [form for facts in answer.get("learned") or () for form in facts.values()]
    return forms[0] if len(forms) == 1 else None


def _in_words(answer: Json) -> str:
    return next((clean(str(answer[k])) for k in ("value", "quote", "words") if answer.get(k)), "")
