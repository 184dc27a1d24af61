"""From what a person writes to a typed reply: by fixed reading first, then by the intent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.conversation.questions import NOT_SURE, SKIP, AskedQuestion, Option
from bot.conversation.replies import (
    AskErase,
    AskMore,
    AskPerson,
    AskWhy,
    Chosen,
    Declined,
    Erase,
    GoBack,
    Mistaken,
    NotSure,
    NotUnderstood,
    Repeat,
    Reply,
    Restart,
    SideQuestion,
)
from bot.language.ages import read_age
from bot.language.asides import read_aside
from bot.language.free_text import (
    read_date_of_birth,
    read_language,
    read_name,
    read_phone,
    read_time,
)
from bot.language.labels import keyword_option, match_label, named_option
from bot.language.lists import read_list
from bot.language.numbers import has_word, read_count, with_digits
from bot.language.plain import pieces, plain
from bot.language.pointing import pointed_at
from bot.language.vocabulary import Vocabulary, vocabulary
from bot.language.yes_no import read_yes_no

_ACTS: dict[str, Callable[[], Reply]] = {
    "why": AskWhy,
    "more": AskMore,
    "back": GoBack,
    "mistake": Mistaken,
    "repeat": Repeat,
    "person": AskPerson,
    "restart": Restart,
    "erase": Erase,
    "ask_erase": AskErase,
    "help": lambda: SideQuestion("help"),
    "skip": Declined,
    "not_sure": NotSure,
}
_ANYWHERE = ("person", "skip", "not_sure")
_ENDINGS: dict[str, Callable[[], Reply]] = {NOT_SURE: NotSure, SKIP: Declined}


def read_reply(
    text: str, question: AskedQuestion | None, intent: str | None, language: str = "en"
) -> Reply:
    """
    Read one message.

    Args:
        text: The message as it came in.
        question: The question now open; None where none is.
        intent: What the language model takes the message for; used where nothing else reads it.
    Returns:
        The reply; `NotUnderstood` where neither the words nor the intent say what is meant.
    """
    words = vocabulary(language)
    said = plain(text)
    aside = read_aside(said, text, question, words)
    if isinstance(aside, NotUnderstood) and asks_for_person(text, (), language):
        return AskPerson()  # "can i talk to somebody i dont get this"
    if aside is not None or not said:
        return aside or NotUnderstood()
    reply = _answer(said, text, question, words) if question else None
    return (
        reply
        or _act(words.whole.get(said))
        or _anywhere(said, question, words)
        or _by_intent(intent, said, question, words)
        or NotUnderstood()
    )


def asks_for_person(text: str, acts: Sequence[str], language: str = "en") -> bool:
    """
    Whether a message asks for a person, in so many words or as the language model takes it.

    Args:
        acts: All that the message does.
    """
    words, said = vocabulary(language), plain(text)
    if has_word(said, words.phrases("who_speaks")):
        return False
    if words.whole.get(said) == "person" or _names_person(said, words):
        return True
    is_meant = any(words.intents.get(act) == "person" for act in acts)
    return is_meant and has_word(said, words.phrases("person_words"))


def _names_person(said: str, words: Vocabulary) -> bool:
    return any(phrase in said for phrase in words.within["person"])


def _answer(said: str, raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    """The message as an answer to the question."""
    if question.kind == "text":
        return _act(words.whole.get(said), only=("skip", "not_sure")) or _free(raw, question, words)
    if question.kind == "number" or (question.minimum is not None and question.kind != "multiple"):
        reader = read_age if question.id == "age" else read_count
        number = reader(raw, words)
        if number is not None:
            return number
    exact = _exactly(said, question)
    if exact is not None:
        return _picked(exact)
    if question.kind == "multiple":
        return _list(said, raw, question, words)
    return _one(said, raw, question, words)


def _exactly(said: str, question: AskedQuestion) -> Option | None:
    """The option whose words these are, to the letter."""
    listed = (o for o in (*question.options, *question.unlisted) if not o.is_companion)
    return next((option for option in listed if plain(option.label) == said), None)


def _list(said: str, raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    """An answer to a list; what can be said at any time comes before its looser readings."""
    act = words.whole.get(said)
    if act in _ACTS and said not in words.list_phrases("all"):
        return None
    pointed = pointed_at(said, question, words)
    reply = read_list(said, raw, question, words) or _chosen(pointed)
    if isinstance(reply, Chosen) and len(reply.values) == 1:
        option = question.option(reply.values[0])
        return _picked(option) if option else reply
    if reply is None and act == "yes" and len(question.items) == 1:
        return Chosen((question.items[0].value,))
    return reply


def _one(said: str, raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    """An answer to a question that takes one option."""
    named = named_option(said, question, words)
    if named is not None:
        return _picked(named)
    act = words.whole.get(said)
    if act in _ACTS:
        return None
    if act in ("yes", "no") and (question.option(act) or question.kind == "choice"):
        return Chosen((act,)) if question.option(act) else None
    number = with_digits(said, words)
    number = str(words.words["ordinals"].get(number.removeprefix("the "), number))
    if number.isdigit():
        options = question.numbered
        return _picked(options[int(number) - 1]) if 0 < int(number) <= len(options) else None
    first = pieces(raw)[:1] or [said]
    pointed = pointed_at(said, question, words) or pointed_at(first[0], question, words)
    if len(pointed) == 1:
        return _picked(pointed[0])
    return _worded(said, raw, question, words)


def _worded(said: str, raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    if any(phrase in said for phrases in words.within.values() for phrase in phrases):
        return None
    if question.kind == "yes_no":
        return read_yes_no(said, words)
    if has_word(said, words.words["once"].get(question.id, ())):
        return None
    option = match_label(said, question, words) or keyword_option(said, question, words)
    if option is not None:
        return _picked(option)
    if question.id == "call_when":
        return _understood(read_time(raw, words))
    return _understood(read_language(raw)) if question.id == "call_language" else None


def _free(raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    said = plain(raw)
    if words.whole.get(said) in _ACTS or any(phrase in said for phrase in words.within["person"]):
        return None
    if question.id == "call_number":
        return _understood(read_phone(raw))
    if question.id == "birth_date":
        return _understood(read_date_of_birth(raw, words))
    if words.whole.get(said) == "no":
        return Declined()
    return _understood(read_name(raw, words))


def _understood(reply: Reply) -> Reply | None:
    return None if isinstance(reply, NotUnderstood) else reply


def _chosen(options: tuple[Option, ...]) -> Reply | None:
    return Chosen(tuple(option.value for option in options)) if options else None


def _picked(option: Option) -> Reply:
    ending = _ENDINGS.get(option.value)
    return ending() if ending else Chosen((option.value,))


def _act(name: str | None, only: tuple[str, ...] = tuple(_ACTS)) -> Reply | None:
    return _ACTS[name]() if name in _ACTS and name in only else None


def _anywhere(said: str, question: AskedQuestion | None, words: Vocabulary) -> Reply | None:
    """What a longer message asks for in passing: a person, to skip, or not sure."""
    picks = _is_list(question) and any(c.isdigit() for c in said)
    for act in _ANYWHERE:
        if act == "person" and has_word(said, words.phrases("who_speaks")):
            continue
        if any(phrase in said for phrase in words.within[act]):
            return None if picks and act in _ENDINGS else _act(act)
    return None


def _by_intent(
    intent: str | None, said: str, question: AskedQuestion | None, words: Vocabulary
) -> Reply | None:
    act = words.intents.get(intent or "")
    if act in ("yes", "no") and question is not None:
        return Chosen((act,)) if question.option(act) else None
    if intent == "provider_wants_to_refer" and question is not None and question.option("provider"):
        return Chosen(("provider",))
    if act in _ENDINGS and _is_list(question):
        return None  # A list holds many questions; only plain words close them all.
    if act == "person" and not has_word(said, words.phrases("person_words")):
        return None
    return _act(act)


def _is_list(question: AskedQuestion | None) -> bool:
    return question is not None and question.kind == "multiple"
