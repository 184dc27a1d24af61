"""
What the pages are made of: `static/`, made small and packed once when the process starts.

The sources stay as they are read and need no build: a script is sent with the modules that it
imports in one piece, for on a slow line each further request costs more than its bytes, and
without comments and blanks; so are style sheets.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
import zopfli.gzip
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# A page may be kept, but is asked for anew each time, so that all its parts fit together.
REVALIDATE = {"Cache-Control": "no-cache"}
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|class|function|async )", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One file as it is sent, plain or packed as tightly as gzip can be."""

    plain: bytes
    packed: bytes
    headers: dict[str, str]

    def answer(self, asked: Headers) -> Response:
        """Give it, or only say that the browser has it already."""
        if asked.get("if-none-match", "") == self.headers["ETag"]:
            return Response(status_code=304, headers=self.headers)
        if "gzip" in asked.get("accept-encoding", ""):
            return Response(self.packed, headers={**self.headers, "Content-Encoding": "gzip"})
        return Response(self.plain, headers=self.headers)


@lru_cache(maxsize=64)
def part(content: str, suffix: str) -> Part:
    """Pack a content, which takes some hundredths of a second; the suffix tells its type."""
    plain = content.encode()
    headers = {
        "Content-Type": TYPES[suffix] + ("" if suffix == ".svg" else "; charset=utf-8"),
        "ETag": f'"{hashlib.sha256(plain).hexdigest()[:20]}"',
        "Vary": "Accept-Encoding",
        **REVALIDATE,
    }
    return Part(plain, zopfli.gzip.compress(plain), headers)


class PageParts(StaticFiles):
    """Static files, small, that a browser checks again before it uses them."""

    def __init__(self, directory: Path = STATIC) -> None:
        super().__init__(directory=directory)
        found = (file for file in directory.iterdir() if file.suffix in TYPES)
        self._made = {file.name: part(small(file), file.suffix) for file in found}

    async def get_response(self, path: str, scope: Any) -> Response:
        """Give one file."""
        if path in self._made and scope["method"] in ("GET", "HEAD"):
            return self._made[path].answer(Headers(scope=scope))
        answer = await super().get_response(path, scope)
        answer.headers.update(REVALIDATE)
        return answer


def small(file: Path) -> str:
    """Give a file as it is sent: a script with what it imports, and no remarks."""
    if file.suffix == ".js":
        return str(rjsmin.jsmin("\n".join(_modules(file, set()))))
    content = file.read_text(encoding="utf-8")
    return str(rcssmin.cssmin(content)) if file.suffix == ".css" else content


def _modules(file: Path, seen: set[Path]) -> list[str]:
    """
    Give the modules that a script imports, each once and before it is needed, then the script.

    They come to share their names: two of them that choose the same one for something do not run.
    """
    seen.add(file)
    source = file.read_text(encoding="utf-8")
    needed = [file.with_name(name) for name in _IMPORT.findall(source)]
    before = [text for each in needed if each not in seen for text in _modules(each, seen)]
    return [*before, _EXPORT.sub("", _IMPORT.sub("", source))]
