"""Strict YAML: no key twice, every key a string, and every error names file and place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any as Json
from typing import NoReturn

import yaml

from bot.errors import PolicyError


class _StrictLoader(yaml.CSafeLoader):
    """Refuses what YAML would let pass in silence."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise PolicyError(f"line {line}: the key {key_node.value} must be quoted")
        if key in found:
            raise PolicyError(f'line {line}: the key "{key}" stands here twice')
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(frozen=True)
class Place:
    """Where in the policy we are, for errors."""

    file: str
    path: tuple[str, ...] = ()

    def at(self, *steps: object) -> Place:
        """A place further in."""
        return Place(self.file, self.path + tuple(str(step) for step in steps))

    def fail(self, message: str) -> NoReturn:
        """Raise a PolicyError that names this place."""
        where = f"{self.file}: " + (" > ".join(self.path) + ": " if self.path else "")
        raise PolicyError(where + message)

    def known(self, word: Json, words: Collection[str], what: str, hint: str = "") -> str:
        """Return `word` if it is one of `words`; else fail, naming the nearest right one."""
        if isinstance(word, str) and word in words:
            return word
        near = difflib.get_close_matches(str(word), list(words), n=1, cutoff=0.4)
        guess = f' Did you mean "{near[0]}"?' if near else f" Known: {', '.join(sorted(words))}."
        quote = " (quote it: YAML reads it as true or false)" if isinstance(word, bool) else ""
        self.fail(f'unknown {what} "{word}"{quote}.{guess}{" " + hint if hint else ""}')

    def mapping(
        self, value: Json, required: Collection[str], optional: Collection[str] = ()
    ) -> Json:
        """Return `value` if it is a mapping with just these keys."""
        if not isinstance(value, dict):
            self.fail("expected a mapping")
        allowed = [*required, *optional]
        for key in value:
            self.known(key, allowed, "word")
        for key in required:
            if key not in value:
                self.fail(f'"{key}" is missing')
        return value

    def list(self, value: Json) -> list[Json]:
        """Return `value` if it is a list with something in it."""
        if not isinstance(value, list) or not value:
            self.fail("expected a list with at least one entry")
        return value


def read_yaml(file: Path, root: Path) -> tuple[Json, Place]:
    """
    Read one file.

    Returns:
        Its content, and its place for later errors.
    Raises:
        PolicyError: The file is missing or is not well-formed YAML.
    """
    place = Place(file.relative_to(root.parent.parent).as_posix())
    try:
        # The loader is PyYAML's safe one, made stricter.
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)  # nosec B506
    except PolicyError as error:
        place.fail(str(error))
    except FileNotFoundError:
        place.fail("this file is missing")
    except UnicodeDecodeError:
        place.fail("this file is not written in UTF-8")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        place.fail(
            f"{line}this line does not read as YAML; is an indent or a space after ':' missing, "
            "here or in the line above?"
        )
    if content is None:
        place.fail("this file is empty")
    return content, place


def entries(folder: Path, root: Path) -> list[tuple[Mapping[str, Json], Place]]:
    """All entries of the lists in a folder's files, in order; names with `_` are left out."""
    found: list[tuple[Mapping[str, Json], Place]] = []
    for file in sorted(folder.glob("[!_]*.yaml")):
        content, place = read_yaml(file, root)
        found += [(entry, place.at(n)) for n, entry in enumerate(place.list(content), 1)]
    return found
