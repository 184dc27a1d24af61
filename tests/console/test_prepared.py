"""The next step, prepared: who takes the referral of a case away, as what, and who knows of it."""

import json
import re

import pytest

from bot.channels.paper import can_print
from bot.handoff.fhir import checked
from bot.storage.staff import AUDITOR
from tests.channels.test_paper import unpacked
from tests.fakes.serving import all_at_once

FILES = {"referral.pdf": (".pdf", "PDF"), "referral.json": (".json", "JSON")}
FILES |= {"fhir.json": (".fhir.json", "FHIR")}
needs_pdfs = pytest.mark.skipif(not can_print(), reason="Pango is not installed")
EACH = [pytest.param(file, marks=needs_pdfs if "pdf" in file else ()) for file in FILES]


@pytest.mark.parametrize("file", EACH)
def test_the_page_leads_to_each_file_and_its_name_is_the_code_alone(desk, file):
    http, code = desk.staff(), desk.waiting()
    assert f'href="/cases/{code}/{file}"' in http.get(f"/cases/{code}").text
    answer = http.get(f"/cases/{code}/{file}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    named = f'attachment; filename="{code}{FILES[file][0]}"'
    assert answer.headers["content-disposition"] == named


@pytest.mark.parametrize("file", EACH)
def test_whoever_takes_a_file_is_written_down(one_desk, file):
    code = one_desk.waiting()
    one_desk.staff("ada", AUDITOR).get(f"/cases/{code}/{file}")
    assert one_desk.audit()[-1] == ("ada", f"took the referral as {FILES[file][1]}", code)


@needs_pdfs
def test_an_agent_prints_the_referral_for_a_fax(one_desk):
    code = one_desk.waiting()
    answer = one_desk.staff().get(f"/cases/{code}/referral.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert b"/StructTreeRoot" in unpacked(answer.content)


def test_the_plans_systems_get_what_the_member_told(one_desk):
    code = one_desk.waiting()
    told = one_desk.staff().get(f"/cases/{code}/referral.json").json()
    assert told["case_code"] == code
    assert "like 6 times i think it was" in json.dumps(told)


def test_the_plans_systems_get_a_bundle_that_holds_by_fhir(one_desk):
    code = one_desk.waiting()
    answer = one_desk.staff().get(f"/cases/{code}/fhir.json")
    assert answer.headers["content-type"] == "application/fhir+json"
    bundle = checked(answer.json())
    kinds = {each["resource"]["resourceType"] for each in bundle["entry"]}
    assert {"QuestionnaireResponse", "ServiceRequest", "Task"} <= kinds


@needs_pdfs
def test_no_more_than_two_are_printed_at_once_and_the_others_hear_so(one_desk):
    path = f"/cases/{one_desk.waiting()}/referral.pdf"
    browsers = [one_desk.staff(f"a-{number}") for number in range(5)]
    answers = all_at_once([lambda http=http: http.get(path) for http in browsers])
    told = sorted(answer.status_code for answer in answers)
    assert told[:2] == [200, 200] and told[-1] == 503
    (said,) = {answer.text for answer in answers if answer.status_code == 503}
    assert "Other PDFs are being made." in said
    assert browsers[0].get(path).status_code == 200


@pytest.mark.parametrize("file", FILES)
def test_of_a_case_that_cannot_be_read_there_is_no_file(one_desk, file):
    http, code = one_desk.staff(), one_desk.waiting()
    one_desk.damage(code)
    answer = http.get(f"/cases/{code}/{file}")
    assert answer.status_code == 409 and "This case cannot be read" in answer.text
    assert not re.search(r"referral\.|fhir\.", http.get(f"/cases/{code}").text)


def test_of_a_case_that_is_not_there_neither(one_desk):
    assert one_desk.staff().get("/cases/ZZZ-999/referral.json").status_code == 404
