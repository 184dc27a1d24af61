"""A case in FHIR R4: valid, without made-up codes, and silent on what is not known."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.screening import Answer, Screening
from bot.handoff.fhir import FhirError, checked, make_bundle
from bot.handoff.fhir_answers import ABSENT, answer_items
from tests.conversation.talk import TODAY
from tests.handoff.referrals import (
    AT,
    CONTACTS,
    FROM_LIFE,
    HOSTILE,
    ACase,
    case_of,
    erased,
    in_a_car_with_two_kids,
    in_careadvantage,
    mother_in_a_nursing_home,
    said_almost_nothing,
    sure_of_nothing,
    with_hostile_words,
    wrote_of_danger,
)

Resource = dict[str, Any]
# The value sets of R4 that the library does not look at.
CODES = {
    ("Task", "status"): {"requested"},
    ("Task", "intent"): {"proposal"},
    ("Task", "priority"): {"routine", "urgent"},
    ("ServiceRequest", "status"): {"draft"},
    ("ServiceRequest", "intent"): {"proposal"},
    ("ServiceRequest", "priority"): {"routine", "urgent"},
    ("QuestionnaireResponse", "status"): {"completed", "in-progress"},
    ("Bundle", "type"): {"collection"},
}


def bundle_of(case: ACase) -> Resource:
    return make_bundle(case, CONTACTS, AT)


def of_kind(bundle: Resource, kind: str) -> list[Resource]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def nodes(content: Any) -> Iterator[Any]:
    """Every value within, itself included."""
    yield content
    within = content.values() if isinstance(content, dict) else content
    if isinstance(content, (dict, list)):
        for part in within:
            yield from nodes(part)


def answers(case: ACase) -> dict[str, list[Resource]]:
    (response,) = of_kind(bundle_of(case), "QuestionnaireResponse")
    return {item["linkId"]: item["answer"] for item in response["item"]}


@pytest.mark.parametrize("name", FROM_LIFE)
def test_every_bundle_passes_the_librarys_check_and_reads_back_the_same(name: str) -> None:
    bundle = bundle_of(FROM_LIFE[name]())
    assert checked(json.loads(json.dumps(bundle))) == bundle


@pytest.mark.parametrize("name", FROM_LIFE)
def test_what_is_not_known_is_not_there(name: str) -> None:
    for node in nodes(bundle_of(FROM_LIFE[name]())):
        assert node not in (None, "", [], {})
        if isinstance(node, str):
            assert node == node.strip()


@pytest.mark.parametrize("name", FROM_LIFE)
def test_codes_are_those_of_r4_and_none_is_made_up(name: str) -> None:
    bundle = bundle_of(FROM_LIFE[name]())
    for resource in (bundle, *(entry["resource"] for entry in bundle["entry"])):
        for (kind, part), allowed in CODES.items():
            if resource["resourceType"] == kind:
                assert resource[part] in allowed
    told = [node for node in nodes(bundle) if isinstance(node, dict)]
    coded = [coding for node in told for coding in node.get("coding", [])]
    assert {coding["system"] for coding in coded} <= {"urn:ietf:bcp:47"}
    assert {node["url"] for node in told if "url" in node} <= {ABSENT}


@pytest.mark.parametrize("name", FROM_LIFE)
def test_every_reference_leads_somewhere_and_everyone_contained_is_referred_to(name: str) -> None:
    bundle = bundle_of(FROM_LIFE[name]())
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    for entry in bundle["entry"]:
        own = {f"#{person['id']}" for person in entry["resource"].get("contained", [])}
        told = [node for node in nodes(entry["resource"]) if isinstance(node, dict)]
        referred = {node["reference"] for node in told if "reference" in node}
        assert referred <= own | set(urls) and own <= referred


def test_a_woman_in_a_car_has_a_request_and_a_task_for_ecm_and_for_each_support_she_wants() -> None:
    bundle = bundle_of(in_a_car_with_two_kids())
    requests, tasks = of_kind(bundle, "ServiceRequest"), of_kind(bundle, "Task")
    ids = [request["identifier"][0]["value"] for request in requests]
    assert ids == ["ecm", "housing_navigation", "medically_tailored_meals"]
    assert "policy id ecm" in requests[0]["code"]["text"]
    reasons = [reason["text"] for reason in requests[0]["reasonCode"]]
    assert "Adults experiencing homelessness, appears to fit: Experiencing homelessness" in reasons
    named = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert [named[task["focus"]["reference"]] for task in tasks] == requests
    assert tasks[0]["restriction"]["period"] == {"start": "2026-11-20", "end": "2026-12-01"}
    assert "restriction" not in tasks[1]


def test_her_answers_have_our_question_ids_plain_values_and_her_own_words() -> None:
    told = answers(in_a_car_with_two_kids())
    assert told["age"] == [{"valueInteger": 34}]
    (housing,) = told["housing"]
    assert housing["item"][0]["answer"] == [{"valueString": "in my car with my two kids"}]
    assert {"who", "coverage", "life_now", "health_now", "support_needs"} <= set(told)


def test_only_what_is_known_of_the_member_is_told_of_her() -> None:
    (patient,) = of_kind(bundle_of(in_a_car_with_two_kids()), "Task")[0]["contained"]
    assert patient["name"] == [{"text": "Ana"}] and patient["birthDate"] == "1992-03-14"
    assert patient["telecom"] == [{"system": "phone", "value": "650-555-0111"}]
    assert set(patient) == {"resourceType", "id", "name", "telecom", "birthDate", "communication"}


def test_a_caregiver_is_a_related_person_and_their_number_is_not_the_members() -> None:
    (task, *_) = of_kind(bundle_of(mother_in_a_nursing_home()), "Task")
    member, caller = task["contained"]
    assert (member["name"], caller["name"]) == ([{"text": "Elena"}], [{"text": "Rosa"}])
    assert "telecom" not in member and caller["telecom"][0]["value"] == "650-555-0111"
    assert caller["patient"] == task["for"] == {"reference": "#member"}
    assert task["requester"] == {"reference": "#caller"}
    notes = " ".join(note["text"] for note in task["note"])
    assert "Second-hand." in notes and "NO: leave no message" in notes


def test_not_sure_and_skipped_stand_as_answers_without_a_value_that_say_why() -> None:
    said = {"learned": [], "chosen": [], "words": "", "asked": "?", "value": "", "quote": ""}
    details = {
        "answers": [
            {**said, "question": "housing", "ended": "not_sure"},
            {**said, "question": "disparity_group", "ended": "skip"},
        ]
    }
    codes = [item["answer"][0]["extension"][0]["valueCode"] for item in answer_items(details)]
    assert codes == ["asked-unknown", "asked-declined"]


def test_a_not_sure_in_a_real_talk_is_not_a_no() -> None:
    (given,) = answers(sure_of_nothing())["health_now"]
    assert given["extension"] == [{"url": ABSENT, "valueCode": "asked-unknown"}]
    assert not any(part.startswith("value") for part in given)


def test_what_was_taken_back_is_not_sent_on() -> None:
    visits = Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 6},), "like 6 times")
    stays = Answer("stays_6_months", (), ({"stays_6_months": 1},), "once")
    right = Answer("which_is_right", ("second",), withdraws=(0, "ed_visits_6_months"))
    screening = Screening("2026-11-21", TODAY, who="self", answers=(visits, stays, right))
    told = answers(case_of(screening))
    assert "ed_visits_6_months" not in told
    assert told["stays_6_months"][0]["valueInteger"] == 1


def test_a_question_put_in_two_wordings_is_two_items() -> None:
    said = {"learned": [], "chosen": ["Yes"], "words": "yes", "value": "", "quote": "", "ended": ""}
    twice = [{**said, "question": "confirm", "asked": f"{thing}?"} for thing in ("This", "That")]
    assert [item["linkId"] for item in answer_items({"answers": twice})] == ["confirm", "confirm.2"]


def test_a_doubtful_or_half_told_birth_date_is_left_out_so_nobody_is_mistaken() -> None:
    doubtful, half = in_a_car_with_two_kids(), in_a_car_with_two_kids()
    doubtful.details["birth_date_doubt"] = "born 1982 does not fit age 34: check"
    half.details["contact"]["birth_date"] = "spring of 1992"
    for case in (doubtful, half):
        assert "birthDate" not in of_kind(bundle_of(case), "Task")[0]["contained"][0]


def test_danger_makes_everything_urgent_and_the_words_go_along() -> None:
    (task,) = of_kind(bundle_of(wrote_of_danger()), "Task")
    assert task["priority"] == "urgent"
    assert any("i dont want to be here anymore" in note["text"] for note in task["note"])


def test_urgent_ecm_is_asked_for_within_72_hours() -> None:
    (task, *_) = of_kind(bundle_of(replace(in_a_car_with_two_kids(), urgency="urgent")), "Task")
    assert task["restriction"]["period"] == {
        "start": "2026-11-20T18:30:00+00:00",
        "end": "2026-11-23T18:30:00+00:00",
    }


def test_a_careadvantage_member_gets_no_ecm_request() -> None:
    requests = of_kind(bundle_of(in_careadvantage()), "ServiceRequest")
    ids = [request["identifier"][0]["value"] for request in requests]
    assert ids == ["medically_tailored_meals"]


@pytest.mark.parametrize("case", [said_almost_nothing(), erased(in_a_car_with_two_kids())])
def test_where_nothing_is_known_only_the_task_to_call_is_left(case: ACase) -> None:
    bundle = bundle_of(case)
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["Task"]
    assert "focus" not in bundle["entry"][0]["resource"]


def test_a_provider_who_asks_is_no_patient() -> None:
    case = said_almost_nothing()
    provider = replace(case, details={**case.details, "person": "provider"})
    (task,) = of_kind(bundle_of(provider), "Task")
    assert "for" not in task and task["contained"][0]["resourceType"] == "Practitioner"


def test_hostile_words_go_through_as_words() -> None:
    text = json.dumps(bundle_of(with_hostile_words()), ensure_ascii=False)
    assert "<script>alert(1)</script>" in text and "\u202e" not in text and "\\u0000" not in text
    assert HOSTILE[-50:] in text


def test_the_same_case_sent_twice_has_the_same_names() -> None:
    first, second = bundle_of(in_a_car_with_two_kids()), bundle_of(in_a_car_with_two_kids())
    assert [e["fullUrl"] for e in first["entry"]] == [e["fullUrl"] for e in second["entry"]]
    other = bundle_of(replace(in_a_car_with_two_kids(), code="CHJ-222"))
    assert not {e["fullUrl"] for e in other["entry"]} & {e["fullUrl"] for e in first["entry"]}


def test_what_is_wrong_is_named_by_its_place_and_never_by_its_content() -> None:
    broken = {"resourceType": "Bundle", "type": "collection", "timestamp": "Ana, 650-555-0111"}
    with pytest.raises(FhirError, match="timestamp") as error:
        checked(broken)
    assert "Ana" not in str(error.value)


def test_who_never_asks_for_fhir_does_not_load_its_library() -> None:
    program = "import sys, bot.handoff.fhir; print('fhir.resources' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
