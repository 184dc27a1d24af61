"""Templates of the pages: read once, when the process starts."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.gateway.rendering import TEMPLATES, look_of, read_templates


def test_a_running_process_shows_its_own_pages_while_the_files_under_it_are_exchanged(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    running = read_templates(folder)
    for file in folder.iterdir():  # the next release needs what this process does not give
        file.write_text("{{ brought_by_the_next_release }}", encoding="utf-8")
    look = look_of({})
    given = {"look": look, "sheet": look.sheet, "language": look.language, "hidden": {}}
    page = running.get_template("text_notice.html").render(**given, kind="no_link", said="")
    assert "This link does not work any more" in page and 'href="/chat"' in page
    (folder / "_summary_page.html").unlink()
    page = running.get_template("text_link.html").render(**given, secret="s")
    assert "Your page is ready" in page
