"""Signing in, staying in, and being put out."""

import re
import statistics
import time

import pyotp
import pytest

from bot.app import staff_accounts
from bot.storage.staff_sessions import SessionLimits
from tests.fakes.desk import PASSWORD, desk, send


def test_somebody_signs_in_works_and_signs_out(desk):
    http = desk.staff("ana", name="Ana")
    assert "Ana" in http.get("/").text
    assert send(http, "/logout").headers["location"] == "/login"
    assert http.get("/").headers["location"] == "/login?next=/"
    assert ("ana", "signed in", "console") in desk.audit()
    assert ("ana", "signed out", "console") in desk.audit()


@pytest.mark.parametrize(
    ("account", "password"),
    [("ana-maria", "wrong words here"), ("nobody", PASSWORD), ("gone", PASSWORD)],
)
def test_whatever_is_wrong_is_answered_with_the_same_words(one_desk, account, password):
    one_desk.account("ana-maria")
    one_desk.account("gone")
    staff_accounts.disable(one_desk.database, "gone", one_desk.clock.now())
    answer = one_desk.attempt(account, password)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert "That did not match." in answer.text
    assert account not in answer.text


def test_how_long_it_takes_does_not_tell_whether_there_is_an_account(one_desk):
    one_desk.account("ana")

    def seconds(account: str) -> float:
        begun = time.perf_counter()
        one_desk.attempt(account, "wrong words here")
        return time.perf_counter() - begun

    known, unknown = ([seconds(account) for _ in range(5)] for account in ("ana", "nobody"))
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_the_eleventh_attempt_has_to_wait_even_with_the_right_password(one_desk):
    one_desk.account("ana")
    answers = [one_desk.attempt("ana", "wrong words here").status_code for _ in range(10)]
    assert set(answers) == {403}
    answer = one_desk.attempt("ana")
    assert answer.status_code == 429 and "That was too often. Please wait" in answer.text
    assert one_desk.sign_in(one_desk.account("ben")).get("/").status_code == 200


def test_who_is_refused_at_one_address_locks_no_owner_out_at_another(one_desk):
    http, form = one_desk.browser(), {"account": one_desk.account("ana"), "password": "wrong words"}
    there, here = ({"X-Forwarded-For": f"203.0.113.{place}"} for place in (9, 7))
    tries = [http.post("/login", data=form, headers=there).status_code for _ in range(70)]
    assert tries == [403] * 10 + [429] * 60
    answer = http.post("/login", data={**form, "password": PASSWORD}, headers=here)
    assert answer.status_code == 303


def test_the_cookie_is_for_this_site_and_no_script(one_desk):
    one_desk.account("ana")
    cookie = one_desk.attempt("ana").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie


def test_over_https_the_cookie_cannot_be_set_by_a_neighbour(sqlite):
    with desk(sqlite, url="https://console.example") as made:
        made.account("ana")
        cookie = made.attempt("ana").headers["set-cookie"]
    assert cookie.startswith("__Host-calaim=") and "Secure" in cookie


def test_the_database_knows_no_token_and_no_password(one_desk):
    http = one_desk.staff("ana")
    token = http.cookies["calaim_staff"]
    files = one_desk.database.path.parent.glob("calaim.db*")
    content = b"".join(file.read_bytes() for file in files)
    assert b"ana" in content
    assert token.encode() not in content and PASSWORD.encode() not in content


def test_whoever_does_nothing_for_a_quarter_of_an_hour_is_signed_out(one_desk):
    http = one_desk.staff()
    one_desk.clock.pass_by(minutes=14)
    assert http.get("/").status_code == 200
    one_desk.clock.pass_by(minutes=14)
    assert http.get("/").status_code == 200
    one_desk.clock.pass_by(minutes=15)
    assert http.get("/").headers["location"] == "/login?next=/"


