"""The next step prepared: filled as far as known, and no further."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot.eligibility.facts import Facts
from bot.errors import PolicyError
from bot.handoff.conflicts import conflicts_of
from bot.handoff.keeping import keep
from bot.handoff.referral import make_referral
from bot.handoff.referral_form import FORM_FILE, load_form
from bot.handoff.referral_parts import Referral
from bot.handoff.referral_values import VALUES
from bot.handoff.summary import summarize
from tests.handoff.referrals import (
    AT,
    CONTACTS,
    DRAFTER,
    FROM_LIFE,
    NURSING_HOME,
    PHONE,
    POLICY,
    ACase,
    erased,
    in_a_car_with_two_kids,
    in_careadvantage,
    mother_first_texted_about_then_by_telephone,
    mother_in_a_nursing_home,
    said_almost_nothing,
    sure_of_nothing,
    with_hostile_words,
    wrote_of_danger,
)


def prepared(case: ACase, at: datetime = AT) -> Referral:
    return make_referral(case, CONTACTS, at)


def filled(referral: Referral) -> dict[str, str]:
    return {f.id: f.value for section in referral.sections for f in section.fields if f.value}


def ways_of(referral: Referral) -> dict[str, str]:
    return {way.id: way.fax or way.phone for way in referral.ways}


def test_a_woman_in_a_car_has_her_referral_and_what_she_asked_for_on_one_paper() -> None:
    referral = prepared(in_a_car_with_two_kids())
    known = filled(referral)
    assert referral.title == "Enhanced Care Management referral and Community Supports request"
    assert known["member_name"] == known["contact_name"] == "Ana"
    assert known["member_phone"] == "650-555-0111"
    assert known["birth_date"] == "03/14/1992" and known["age"] == "34"
    assert known["where_they_stay"] == "in my car with my two kids"
    assert (known["language"], known["voicemail"]) == ("Spanish", "Yes")
    assert known["interpreter"] == "Staff who speak Spanish, or an interpreter"
    assert known["hospice"] == "No, as told" and known["programs"] == "None of them"
    assert [found.id for found in referral.populations] == ["homeless_adult"]
    assert {found.id: found.is_wanted for found in referral.supports} == {
        "housing_navigation": True,
        "medically_tailored_meals": True,
    }


def test_each_criterion_has_the_plans_words_hers_when_she_said_them_and_what_to_verify() -> None:
    (homeless,) = prepared(in_a_car_with_two_kids()).populations
    found = {criterion.plan_says: criterion for criterion in homeless.criteria}
    where = found["Experiencing homelessness"].said[-1]
    assert where.words == "in my car with my two kids"
    assert (where.by, where.at) == ("self", "11/21/2026 10:00 PST")
    assert [said.is_choice for said in found["Experiencing homelessness"].said] == [True, False]
    assert found["Experiencing homelessness"].page == "HPSM, CalAIM page for providers"
    need = next(criterion for criterion in homeless.criteria if criterion.to_verify)
    assert need.to_verify in prepared(in_a_car_with_two_kids()).verify


def test_what_staff_wrote_down_on_the_telephone_says_so_and_what_was_texted_does_not() -> None:
    case = mother_first_texted_about_then_by_telephone()
    referral = prepared(case)
    said = [s for found in referral.populations for c in found.criteria for s in c.said]
    assert {s.by_phone for s in said if s.words != NURSING_HOME} == {True}
    assert filled(referral)["channel"] == "Text messages; then telephone, written down by staff"
    assert any("and by telephone, written down by staff." in told for told in referral.notices)


def test_where_all_was_texted_nothing_speaks_of_a_telephone() -> None:
    referral = prepared(in_a_car_with_two_kids())
    assert filled(referral)["channel"] == "Text messages"
    assert not any("telephone" in told for told in referral.notices)


def test_a_nursing_home_written_of_and_a_street_told_later_are_both_there_to_be_asked() -> None:
    case = mother_first_texted_about_then_by_telephone()
    assert prepared(case).conflicts == ("where they live",)
    told = filled(prepared(case))["where_they_stay"]
    assert told.startswith(f"{NURSING_HOME} / ") and "treet, car" in told
    assert "Said two things about: where they live" in summarize(case.details)


def test_who_lives_in_a_nursing_home_and_has_no_other_place_said_one_thing() -> None:
    assert prepared(mother_in_a_nursing_home()).conflicts == ()
    case = mother_first_texted_about_then_by_telephone()
    assert case.details["facts"]["nursing_facility_resident"] is True
    facts = Facts.from_json(POLICY, {"nursing_facility_resident": True})
    for housing in ({"excludes": ["stable"]}, "leaving_institution", "stable"):
        assert conflicts_of(facts.learn({"housing": housing})) == []


def test_what_only_a_person_can_know_stays_empty_and_is_listed() -> None:
    referral = prepared(in_a_car_with_two_kids())
    for label in (
        "Medi-Cal number (CIN)",
        "Home or mailing address",
        "Member agrees to this referral",
    ):
        assert label in referral.missing
    assert "Name, as told" not in referral.missing


def test_both_faxes_of_the_plans_two_pages_stand_there_to_choose_from() -> None:
    referral = prepared(in_a_car_with_two_kids())
    ways = ways_of(referral)
    assert ways["ecm_referral"] == "650-829-2047"
    assert ways["ecm_prior_authorization"] == ways["community_supports"] == "650-829-2079"
    assert "two pages differ" in referral.ways[0].note


def test_where_the_plans_pages_agree_nothing_is_left_to_choose() -> None:
    same = {**CONTACTS["providers"]["ecm_referral"], "fax": "650-829-2079"}
    contacts = {**CONTACTS, "providers": {**CONTACTS["providers"], "ecm_referral": same}}
    referral = make_referral(in_a_car_with_two_kids(), contacts, AT)
    assert not any(way.note for way in referral.ways)


def test_a_caregiver_is_told_apart_from_the_member_and_everything_is_second_hand() -> None:
    referral = prepared(mother_in_a_nursing_home())
    known = filled(referral)
    assert (known["member_name"], known["caller_name"]) == ("Elena", "Rosa")
    assert known["caller_number"] == "650-555-0111" and "member_phone" not in known
    assert "Not sure whether the member knows" in known["authority"]
    assert known["voicemail"] == "NO: leave no message"
    assert any(notice.startswith("Second-hand.") for notice in referral.notices)
    said = [s for found in referral.populations for c in found.criteria for s in c.said]
    assert said and {one.by for one in said} == {"caregiver"}


def test_of_a_member_who_asks_themselves_nobody_elses_fields_are_missing() -> None:
    labels = prepared(in_a_car_with_two_kids()).missing
    assert not any("caller" in label.casefold() or label == "Relation" for label in labels)


def test_a_careadvantage_member_gets_supports_and_their_own_unit_but_no_ecm_form() -> None:
    referral = prepared(in_careadvantage())
    assert referral.kind == "supports" and referral.populations == ()
    assert "is in CareAdvantage" in referral.ecm
    ways = ways_of(referral)
    assert ways["careadvantage_unit"] == "650-616-2174, 1-866-880-0606"
    assert "ecm_referral" not in ways and ways["community_supports"] == "650-829-2079"
    assert referral.decide_by == "" and referral.no_more_papers == ""


def test_of_somebody_who_said_almost_nothing_almost_nothing_is_said() -> None:
    referral = prepared(said_almost_nothing())
    known = filled(referral)
    assert referral.title == "Request for help from staff"
    assert set(known) <= {
        *("case_code", "asked_at", "urgency", "desk", "next_step", "wish", "voicemail"),
        *("language", "channel"),
    }
    assert not referral.populations and not referral.supports
    assert "Number to call" in referral.missing


def test_danger_stands_above_everything_with_the_very_words() -> None:
    referral = prepared(wrote_of_danger())
    assert referral.notices[0].startswith("URGENT: wrote of harming themselves")
    assert referral.dangers[0]["words"] == "i dont want to be here anymore"
    assert filled(referral)["urgency"].startswith("Urgent")


def test_nothing_hidden_in_hostile_words_reaches_a_form() -> None:
    referral = prepared(with_hostile_words())
    stays = filled(referral)["where_they_stay"]
    assert "<script>" in stays and "\u202e" not in stays and "\x00" not in stays
    assert "An\u0301a" not in stays and "Ana\u0301" in stays


def test_after_erasing_only_how_to_reach_them_is_left() -> None:
    referral = prepared(erased(in_a_car_with_two_kids()))
    known = filled(referral)
    assert known["contact_name"] == "Ana" and known["contact_number"] == "650-555-0111"
    assert not {"birth_date", "age", "where_they_stay", "coverage"} & set(known)
    assert not referral.populations and not referral.supports and not referral.verify
    assert any("had everything else erased" in notice for notice in referral.notices)
    assert referral.missing == (), "they are not asked again for what they had erased"


def test_a_case_nobody_can_read_still_prints() -> None:
    referral = prepared(ACase({}))
    assert any("could not be read" in notice for notice in referral.notices)
    assert filled(referral)["case_code"] == "KTR-493"


def test_the_decision_is_counted_over_weekend_thanksgiving_and_the_day_after() -> None:
    assert prepared(in_a_car_with_two_kids()).decide_by == "12/01/2026"
    late = datetime(2026, 11, 21, 7, 59, tzinfo=timezone.utc)  # still Friday in San Mateo
    assert prepared(in_a_car_with_two_kids(), late).decide_by == "12/01/2026"
    urgent = replace(in_a_car_with_two_kids(), urgency="urgent")
    assert prepared(urgent).decide_by == "72 hours after it is received"


def test_a_date_of_birth_that_does_not_fit_is_marked() -> None:
    case = in_a_car_with_two_kids()
    case.details["birth_date_doubt"] = "born 1982 does not fit age 34: check"
    assert "does not fit" in filled(prepared(case))["birth_date_doubt"]


def test_an_answer_taken_back_is_no_longer_where_they_stay() -> None:
    case = in_a_car_with_two_kids()
    for answer in case.details["answers"]:
        if any("housing" in forms for forms in answer["learned"]):
            answer["withdrawn"] = sorted({fact for forms in answer["learned"] for fact in forms})
    assert "where_they_stay" not in filled(prepared(case))


def test_of_somebody_sure_of_nothing_only_what_is_firm_is_to_be_verified() -> None:
    referral = prepared(sure_of_nothing())
    assert referral.is_little_known and referral.verify == ()
    assert {found.band for found in referral.populations} == {"may"}
    assert not any(found.is_wanted for found in referral.supports)


def test_a_second_screening_of_the_same_person_is_pointed_to() -> None:
    first = in_a_car_with_two_kids()
    again = {**said_almost_nothing().details, "round": 2}
    draft = DRAFTER.for_trouble(None, "sms", PHONE, "not_arrived", AT.isoformat())
    draft = replace(draft, details=again, round=2)
    kept = keep(first.details, first.urgency, first.goes_to, draft)
    referral = prepared(ACase(kept.details))
    assert any("more than once" in notice for notice in referral.notices)


@pytest.mark.parametrize("name", FROM_LIFE)
def test_as_json_every_key_is_there_whoever_asks(name: str) -> None:
    content = prepared(FROM_LIFE[name]()).to_json()
    assert content["version"] == "2"
    assert content.keys() == prepared(in_a_car_with_two_kids()).to_json().keys()


def test_every_criterion_cited_names_a_document_in_words() -> None:
    form = load_form(VALUES)
    assert set(form.pages) <= set(POLICY.sources)
    assert form.page("dhcs_ecm_guide, p.83") == "DHCS ECM Policy Guide, p.83"


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("takes: birth_date,", "takes: birth_dat,", 'Did you mean "birth_date"?'),
        ("asked_by: hpsm_ecm}", "asked_by: hpsm}", 'unknown source "hpsm"'),
        ("only: caller", "only: member", 'unknown word "member"'),
        ("id: sent_on", "id: case_code", "stands here twice"),
        ("version:", "versio:", 'Did you mean "version"?'),
    ],
)
def test_a_wrong_word_in_the_form_is_named(
    tmp_path, was: str, becomes: str, complaint: str
) -> None:
    text = FORM_FILE.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "bot" / "handoff").mkdir(parents=True)
    file = tmp_path / "bot" / "handoff" / "referral.yaml"
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"bot/handoff/referral\.yaml") as error:
        load_form(VALUES, file)
    assert complaint in str(error.value)
