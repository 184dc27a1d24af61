"""`calaim referral`: what a person gets, in each form, and that it is noted who looked."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.app import audit, cli
from bot.channels.paper import can_print
from bot.handoff.case import CaseDraft
from bot.handoff.fhir import checked
from bot.storage import cases, conversations
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock
from tests.fakes.keys import CIPHER, KEYS
from tests.handoff.referrals import PHONE, in_a_car_with_two_kids


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with the case of a woman in a car; gives its code."""
    url = f"sqlite:///{tmp_path}/calaim.db"
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", url)
    database, now = Database(url, CIPHER), Clock().now()
    bring_up_to_date(database)
    told = in_a_car_with_two_kids()
    draft = CaseDraft("self", told.urgency, told.goes_to, "Wants a call.", told.details)
    with database.write() as connection:
        conversation = conversations.find_or_create_sms(connection, PHONE, now)
        opened = cases.open_or_update(connection, conversation, draft, now)
    database.close()
    assert opened is not None
    return opened


def test_as_text_it_shows_what_is_known_and_a_line_where_something_is_missing(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    assert cli.main(["referral", code.lower().replace("-", " ")]) == 0
    shown = capsys.readouterr().out
    for part in (
        f"case {code}",
        "Name, as told: Ana",
        "Medi-Cal number (CIN): ____",
        "Adults experiencing homelessness: appears to fit",
        "Housing transition navigation services: appears to fit, asked for",
        "650-829-2047",
        "two pages differ",
    ):
        assert part in shown


def test_as_fhir_and_as_json_it_can_be_read_by_a_program(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    assert cli.main(["referral", code, "--fhir"]) == 0
    bundle = json.loads(capsys.readouterr().out)
    assert checked(bundle) == bundle and bundle["identifier"]["value"] == code
    assert cli.main(["referral", code, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["case_code"] == code


def test_as_a_pdf_only_its_owner_may_read_it(
    capsys: pytest.CaptureFixture[str], code: str, tmp_path: Path
) -> None:
    if not can_print():
        pytest.skip("this machine has no Pango")
    file = tmp_path / "referral.pdf"
    file.write_bytes(b"an older one")
    file.chmod(0o644)
    assert cli.main(["referral", code, "--pdf", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "health information" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], code: str, tmp_path: Path
) -> None:
    if not can_print():
        pytest.skip("this machine has no Pango")
    assert cli.main(["referral", code, "--pdf", str(tmp_path / "none" / "r.pdf")]) == 1
    complaint = capsys.readouterr().err
    assert "cannot be written" in complaint and complaint.count("\n") == 1


def test_a_code_nobody_has_is_told(capsys: pytest.CaptureFixture[str], code: str) -> None:
    other = "CHJ-222" if code != "CHJ-222" else "CHJ-223"
    assert cli.main(["referral", other]) == 1
    assert f"there is no case {other}" in capsys.readouterr().err


def test_who_prepared_it_is_in_the_audit(capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert cli.main(["referral", code, "--json"]) == 0
    capsys.readouterr()
    assert audit.main([]) == 0
    assert "prepared referral" in capsys.readouterr().out