@pytest.mark.parametrize("path", ["/queue/rows", "/here"])
def test_what_a_page_fetches_by_itself_keeps_nobody_signed_in(one_desk, path):
    http = one_desk.staff()
    for _ in range(2):
        one_desk.clock.pass_by(minutes=7)
        assert http.get(path, headers={"HX-Request": "true"}).status_code == 200
    one_desk.clock.pass_by(minutes=2)
    answer = http.get(path, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=/")


def test_after_ten_hours_everybody_signs_in_again(sqlite):
    with desk(sqlite, sessions=SessionLimits()) as made:
        http = made.staff()
        for _ in range(59):
            made.clock.pass_by(minutes=10)
            assert http.get("/account").status_code == 200
        made.clock.pass_by(minutes=10)
        assert http.get("/account").status_code == 303


def test_a_disabled_account_is_out_at_once(desk):
    http = desk.staff("ana")
    staff_accounts.disable(desk.database, "ana", desk.clock.now())
    assert http.get("/").status_code == 303
    assert desk.attempt("ana").status_code == 403


def test_whom_a_disabled_agent_wrote_with_is_left_to_nobody(one_desk):
    code, http = one_desk.waiting(None, "is anybody there"), one_desk.staff("ana")
    send(http, f"/cases/{code}/talk")
    assert one_desk.conversation(code).held_by == "ana"
    staff_accounts.disable(one_desk.database, "ana", one_desk.clock.now())
    assert (one_desk.case(code).status, one_desk.conversation(code).held_by) == ("waiting", None)


def test_a_new_password_signs_out_whoever_had_the_old_one(one_desk):
    http = one_desk.staff("ana")
    now, words = one_desk.clock.now(), "other words in a row"
    staff_accounts.set_password(one_desk.database, "ana", words, now, forget_code=False)
    assert http.get("/").status_code == 303
    assert one_desk.attempt("ana").status_code == 403
    assert one_desk.attempt("ana", words).status_code == 303


def set_up_code(http) -> pyotp.TOTP:
    page = send(http, "/account/code").text
    secret = re.search(r'name="secret" value="([A-Z2-7]+)"', page).group(1)
    return pyotp.TOTP(secret)


def test_a_code_of_the_phone_is_asked_for_once_it_is_set_up(one_desk):
    http = one_desk.staff("ana")
    made = set_up_code(http)
    form = {"secret": made.secret, "code": made.at(one_desk.clock.now())}
    assert send(http, "/account/code/confirm", **form).status_code == 303
    assert http.get("/").status_code == 200
    assert one_desk.attempt("ana").status_code == 403
    assert one_desk.attempt("ana", code="000000").status_code == 403
    one_desk.clock.pass_by(minutes=1)
    code = made.at(one_desk.clock.now())
    assert one_desk.attempt("ana", code=code).status_code == 303
    assert one_desk.attempt("ana", code=code).status_code == 403, "a code opens once"


def test_a_wrong_code_sets_nothing_up(one_desk):
    http = one_desk.staff("ana")
    form = {"secret": set_up_code(http).secret, "code": "000000"}
    assert send(http, "/account/code/confirm", **form).status_code == 400
    assert one_desk.attempt("ana").status_code == 303


def test_where_a_code_is_required_nothing_opens_before_it_is_set_up(sqlite):
    with desk(sqlite, requires_totp=True) as made:
        http = made.staff("ana")
        assert http.get("/").headers["location"] == "/account"
        assert (http.get("/here").status_code, send(http, "/stay").status_code) == (200, 200)
        totp = set_up_code(http)
        form = {"secret": totp.secret, "code": totp.at(made.clock.now())}
        send(http, "/account/code/confirm", **form)
        assert http.get("/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/cases/KTR-493", "/cases/KTR-493"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("//[", "/"),
        ("/a\r\nx: y", "/"),
    ],
)
def test_after_signing_in_one_goes_on_here_and_nowhere_else(one_desk, asked, to):
    one_desk.account("ana")
    answer = one_desk.attempt("ana", next=asked)
    assert answer.headers["location"] == to


def test_who_signs_out_in_mid_talk_leaves_nobody_in_silence(one_desk):
    code, http = one_desk.waiting(None, "is anybody there"), one_desk.staff()
    send(http, f"/cases/{code}/talk", f"/cases/{code}")
    assert one_desk.case(code).status == "talking"
    send(http, "/logout")
    assert one_desk.case(code).status == "waiting"
    assert one_desk.conversation(code).held_by is None
