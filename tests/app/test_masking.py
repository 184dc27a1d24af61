"""What could tell who somebody is does not get out; what teaches something does."""

import pytest

from bot.app.masking import Masker
from bot.app.review import known_words

MASKER = Masker(known_words())


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("my name is Hope Ferrari and i need a place to live", ["Hope", "Ferrari"]),
        ("im maria hernandez and im pregnant", ["maria", "hernandez"]),
        ("this is lupe, i am homeless", ["lupe"]),
        ("My son Zebulon has asthma", ["Zebulon"]),
        ("my daughter oluchi cant breathe well", ["oluchi"]),
        ("dr venkataraman said i need surgery", ["venkataraman"]),
        ("I live with Guadalupe now", ["Guadalupe"]),
        ("we went w jose to the er", ["jose"]),
        ("call me at 650-555-0123", ["650", "0123"]),
        ("my number is (650) 555 0123 ok", ["650", "0123"]),
        ("six five oh five five five one two one two", ["five", "oh"]),
        ("my cin is 91234567A", ["91234567"]),
        ("ssn 123 45 6789", ["123", "6789"]),
        ("born 3/14/1981", ["14", "1981"]),
        ("i was born march 14 1981", ["14", "1981"]),
        ("my bday is 14 of march", ["14"]),
        ("1981-03-14", ["1981"]),
        ("im from 1981", ["1981"]),
        ("I live at 12 Oak Street apt 4b", ["12", "Oak", "4b"]),
        ("we stay at 1450 el camino real rd", ["1450", "camino"]),
        ("room 12 at the inn in redwood city", ["12", "redwood"]),
        ("mail me ana.b@mail.com", ["ana", "mail.com"]),
        ("im on insta @dora_the_one", ["dora"]),
        ("see www.mypage.org/dora", ["mypage", "dora"]),
    ],
)
def test_what_tells_who_somebody_is_is_masked(text: str, secrets: list[str]) -> None:
    masked = MASKER.mask(text)
    assert not [secret for secret in secrets if secret.lower() in masked.lower()], masked
    assert "[" in masked


@pytest.mark.parametrize(
    "text",
    [
        "been in my car w my 2 kids since we lost the apt",
        "like 6 or 7 times to the er",
        "im 34 and 7 months pregnant",
        "I have Medi-Cal with Health Plan of San Mateo",
        "Kaiser said no",
        "i am homeless and my mom is sick",
        "My dad had a stroke. He is 74",
        "WHY DO YOU ASK ME THAT",
        "idk if its medical or medicare",
        "i am 340",
        "leave me alone",
    ],
)
def test_what_teaches_something_stays(text: str) -> None:
    assert MASKER.mask(text) == text


def test_a_name_given_elsewhere_in_the_conversation_is_masked_everywhere() -> None:
    assert MASKER.mask("bo has asthma, bo is 4", names=("Bo",)) == "[name] has asthma, [name] is 4"
