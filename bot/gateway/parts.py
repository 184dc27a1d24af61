"""
What the pages are made of: `static/`, made small once when the process starts.

The sources stay as they are read and need no build: a script is sent with the modules that it
imports in one piece, for on a slow line each further request costs more than its bytes, and
without comments and blanks; so are style sheets.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

STATIC = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css"}
# A page may be kept, but is asked for anew each time, so that all its parts fit together.
REVALIDATE = {"Cache-Control": "no-cache"}
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|class|function|async )", re.MULTILINE)


class PageParts(StaticFiles):
    """Static files, small, that a browser checks again before it uses them."""

    def __init__(self, directory: Path = STATIC) -> None:
        super().__init__(directory=directory)
        found = (file for file in directory.iterdir() if file.suffix in TYPES)
        self._made = {file.name: _part(file) for file in found}

    async def get_response(self, path: str, scope: Any) -> Response:
        """Give one file."""
        made = self._made.get(path)
        if made is None or scope["method"] not in ("GET", "HEAD"):
            answer = await super().get_response(path, scope)
            answer.headers.update(REVALIDATE)
            return answer
        content, headers = made
        if self.is_not_modified(Headers(headers), Headers(scope=scope)):
            return NotModifiedResponse(Headers(headers))
        return Response(content, headers=headers)


def _part(file: Path) -> tuple[str, dict[str, str]]:
    content = small(file)
    etag = hashlib.sha256(content.encode()).hexdigest()[:20]
    kind = f"{TYPES[file.suffix]}; charset=utf-8"
    return content, {"Content-Type": kind, "ETag": f'"{etag}"', **REVALIDATE}


def small(file: Path) -> str:
    """Give a script, with what it imports, or a style sheet as it is sent."""
    if file.suffix == ".css":
        return str(rcssmin.cssmin(file.read_text(encoding="utf-8")))
    return str(rjsmin.jsmin("\n".join(_modules(file, set()))))


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
