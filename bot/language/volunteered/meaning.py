"""From phrases found to facts: what each asserts, as it is meant and when it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.language.volunteered.finder import Hit
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Meant, Scope
from bot.language.volunteered.spotted import Form
from bot.language.volunteered.times import Time, months_before

_SOON = 30
_NEAR = 9


def understood(
    hit: Hit, scope: Scope, times: Sequence[Time], today: date, asked: frozenset[str]
) -> Iterator[Found]:
    """What one phrase asserts; nothing where it is denied, over or supposed."""
    entry = hit.entry
    if (entry.only_asked and entry.fact not in asked) or entry.unless_asked & asked:
        return
    meant = scope.meant(hit.start, hit.end, entry.lasting, entry.wish)
    if meant.supposed and not entry.presumes:
        return
    form = _form(hit, meant, scope, times, today)
    if form is None and (meant.denied or meant.over):
        form = _refused(hit, meant, asked)
    if form is None:
        return
    is_answer = entry.fact in asked
    hints = hit.is_hint and not (entry.answers and is_answer)
    sure = not hints and (not meant.doubtful or entry.wish or is_answer)
    asserted = {entry.fact: form}
    if sure and (entry.presumes or not meant.denied):
        asserted.update(entry.also)
    subject = entry.of or meant.subject
    for fact, said in asserted.items():
        yield Found(fact, said, hit.start, hit.end, sure, subject, entry.shared, entry.anyone)


def _refused(hit: Hit, meant: Meant, asked: frozenset[str]) -> Form:
    """
    What a denial says where its entry does not tell: not this one of a set.

    Of a yes-or-no fact it says no only where just that was asked.
    """
    form = hit.entry.form
    if hit.is_hint and not (hit.entry.answers and hit.entry.fact in asked):
        return None
    if hit.entry.silent:
        return None
    if isinstance(form, dict) and set(form) == {"includes"}:
        return {"excludes": form["includes"]} if meant.denied else None
    return False if form is True and asked == {hit.entry.fact} else None


def _form(hit: Hit, meant: Meant, scope: Scope, times: Sequence[Time], today: date) -> Form:
    entry = hit.entry
    if meant.denied and not entry.presumes:
        return None if hit.is_hint else entry.denied
    if entry.ended is not None:
        return _ended(entry.ended, _time(hit, scope, times), meant, today)
    if entry.coming is not None:
        return None if meant.over else _coming(entry.coming, _time(hit, scope, times), today)
    return entry.past if meant.over else entry.form


def _time(hit: Hit, scope: Scope, times: Sequence[Time]) -> Time | None:
    """The time said of it: the nearest in its sentence, rather after it than before."""
    first, last = scope.sentence(hit.start)
    near = []
    for time in times:
        if first <= time.start < last:
            gap = time.start - hit.end if time.start >= hit.end else hit.start - time.end + 2
            near.append((max(0, gap), time.start, time))
    best = min(near, default=None)
    return best[2] if best and best[0] <= _NEAR else None


def _ended(forms: Mapping[str, Form], time: Time | None, meant: Meant, today: date) -> Form:
    if time is None:
        return forms.get("over" if meant.over and "over" in forms else "undated")
    if time.kind == "future":
        return forms.get("coming")
    edge = months_before(today, 12)
    if time.last < edge:
        return forms.get("earlier")
    if time.first >= edge or time.kind in ("since", "span"):
        return forms.get("within_12_months")
    return forms.get("undated")


def _coming(forms: Mapping[str, Form], time: Time | None, today: date) -> Form:
    if time is None or time.kind in ("since", "span"):
        return forms.get("undated")
    day = time.last
    if day < today:
        if time.end - time.start > 2 or (today - day).days < 45:
            return forms.get("passed")
        day = day.replace(year=day.year + 1, day=min(day.day, 28))
    return forms.get("within_30_days" if (day - today).days <= _SOON else "later")
