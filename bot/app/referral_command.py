"""`calaim referral`: the next step of a case, filled as far as known, for a person to complete."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app.cases import open_and_note
from bot.channels.paper import tagged_pdf
from bot.eligibility.loader import load_policy
from bot.errors import CalaimError
from bot.handoff.codes import tidy_code
from bot.handoff.fhir import make_bundle
from bot.handoff.referral import make_referral
from bot.handoff.referral_page import referral_page
from bot.handoff.referral_parts import Referral, Service
from bot.storage import cases
from bot.storage.cases import StoredCase
from bot.worker.clock import Clock

BLANK = "________"


class OutputError(CalaimError):
    """The file could not be written."""


def main(argv: list[str]) -> int:
    """Prepare the referral of one case."""
    parser = argparse.ArgumentParser(prog="calaim referral", description=__doc__)
    parser.add_argument("code", help="a case's code, such as KTR-493")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--pdf", metavar="FILE", type=Path, help="write a tagged PDF to print or fax")
    form.add_argument("--fhir", action="store_true", help="as a FHIR R4 bundle")
    form.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    code = tidy_code(options.code)
    with open_and_note("prepared referral", code) as connection:
        case = cases.by_code(connection, code)
    if case is None:
        print(f"calaim referral: there is no case {code}.", file=sys.stderr)
        return 1
    _give(case, options, Clock().now())
    return 0


def _give(case: StoredCase, options: argparse.Namespace, now: datetime) -> None:
    contacts = load_policy().contacts
    if options.fhir:
        _print_json(make_bundle(case, contacts, now))
        return
    referral = make_referral(case, contacts, now)
    if options.json:
        _print_json(referral.to_json())
    elif options.pdf is not None:
        _write(options.pdf, tagged_pdf(referral_page(referral)))
        print(f"Written to {options.pdf}. It holds health information: keep it safe.")
    else:
        print("\n".join(_lines(referral)))


def _print_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, indent=2))


def _write(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(content)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from None


def _lines(referral: Referral) -> Iterator[str]:
    """The whole of it as text: fields, what fits, what to verify, where to send it."""
    yield f"{referral.title}, case {referral.case_code}\n"
    yield from referral.notices
    for section in referral.sections:
        yield f"\n{section.title}"
        for field in section.fields:
            if field.value or field.is_missing:
                yield f"  {field.label}: {field.value or BLANK}"
    yield f"\nECM: {referral.ecm}"
    yield from (_service(found) for found in referral.populations)
    yield "Community Supports:" if referral.supports else "Community Supports: none was found."
    yield from (_service(found) for found in referral.supports)
    yield from (f"Flag: {flag}" for flag in referral.flags)
    yield from (f"Verify: {item}" for item in referral.verify)
    yield "\nWhere to send it:"
    for way in referral.ways:
        reached = ", ".join(part for part in (way.fax, way.email, way.phone) if part)
        yield f"  {way.label}: {reached}{' (' + way.page + ')' if way.page else ''}"
    yield from dict.fromkeys(f"  {way.note}" for way in referral.ways if way.note)


def _service(found: Service) -> str:
    return f"  {found.label}: {found.band_in_words}{', asked for' if found.is_wanted else ''}"
