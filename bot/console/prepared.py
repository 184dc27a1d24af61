"""The next step of a case, prepared: on paper for a fax, and for the plan's own systems."""

import json
from collections.abc import Callable
from datetime import datetime

from bot.channels.paper import PaperError, PaperMissing, tagged_pdf
from bot.console.access import File, Later, Visit
from bot.console.case_page import sought
from bot.console.refusing import Refused
from bot.console.services import Services
from bot.gateway.errors import Busy
from bot.handoff.fhir import make_bundle
from bot.handoff.office_hours import office_contacts
from bot.handoff.referral import make_referral
from bot.handoff.referral_page import referral_page
from bot.storage.cases import UNREADABLE, StoredCase

NO_PDFS = "This server cannot make PDFs. Use the referral as data, or tell an administrator."
BROKEN = "The PDF could not be made. The case is as it was; try again, or use the referral as data."
BUSY = "Other PDFs are being made. Please try again in a moment."
Make = Callable[[StoredCase, datetime, Services], str | bytes]


def giving(form: str, ending: str, media_type: str, make: Make) -> Callable[[Visit], Later]:
    """
    Make a handler that gives the referral of a case as a file, named by the case's code alone.

    Args:
        form: For the audit.
    """

    def handler(visit: Visit) -> Later:
        case, now, services = sought(visit).case, visit.now, visit.services
        if case.summary == UNREADABLE:
            raise Refused(409, UNREADABLE)
        visit.note(f"took the referral as {form}", case.code)
        return Later(lambda: File(make(case, now, services), media_type, f"{case.code}{ending}"))

    return handler


def as_pdf(case: StoredCase, now: datetime, services: Services) -> bytes:
    """
    Give it to print and fax.

    Raises:
        Refused: As many as may be are being made, or this machine makes none.
    """
    html = referral_page(make_referral(case, office_contacts(), now))
    try:
        with services.attempts.making_paper():
            return tagged_pdf(html)
    except Busy:
        raise Refused(503, BUSY) from None
    except PaperMissing:
        raise Refused(409, NO_PDFS) from None
    except PaperError:
        raise Refused(503, BROKEN) from None


def as_json(case: StoredCase, now: datetime, _: Services) -> str:
    """Give it as data."""
    return json.dumps(make_referral(case, office_contacts(), now).to_json(), indent=2)


def as_fhir(case: StoredCase, now: datetime, _: Services) -> str:
    """Give it as a FHIR R4 bundle."""
    return json.dumps(make_bundle(case, office_contacts(), now), indent=2)
