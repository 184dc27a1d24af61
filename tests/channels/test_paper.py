"""PDFs: tagged, bounded, and made of nothing but what was handed over."""

import os
import re
import subprocess
import sys
import time
import zlib

import pytest

from bot.channels import paper
from bot.channels.paper import PaperError, PaperMissing, can_print, tagged_pdf
from tests.fakes.serving import serve

PAGE = """<!doctype html><html lang="es"><head><title>What we found</title></head><body>
<h1>What we found</h1><p>Call <a href="tel:+16506162133">650-616-2133</a>.</p>
<ul><li>One</li></ul></body></html>"""


def unpacked(pdf: bytes) -> bytes:
    """The PDF with its packed parts beside it in plain."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.S):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_a_page_becomes_a_pdf_that_a_screen_reader_can_read():
    pdf = unpacked(tagged_pdf(PAGE))
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang (es)", b"/H1", b"/Link", b"/LBody"):
        assert part in pdf, part
    assert b"What we found" in pdf and b"pdfuaid" in pdf


def test_nothing_is_fetched_and_no_file_is_read(tmp_path):
    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope["path"])
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    secret = tmp_path / "secret.css"
    secret.write_text("p { content: 'read' }")
    with serve(app) as url:
        hostile = f'<img src="{url}/x.png" alt="x"><link rel="stylesheet" href="{secret.as_uri()}">'
        assert tagged_pdf(PAGE.replace("<ul>", f"{hostile}<ul>")).startswith(b"%PDF-")
    assert seen == []


def test_what_takes_too_long_is_ended():
    began = time.monotonic()
    with pytest.raises(PaperError, match="after 1 seconds"):
        tagged_pdf("<table>" * 30_000, 1)
    assert time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds it")
def test_what_needs_too_much_memory_is_ended():
    rows = "<tr><td>a long row</td></tr>" * 3_000
    with pytest.raises(PaperError, match="could not be made"):
        tagged_pdf(PAGE.replace("<ul>", f"<table>{rows}</table><ul>"), memory=200 * 1024**2)


def test_the_process_gets_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("CALAIM_KEYS", "secret")
    assert not [name for name in paper.environment() if name.startswith("CALAIM_")]


def test_this_machine_can_print_or_says_what_is_missing():
    try:
        tagged_pdf(PAGE)
    except PaperMissing as error:
        assert "libpango" in str(error) and not can_print()
        assert "CI" not in os.environ, "tests of PDFs would be skipped: .ci/run installs Pango"
    else:
        assert can_print()


def test_of_fifteen_who_ask_first_at_once_one_makes_a_pdf(tmp_path):
    """Counts the processes that they start, in a gateway that has only just come up."""
    started, python = tmp_path / "started", tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho one >> "{started}"\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    gateway = (
        "import sys, concurrent.futures as futures\n"
        "from bot.channels.paper import can_print\n"
        f"sys.executable = {str(python)!r}\n"
        "with futures.ThreadPoolExecutor(15) as pool:\n"
        "    print(len(set(pool.map(lambda _: can_print(), range(15)))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", gateway], cwd=paper.ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["1"], done.stderr
    assert started.read_text().split() == ["one"]
