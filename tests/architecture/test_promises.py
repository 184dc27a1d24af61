"""What README, lock and pages promise, held against what is there."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bench import chat_page
from tests.architecture.repository import ROOT, committed, name_of, text_of

OWN_PLACES = re.compile(r"(?<![\w.])/(?:root|work|home/[a-z]+|Users/[A-Za-z]+|tmp/boot)/")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
PAGES = ROOT / "bot" / "gateway"


def test_every_make_target_that_a_text_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    texts = [path for path in committed(".md") if not name_of(path).startswith("tests/")]
    named = {word for path in texts for word in re.findall(r"`make ([a-z]+)", text_of(path))}
    assert named
    assert named <= targets


def test_every_command_that_the_readme_names_exists() -> None:
    from bot.app.cli import COMMANDS

    named = set(re.findall(r"calaim ([a-z]+)", text_of(ROOT / "README.md")))
    assert named
    assert named <= set(COMMANDS)


def test_every_setting_is_in_the_readme() -> None:
    read = set(re.findall(r"env\.\w+\(\"([A-Z_]+)\"", text_of(ROOT / "bot/app/settings.py")))
    listed = set(re.findall(r"`CALAIM_([A-Z_]+)`", text_of(ROOT / "README.md")))
    assert read
    assert read <= listed


def test_locks_are_hashed_and_name_no_address() -> None:
    for name in ("requirements.lock", "scripts/uv.lock", "scripts/audit.lock"):
        text = text_of(ROOT / name)
        assert not ADDRESS.search(text), name
        assert "--index" not in text and "--find-links" not in text, name
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==.*$", text, re.MULTILINE)
        hashed = re.findall(r"==[^\n]*\\\n    --hash=sha256:", text)
        assert pins and len(pins) == len(hashed), name


def test_no_path_of_one_machine_is_committed() -> None:
    found = {
        name_of(path): match.group()
        for path in committed()
        if name_of(path) != name_of(ROOT / "tests/architecture/test_promises.py")
        and (match := OWN_PLACES.search(text_of(path)))
    }
    assert not found


def test_pages_call_nobody_else_and_hold_no_inline_code() -> None:
    parts = sorted([*(PAGES / "static").iterdir(), *(PAGES / "templates").iterdir()])
    for path in parts:
        text = text_of(path).replace("http://www.w3.org/2000/svg", "")
        text = re.sub(r"<code>[^<]*</code>", "", text)  # shown to be copied, not asked for
        assert not re.search(r"(?:https?:)?//[a-z]+\.", text), name_of(path)
        assert "style=" not in text and "<style" not in text, name_of(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), name_of(path)
        assert not re.search(r"\bon[a-z]+=\"", text), name_of(path)
        assert "innerHTML" not in text and "document.cookie" not in text, name_of(path)


def test_pages_give_the_phone_number_of_the_policy() -> None:
    contacts = yaml.safe_load(text_of(ROOT / "bot/policy/contacts.yaml"))
    phone = contacts["member_services"]["phone"]
    # Nothing of ours may stand on the way to a page about something else.
    away = PAGES / "templates/leave.html"
    for page in sorted({*(PAGES / "templates").glob("[!_]*.html")} - {away}):
        whole = with_its_parts(page)
        numbers = set(re.findall(r"\d{3}-\d{3}-\d{4}", whole))
        links = set(re.findall(r"tel:\+1(\d{10})", whole))
        assert numbers == {phone}, name_of(page)
        assert links == {phone.replace("-", "")}, name_of(page)


def with_its_parts(template: Path) -> str:
    """A template and all that it extends, includes or takes parts from."""
    text = text_of(template)
    named = re.findall(r"{%-? *(?:extends|include|from|import) +\"([^\"]+)\"", text)
    return "\n".join([text, *(with_its_parts(template.with_name(name)) for name in named)])


def test_colours_are_named_at_the_top() -> None:
    used = re.sub(r":root \{.*?\}", "", text_of(PAGES / "static/chat.css"), flags=re.DOTALL)
    colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", used))
    assert colours <= {"#fff", "#000"}


def test_the_chat_page_loads_in_a_moment_on_a_slow_line() -> None:
    [size] = chat_page.main()
    assert size.value <= chat_page.GOAL_KB
