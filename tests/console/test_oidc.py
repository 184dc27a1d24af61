"""Signing in with the work account: whom the provider names comes in, and nobody else."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from starlette.responses import JSONResponse, PlainTextResponse

from bot.app import staff_accounts
from bot.console.oidc import Provider
from bot.console.oidc_terms import OidcSettings
from bot.storage import staff
from bot.storage.staff import ADMINISTRATOR, ROLES
from tests.fakes import databases
from tests.fakes.desk import Desk, Hands, send
from tests.fakes.desk import desk as set_up
from tests.fakes.provider import CLIENT, SECRET, FakeProvider, made_key, provider
from tests.fakes.serving import all_at_once

GROUPS = {
    "calaim-admins": "administrator",
    "calaim-leads": "supervisor",
    "calaim-agents": "agent",
    "calaim-audit": "auditor",
}
MARIA = "maria@plan.example"
AGAIN = "Signing in with your work account did not work. Please try again from here."
DOWN = "sign-in does not answer as it should"
BUSY_SECONDS = 20


@dataclass
class Office:
    """The console and the provider that its staff sign in with."""

    desk: Desk
    provider: FakeProvider

    def come_back(self, http: httpx.Client, **asked: str) -> str:
        """Sign in at the provider; give where it sends the browser."""
        away = http.get("/login/oidc", params=asked).headers["location"]
        assert away.startswith(f"{self.provider.url}/authorize?")
        return httpx.get(away, timeout=BUSY_SECONDS).headers["location"]

    def sign_in(self, http: httpx.Client | None = None, **asked: str) -> httpx.Response:
        http = http or self.desk.browser()
        return http.get(self.come_back(http, **asked))

    def account(self, name: str = MARIA) -> staff.Staff | None:
        with self.desk.database.read() as connection:
            return staff.get(connection, name)


@contextlib.contextmanager
def opened(database, secret: str = SECRET, **services: Any) -> Iterator[Office]:
    with provider() as known:
        settings = OidcSettings(known.url, CLIENT, secret, GROUPS, {"calaim-icm": "icm"})
        with set_up(database, accounts=Provider(settings), **services) as desk:
            known.backs.append(f"{desk.services.url}/login/oidc/back")
            yield Office(desk, known)


@pytest.fixture
def make_office() -> Iterator[Callable[..., Office]]:
    """Sets up the console with a provider: `make_office(database, takes_passwords=False)`."""
    with contextlib.ExitStack() as stack:
        yield lambda *of, **given: stack.enter_context(opened(*of, **given))


@pytest.fixture
def office(make_office, sqlite) -> Office:
    return make_office(sqlite)


@pytest.fixture(scope="module")
def kept_office(tmp_path_factory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with databases.sqlite(folder) as database, opened(database) as made:
        yield made


@pytest.fixture
def closed(kept_office) -> Iterator[Office]:
    """An office that nobody ever came into; the provider tells the truth again afterwards."""
    kept_office.desk.clock.moment = Hands().now()  # as late as the provider's own
    yield kept_office
    known = kept_office.provider
    fresh = FakeProvider(known.url, known.backs)
    for name in ("says", "header", "answers", "signs_with", "person", "is_sparing", "methods"):
        setattr(known, name, getattr(fresh, name))
    assert kept_office.account() is None


def stays_out(office: Office, answer: httpx.Response, words: str, why: str) -> None:
    """Check that nobody came in, that they read why, and that it was written down."""
    assert answer.status_code == 403 and words in answer.text
    assert f"{office.desk.services.cookie}=" not in answer.headers.get("set-cookie", "")
    actor, action, subject = office.desk.audit()[-1]
    assert action == "could not sign in" and why in subject, (actor, action, subject)


def test_somebody_comes_in_with_the_work_account_and_has_one_here(make_office, database):
    office = make_office(database)
    http = office.desk.browser()
    answer = office.sign_in(http, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = http.get("/account").text
    assert "Maria" in page and "You sign in with your work account." in page
    assert 'action="/account/code"' not in page
    made = office.account()
    assert (made.name, made.role, made.desk) == ("Maria", "agent", "member_services")
    assert office.desk.audit()[:2] == [
        (MARIA, "made agent", MARIA),
        (MARIA, "signed in", "console, by work account"),
    ]


@pytest.mark.parametrize(("group", "role"), GROUPS.items())
def test_each_group_has_its_role(office, group, role):
    office.provider.person |= {"groups": ["everybody", group, "calaim-icm"]}
    http = office.desk.browser()
    office.sign_in(http)
    assert (office.account().role, office.account().desk) == (role, "icm")
    assert http.get("/audit").status_code == (200 if role in ("administrator", "auditor") else 403)
    assert set(GROUPS.values()) == set(ROLES)


def test_of_several_groups_the_first_that_is_set_counts(office):
    office.provider.person |= {"groups": ["calaim-audit", "calaim-agents", "calaim-leads"]}
    office.sign_in()
    assert office.account().role == "supervisor"


def test_role_desk_and_name_are_what_the_provider_says_today(office):
    http = office.desk.browser()
    office.sign_in(http)
    assert http.get("/reports").status_code == 403
    office.provider.person |= {"groups": ["calaim-leads", "calaim-icm"]}
    office.provider.person |= {"given_name": "Marie Lou", "preferred_username": "mlou"}
    office.sign_in()
    found = office.account()
    assert (found.name, found.role, found.desk) == ("Marie", "supervisor", "icm")
    assert office.account("mlou") is None
    assert (MARIA, "became supervisor, icm", MARIA) in office.desk.audit()
    assert http.get("/reports").status_code == 200, "the session of before knows it too"


@pytest.mark.parametrize("groups", [[], ["everybody"], "calaim", None, 7, [["calaim-agents"]]])
def test_who_has_no_role_here_stays_out_and_hears_why(closed, groups):
    closed.provider.person |= {"groups": groups}
    stays_out(closed, closed.sign_in(), "it has no role in this console", "no role")
    assert closed.account() is None
    assert closed.desk.audit()[-1][0] == f"work account {MARIA}"


def test_a_group_may_be_told_alone_and_not_in_a_list(office):
    office.provider.person |= {"groups": "calaim-agents"}
    assert office.sign_in().status_code == 303


def test_who_is_taken_out_of_the_group_is_out_everywhere_at_the_next_sign_in(office):
    elsewhere = office.desk.browser()
    office.sign_in(elsewhere)
    code = office.desk.waiting(None, "is anybody there")
    send(elsewhere, f"/cases/{code}/talk")
    office.provider.person |= {"groups": ["everybody"]}
    stays_out(office, office.sign_in(), "it has no role in this console", "no role")
    assert office.desk.conversation(code).held_by is None
    assert elsewhere.get("/").headers["location"] == "/login?next=/"
    office.provider.person |= {"groups": ["calaim-agents"]}
    assert office.sign_in().status_code == 303


def test_an_account_that_is_switched_off_here_stays_out_whatever_it_is_called(office):
    office.sign_in()
    database, now = office.desk.database, office.desk.clock.now()
    staff_accounts.disable(database, MARIA, now)
    for name in (MARIA, "another"):
        office.provider.person |= {"preferred_username": name}
        stays_out(office, office.sign_in(), "Your account here is switched off.", "disabled")
    staff_accounts.enable(database, MARIA, now)
    assert office.sign_in().status_code == 303


def test_nobody_becomes_the_owner_of_a_local_account_by_its_name_or_address(office):
    office.desk.account("admin", ADMINISTRATOR)
    office.desk.account(MARIA, ADMINISTRATOR)
    for name in ("admin", MARIA):
        office.provider.person |= {"sub": name, "preferred_username": name, "given_name": "Eve"}
        http = office.desk.browser()
        office.sign_in(http)
        assert http.get("/audit").status_code == 403
        assert office.account(name).name != "Eve" and office.account(f"{name}-2").name == "Eve"
        assert office.desk.attempt(name).status_code == 303


def test_two_people_of_one_name_have_two_accounts(office):
    office.sign_in()
    office.provider.person |= {"sub": "u-2", "groups": ["calaim-leads"]}
    office.sign_in()
    assert office.account().role == "agent"
    assert office.account(f"{MARIA}-2").role == "supervisor"


def test_who_comes_for_the_first_time_in_two_browsers_at_once_has_one_account(
    make_office, database
):
    office = make_office(database)
    browsers = [office.desk.browser() for _ in range(4)]
    ways = [(http, office.come_back(http)) for http in browsers]
    answers = all_at_once([lambda way=way: way[0].get(way[1]) for way in ways])
    assert [answer.status_code for answer in answers] == [303] * 4
    with office.desk.database.read() as connection:
        assert [one.account for one in staff.everybody(connection)] == [MARIA]


@pytest.mark.parametrize("name", [None, "", "Ángeles <b>", "李 小龍", "\x07"])
def test_odd_names_make_an_account_that_can_be_typed(office, name):
    office.provider.person |= {"preferred_username": name}
    assert office.sign_in().status_code == 303
    with office.desk.database.read() as connection:
        (made,) = staff.everybody(connection)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._@-]*", made.account)


def test_without_a_first_name_nobody_writes_to_members(closed):
    closed.provider.person |= {"given_name": None, "name": " "}
    stays_out(closed, closed.sign_in(), "does not tell your first name", "no name")


def test_what_a_sparing_id_token_leaves_out_is_asked_for(office):
    office.provider.is_sparing = True
    assert office.sign_in().status_code == 303
    assert (office.account().name, office.account().role) == ("Maria", "agent")


def test_more_told_of_somebody_else_is_not_believed(closed):
    closed.provider.is_sparing = True
    eve = {"sub": "u-9", "given_name": "Eve", "groups": ["calaim-admins"]}
    closed.provider.answers["userinfo"] = JSONResponse(eve)
    stays_out(closed, closed.sign_in(), AGAIN, "it tells more of somebody else")


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"state": ""}, {"iss": "https://evil"}])
def test_a_way_back_that_was_tampered_with_is_refused(closed, changed):
    http = closed.desk.browser()
    to = httpx.URL(closed.come_back(http)).copy_merge_params(changed)
    stays_out(closed, http.get(to), AGAIN, "another provider" if "iss" in changed else "no such")


def test_another_browser_cannot_end_what_one_began(closed):
    """Somebody is sent a link that would sign them in as its author."""
    to = closed.come_back(closed.desk.browser())
    stays_out(closed, closed.desk.browser().get(to), AGAIN, "this browser began no such sign-in")
    other = closed.desk.browser()
    closed.come_back(other)
    stays_out(closed, other.get(to), AGAIN, "this browser began no such sign-in")


def test_a_code_of_another_sign_in_is_refused(closed):
    """Somebody puts a code that they got hold of into a way back of their own."""
    stolen = httpx.URL(closed.come_back(closed.desk.browser())).params["code"]
    http = closed.desk.browser()
    to = httpx.URL(closed.come_back(http)).copy_merge_params({"code": stolen})
    stays_out(closed, http.get(to), AGAIN, "the code was refused")


def test_a_way_back_is_gone_once(office):
    http = office.desk.browser()
    to = office.come_back(http)
    kept = dict(http.cookies)
    assert http.get(to).status_code == 303
    again = office.desk.browser()
    again.cookies.update(kept)
    stays_out(office, again.get(to), AGAIN, "this browser began no such sign-in")


def test_a_code_opens_once(office):
    http = office.desk.browser()
    first, second = office.come_back(http), office.come_back(http)
    code = httpx.URL(second).params["code"]
    assert http.get(second).status_code == 303
    to = httpx.URL(first).copy_merge_params({"code": code})
    stays_out(office, http.get(to), AGAIN, "this browser began no such sign-in")


def test_who_takes_more_than_ten_minutes_begins_again(office):
    http = office.desk.browser()
    to = office.come_back(http)
    office.desk.clock.pass_by(minutes=10, seconds=1)
    stays_out(office, http.get(to), AGAIN, "this browser began no such sign-in")


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"exp": "later"},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_an_id_token_that_does_not_hold_is_refused(closed, said):
    closed.provider.says = said
    stays_out(closed, closed.sign_in(), AGAIN, "the id token does not hold")
    assert closed.account() is None


def test_a_token_that_another_signed_is_refused(closed):
    closed.provider.signs_with = made_key("forger's", "first")
    stays_out(closed, closed.sign_in(), AGAIN, "the id token does not hold: BadSignatureError")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}])
def test_a_token_signed_by_nobody_or_by_what_everybody_may_read_is_refused(closed, header):
    closed.provider.header = header
    stays_out(closed, closed.sign_in(), AGAIN, "the id token does not hold: UnsupportedAlgorithm")


def test_who_showed_too_long_ago_who_they_are_is_refused(closed):
    """A browser that nobody sits at any more must not let in whoever comes by."""
    idle = closed.desk.services.sessions.idle.total_seconds()
    for shown_at in (int(time.time() - idle - 120), float("nan")):
        closed.provider.says = {"auth_time": shown_at}
        stays_out(closed, closed.sign_in(), AGAIN, "too long ago")
    assert closed.provider.asked[-1]["max_age"] == str(int(idle))


def test_when_the_provider_changes_its_keys_people_still_come_in(office):
    assert office.sign_in().status_code == 303
    office.provider.key = made_key("second")
    assert office.sign_in().status_code == 303


def test_where_the_provider_says_no_nobody_comes_in(closed):
    http = closed.desk.browser()
    state = httpx.URL(closed.come_back(http)).params["state"]
    answer = http.get("/login/oidc/back", params={"error": "access_denied", "state": state})
    stays_out(closed, answer, AGAIN, "the provider sent no code")


def test_a_provider_is_told_the_secret_in_the_way_that_it_takes(office):
    office.provider.methods = ["client_secret_post", "private_key_jwt"]
    assert office.sign_in().status_code == 303


def is_said_to_be_down(office: Office, answer: httpx.Response) -> bool:
    """Whether it says so where the password still opens."""
    office.desk.account("ana")
    opens = office.desk.attempt("ana").status_code == 303
    has_form = 'name="password"' in answer.text
    return answer.status_code == 503 and DOWN in answer.text and has_form and opens


def test_a_provider_that_is_down_is_said_to_be_and_passwords_still_open(sqlite):
    with provider() as gone:
        settings = OidcSettings(gone.url, CLIENT, SECRET, GROUPS)
    with set_up(sqlite, accounts=Provider(settings)) as desk:
        answer = desk.browser().get("/login/oidc")
        assert is_said_to_be_down(Office(desk, gone), answer)


def test_a_provider_that_hangs_keeps_nobody_before_an_empty_page(sqlite):
    with provider() as known:
        settings = OidcSettings(known.url, CLIENT, SECRET, GROUPS)
        with set_up(sqlite, accounts=Provider(settings, patience_seconds=0.5)) as desk:
            known.backs.append(f"{desk.services.url}/login/oidc/back")
            office, http = Office(desk, known), desk.browser()
            to = office.come_back(http)
            known.hangs_at = "token"
            assert is_said_to_be_down(office, http.get(to))


RUBBISH = [
    PlainTextResponse("<h1>Sorry</h1>"),
    PlainTextResponse("down", 502),
    JSONResponse([1, 2]),
    JSONResponse({}),
    JSONResponse({"keys": 7, "issuer": 7, "id_token": 7}),
    JSONResponse({"keys": [7, {}], "id_token": "a.b.c", "expires_in": [7]}),
    PlainTextResponse('{"access_token": 7, "id_token": "..", "expires_in": 1e999}'),
    PlainTextResponse("", 302, {"Location": "https://evil.example/"}),
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
@pytest.mark.parametrize("page", ["openid-configuration", "keys", "token"])
def test_a_provider_that_answers_rubbish_lets_nobody_in(closed, page, rubbish):
    http = closed.desk.browser()
    to = closed.come_back(http)
    closed.provider.answers[page] = rubbish
    answer = http.get(to)
    assert answer.status_code in (403, 503) and (AGAIN in answer.text or DOWN in answer.text)
    assert f"{closed.desk.services.cookie}=" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "ftp://x"},
        {"jwks_uri": None},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
    ids=str,
)
def test_a_provider_whose_own_page_does_not_hold_is_not_used(office, published):
    http = office.desk.browser()
    to = office.come_back(http)
    about = httpx.get(f"{office.provider.url}/.well-known/openid-configuration").json()
    office.provider.answers["openid-configuration"] = JSONResponse({**about, **published})
    assert is_said_to_be_down(office, http.get(to))


def test_a_secret_that_is_wrong_is_our_fault_and_not_theirs(make_office, sqlite):
    office = make_office(sqlite, secret="another")
    assert is_said_to_be_down(office, office.sign_in())


def test_who_signs_in_there_needs_no_second_code_here(make_office, sqlite):
    office = make_office(sqlite, requires_totp=True)
    http = office.desk.browser()
    office.sign_in(http)
    assert http.get("/").status_code == 200
    for path in ("/account/code", "/account/code/confirm"):
        assert send(http, path).headers["location"] == "/account"


def test_signing_out_ends_the_session_and_says_what_it_does_not_end(office):
    http = office.desk.browser()
    office.sign_in(http)
    token = http.cookies["calaim_staff"]
    to = send(http, "/logout").headers["location"]
    page = http.get(to).text
    assert "On a shared computer, sign out of your work account as well." in page
    http.cookies.set("calaim_staff", token)
    assert http.get("/").headers["location"] == "/login?next=/"
    assert "anew=1" in page
    office.come_back(http, anew="1")
    assert office.provider.asked[-1]["prompt"] == "login"


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/a" * 200], ids=["site", "host", "long"]
)
def test_it_leads_to_no_other_site(office, to):
    assert office.sign_in(next=to).headers["location"] == "/"


def test_no_cookie_says_who_somebody_is(make_office, sqlite):
    office = make_office(sqlite, url="https://console.example")
    begun = office.desk.browser().get("/login/oidc").headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-calaim-work=[\w-]{43}; HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure", begun
    )


def test_the_database_has_nothing_with_which_a_sign_in_could_be_ended(office):
    http = office.desk.browser()
    params = httpx.URL(office.come_back(http)).params
    files = office.desk.database.path.parent.glob("calaim.db*")
    content = b"".join(file.read_bytes() for file in files)
    for secret in (params["state"], params["code"], http.cookies["calaim_staff-work"]):
        assert secret.encode() not in content


def test_an_account_from_outside_opens_by_no_password(office, capsys):
    office.sign_in()
    assert office.desk.attempt(MARIA, "").status_code == 403
    assert office.desk.attempt(MARIA).status_code == 403
    now = office.desk.clock.now()
    with pytest.raises(staff_accounts.StaffError, match="has no password here"):
        staff_accounts.set_password(
            office.desk.database, MARIA, "a few other words", now, forget_code=False
        )
    assert office.desk.attempt(MARIA, "a few other words").status_code == 403


def test_passwords_may_be_switched_off(make_office, sqlite):
    office = make_office(sqlite, takes_passwords=False)
    office.desk.account("ana")
    page = office.desk.browser().get("/login").text
    assert "/login/oidc?next=/" in page and 'name="password"' not in page
    answer = office.desk.attempt("ana")
    assert answer.status_code == 403 and "Nobody signs in here by password." in answer.text
    assert "set-cookie" not in answer.headers


def test_both_ways_stand_on_the_page(closed):
    page = closed.desk.browser().get("/login?next=/audit").text
    assert 'href="/login/oidc?next=/audit"' in page and 'name="password"' in page


def test_without_settings_there_is_no_such_way(one_desk):
    http = one_desk.browser()
    assert http.get("/login/oidc").status_code == 404
    assert http.get("/login/oidc/back").status_code == 404
    assert "work account" not in http.get("/login").text


def test_a_script_that_goes_round_and_round_has_to_wait(office):
    http = office.desk.browser()
    answers = [http.get("/login/oidc/back").status_code for _ in range(241)]
    assert answers == [403] * 240 + [429]


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "x" * 43},
        {"redirect_uri": "http://127.0.0.1/other"},
        {"client_secret": "guessed"},
        {"code": "guessed"},
        {"grant_type": "password"},
    ],
    ids=str,
)
def test_the_stand_in_refuses_what_a_provider_refuses(closed, changed):
    closed.provider.methods = ["client_secret_post"]
    back, challenge = closed.provider.backs[0], create_s256_code_challenge("a verifier of ours")
    asked = {"client_id": CLIENT, "redirect_uri": back, "response_type": "code", "nonce": "n"}
    asked |= {"scope": "openid", "code_challenge": challenge, "code_challenge_method": "S256"}
    to = httpx.get(f"{closed.provider.url}/authorize", params=asked).headers["location"]
    right = {"grant_type": "authorization_code", "code": httpx.URL(to).params["code"]}
    right |= {"redirect_uri": back, "client_id": CLIENT, "client_secret": SECRET}
    right |= {"code_verifier": "a verifier of ours"}
    ends = f"{closed.provider.url}/token"
    assert httpx.post(ends, data={**right, **changed}).status_code in (400, 401)
    elsewhere = {**asked, "redirect_uri": "https://evil.example/"}
    assert httpx.get(f"{closed.provider.url}/authorize", params=elsewhere).status_code == 400
