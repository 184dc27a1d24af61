"""What was said of a fact, in a few words: as something to choose, to change or to confirm."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.basis import Basis
from bot.conversation.questions import Form
from bot.conversation.voice import Voice


def value_words(fact: str, form: Form, basis: Basis, voice: Voice) -> str:
    """A form of a fact as one could choose it; empty where there are no words for it."""
    if isinstance(form, bool):
        return voice.say(f"conversation.options.{'yes' if form else 'no'}")
    number = number_words(form, voice)
    if number:
        return number
    for question in basis.policy.questions.values():
        for option in question.options:
            if option.sets == {fact: form}:
                return voice.say(f"questions.{question.id}.options.{option.value}")
    return ""


def number_words(form: Form, voice: Voice) -> str:
    """A number or a range of numbers; empty where the form is neither."""
    if isinstance(form, int) and not isinstance(form, bool):
        return voice.say("confirm.number.exact", low=form)
    if not isinstance(form, Mapping) or not set(form) <= {"at_least", "at_most"} or not form:
        return ""
    low, high = form.get("at_least"), form.get("at_most")
    kind = "at_most" if low is None else "at_least" if high is None else "range"
    return voice.say(f"confirm.number.{kind}", low=low, high=high)


def hint_key(fact: str, form: Form) -> str:
    """The name of the words that ask about a form, below `confirm.hint`; a set by its value."""
    if isinstance(form, str):
        return f"confirm.hint.{fact}.{form}"
    if isinstance(form, Mapping):
        if "includes" in form and len(form["includes"]) == 1:
            return f"confirm.hint.{fact}.{form['includes'][0]}"
        if "excludes" in form:
            return f"confirm.hint.{fact}.not_{'_or_'.join(sorted(form['excludes']))}"
        if "one_of" in form:
            return f"confirm.hint.{fact}.{'_or_'.join(form['one_of'])}"
    return f"confirm.hint.{fact}.number"
