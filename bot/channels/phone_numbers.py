"""Telephone numbers of this country, as people type them."""

from __future__ import annotations

from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

REGION = "US"
LONGEST_TYPED = 40
ANSWERED_BY_PEOPLE = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,  # of a number here nobody can tell which it is
    PhoneNumberType.VOIP,
    PhoneNumberType.TOLL_FREE,
)


def us_number(typed: str, kinds: Collection[int]) -> str | None:
    """Read a number of this country, of one of these kinds, in E.164 form; else None."""
    try:
        number = phonenumbers.parse(typed[:LONGEST_TYPED], REGION)
    except phonenumbers.NumberParseException:
        return None
    is_ours = (
        phonenumbers.is_valid_number(number)
        and phonenumbers.region_code_for_number(number) == REGION
        and phonenumbers.number_type(number) in kinds
        and not number.extension
    )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if is_ours else None


def number_to_ring(typed: str) -> str | None:
    """Read a number that can be called at no charge of its own, in E.164 form; else None."""
    return us_number(typed, ANSWERED_BY_PEOPLE)
