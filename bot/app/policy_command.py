"""`calaim policy`: check all policy files, or show one rule with its citations."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot.app.policy_ranges import straddling
from bot.eligibility.loader import POLICY_FOLDER, load_policy
from bot.eligibility.policy import Criterion, Policy
from bot.errors import PolicyError

WORDS = {
    "all_of": "all of these",
    "any_of": "any of these",
    "none_of": "none of these",
}


def main(argv: list[str]) -> int:
    """Check, or show; PolicyError carries the sentence for what is wrong."""
    parser = argparse.ArgumentParser(prog="calaim policy", description=__doc__)
    parts = parser.add_subparsers(dest="what", required=True, metavar="check | show")
    parts.add_parser("check", help="read every policy file and say what is wrong, if anything is")
    show = parts.add_parser("show", help="show a rule as a tree with its citations")
    show.add_argument("id", nargs="?", help="a population or a support; all are listed without it")
    options = parser.parse_args(argv)
    policy = load_policy()
    if options.what == "check":
        print(_checked(policy))
        return 0
    return _show(policy, options.id)


def _checked(policy: Policy) -> str:
    if wrong := straddling(policy, POLICY_FOLDER):
        raise PolicyError("\n".join(wrong))
    return (
        f"The policy is in order: edition {policy.edition}, {len(policy.populations)} populations, "
        f"{len(policy.supports)} supports, {len(policy.facts)} facts, "
        f"{len(policy.questions)} questions."
    )


def _show(policy: Policy, identity: str | None) -> int:
    labels = _labels(policy)
    if identity is None:
        print("\n".join(f"{known:<36} {label}" for known, label in labels.items()))
        return 0
    if identity not in labels:
        near = _near(identity, labels)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`calaim policy show` lists them."
        print(f"calaim policy: there is no rule {identity!r}. {hint}", file=sys.stderr)
        return 1
    trees = list(_trees(policy, identity))
    print(f"{labels[identity]} ({identity})")
    for name, tree in trees:
        print(f"\n{name}:")
        print("\n".join(_branch(tree, 1)))
    print(_sources(policy, {key for _, tree in trees for key in _cited(tree)}))
    return 0


def _near(identity: str, known: Iterable[str]) -> list[str]:
    """Every name that begins so, as one for adults and one for youth; else the one most like it."""
    known = list(known)
    begun = [name for name in known if name.startswith(identity)]
    return begun or get_close_matches(identity, known, 1)


def _labels(policy: Policy) -> dict[str, str]:
    """Give everything that can be shown."""
    programs = {"ecm": policy.ecm.label, "community_supports": policy.community_supports.label}
    populations = {p.id: p.label for p in policy.populations.values()}
    return {**programs, **populations, **{s.id: s.label for s in policy.supports.values()}}


def _trees(policy: Policy, identity: str) -> Iterator[tuple[str, Criterion]]:
    """Give the parts of one rule by name; for a support also what goes for all of them."""
    supports = policy.community_supports
    if identity in policy.populations:
        population = policy.populations[identity]
        yield "appears with", population.rule
        if population.may is not None:
            yield "may, with the wider reading", population.may
    elif identity == "ecm":
        yield from (("not available", criterion) for criterion in policy.ecm.not_available)
        yield from (("closed by", criterion) for criterion in policy.ecm.excluded)
        yield from ((f"flag {flag.id}", flag.criterion) for flag in policy.ecm.flags)
    else:
        if identity in policy.supports:
            yield "needed for", policy.supports[identity].need
        yield "open to", supports.open_to
        yield "and", supports.willing
        yield "and, unless ECM appears", supports.basics


def _branch(criterion: Criterion, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if criterion.group:
        yield f"{indent}{WORDS[criterion.group]}"
    else:
        page = f", p.{criterion.page}" if criterion.page else ""
        name = f" [{criterion.id}]" if criterion.id else ""
        yield f"{indent}{criterion.says}{name}"
        cited = f'"{criterion.cite}" ' if criterion.cite else ""
        yield f"{indent}    {cited}({criterion.source}{page})"
        if criterion.staff_confirms:
            yield f"{indent}    staff confirm: {criterion.staff_confirms}"
    for part in criterion.parts:
        yield from _branch(part, depth + 1)


def _cited(criterion: Criterion) -> Iterator[str]:
    """Give the key of every source a tree cites."""
    if criterion.source:
        yield criterion.source
    for part in criterion.parts:
        yield from _cited(part)


def _sources(policy: Policy, keys: set[str]) -> str:
    lines = [
        f"  {key}: {', '.join(str(value) for value in source.values())}"
        for key, source in policy.sources.items()
        if key in keys
    ]
    return "\n".join(["\nSources:", *lines])
