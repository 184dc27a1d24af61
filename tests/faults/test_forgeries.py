"""Forged requests do not get in, genuine ones do, and a captured one does nothing twice."""

import pytest

from tests.faults.attack import attack
from tests.faults.service import service
from tests.faults.shots import FORGERIES

FORGED, GENUINE = 600, 100


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    with service(tmp_path_factory.mktemp("attack"), workers=0) as made:
        yield attack(made, FORGED, GENUINE), made


def test_no_forged_request_is_accepted(attacked):
    assert attacked[0].accepted == {} and attacked[0].broken == 0
    assert attacked[0].forged >= 20 * len(FORGERIES)


def test_every_genuine_request_is_accepted(attacked):
    result, made = attacked
    assert result.refused == 0
    assert made.number("SELECT count(*) FROM inbox") == GENUINE * 9 // 10


def test_forged_and_replayed_requests_have_no_effect(attacked):
    assert attacked[0].effects == 0 and attacked[0].replayed == 2 * GENUINE
