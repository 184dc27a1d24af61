"""What the pages are made of, as a browser downloads it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from bot.gateway.parts import STATIC, small

# The chat and the script that a host's page loads; issue: 12 kB in all.
MOST_BYTES = 12_000
MOST_BYTES_OF_THE_CHAT = 10_800


def downloaded(url: str) -> tuple[int, str]:
    """How many bytes come over the line for an address, and what they say."""
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, url
        raw = b"".join(answer.iter_raw())
    return len(raw), httpx.get(url).text


def parts_of(html: str) -> list[str]:
    """The addresses that a page makes a browser ask for that runs scripts."""
    html = re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)
    return re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"', html)


def chat_bytes(url: str) -> dict[str, int]:
    size, html = downloaded(f"{url}/chat")
    sizes = {"/chat": size}
    for part in parts_of(html):
        sizes[part] = downloaded(urljoin(url, part))[0]
    return sizes


def test_the_chat_leaves_room_for_its_loader(shared_line) -> None:
    sizes = chat_bytes(shared_line.gateway)
    assert {"/chat", "/style.css", "/static/chat.js"} <= sizes.keys()
    assert sum(sizes.values()) <= MOST_BYTES_OF_THE_CHAT, sizes


def test_the_chat_and_its_loader_come_in_twelve_thousand_bytes(shared_line) -> None:
    sizes = chat_bytes(shared_line.gateway)
    loader = downloaded(f"{shared_line.gateway}/static/embed.js")[0]
    assert sum(sizes.values()) + loader <= MOST_BYTES, (sizes, loader)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.js", "text/javascript; charset=utf-8"),
        ("line.js", "text/javascript; charset=utf-8"),
        ("chat.css", "text/css; charset=utf-8"),
        ("face.svg", "image/svg+xml"),
    ],
)
def test_a_part_comes_with_its_type_and_is_checked_before_it_is_used_again(
    shared_line, name: str, kind: str
) -> None:
    url = f"{shared_line.gateway}/static/{name}"
    first = httpx.get(url)
    assert (first.status_code, first.headers["content-type"]) == (200, kind)
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(url, headers={"If-None-Match": '"older"'}).status_code == 200
    assert httpx.head(url).status_code == 200
    assert httpx.post(url).status_code == 405


def test_a_script_comes_in_one_piece_with_what_it_imports(shared_line) -> None:
    script = httpx.get(f"{shared_line.gateway}/static/chat.js").text
    assert "import" not in script
    assert "class Line" in script and "answersFor(" in script
    assert script.index("class Line") < script.index("new Line(")


def test_a_module_that_two_others_import_comes_once(tmp_path: Path) -> None:
    (tmp_path / "low.js").write_text("export const low = 1;\n")
    (tmp_path / "mid.js").write_text('import { low } from "./low.js";\nexport const mid = low;\n')
    (tmp_path / "top.js").write_text(
        'import { mid } from "./mid.js";\nimport { low } from "./low.js";\nalert(mid + low);\n'
    )
    assert small(tmp_path / "top.js").split() == ["const", "low=1;const", "mid=low;alert(mid+low);"]


def test_what_looks_like_a_remark_but_is_none_stays(tmp_path: Path) -> None:
    source = """// a remark
const url = `https://a.example/${"//"}  two blanks`;
const is = /[/*]\\s+"/.test(url); /* another */
"""
    (tmp_path / "odd.js").write_text(source)
    made = small(tmp_path / "odd.js")
    assert '`https://a.example/${"//"}  two blanks`' in made
    assert '/[/*]\\s+"/.test(url)' in made
    assert "remark" not in made and "another" not in made


def test_a_selector_keeps_the_blanks_that_mean_something(tmp_path: Path) -> None:
    (tmp_path / "odd.css").write_text("main:not(:has(.a)) .b { width: calc(100% - 2rem); } /* x */")
    assert small(tmp_path / "odd.css") == "main:not(:has(.a)) .b{width:calc(100% - 2rem)}"


@pytest.mark.parametrize("name", ["chat.css", "pages.css"])
def test_no_colour_of_the_chat_stands_outside_of_the_one_file(name: str) -> None:
    sheet = (STATIC / name).read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s})])|\brgba?\(|\bhsla?\(", sheet)
