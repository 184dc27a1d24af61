"""One's own account: shortcuts, the code of the telephone, and signing out."""

from bot.console import dialling, totp
from bot.console.access import Go, Page, Visit
from bot.console.queue_page import DESK_NAMES
from bot.storage import presence, staff, staff_sessions
from bot.worker.leaving import let_all_go

WRONG_CODE = "That code did not match. Wait for the next one and try again."


def show(visit: Visit) -> Page:
    """GET /account."""
    return _page(visit)


def _page(visit: Visit, secret: str = "", sentence: str = "") -> Page:
    shown = {
        "desk": DESK_NAMES[visit.staff.desk],
        "has_totp": visit.signed_in.has_totp,
        "requires_totp": visit.services.requires_totp,
        "sentence": sentence,
        "secret": secret,
        "picture": totp.picture(secret, visit.staff.account) if secret else "",
        **dialling.own_phone(visit),
    }
    return Page("account.html", shown, status=400 if sentence else 200)


def set_shortcuts(visit: Visit) -> Go:
    """POST /account/shortcuts: have single keys do something, or not."""
    wanted = visit.form.get("shortcuts") == "on"
    staff.change(visit.connection, visit.staff.account, shortcuts=wanted)
    return Go("/account")


def set_phone(visit: Visit) -> Page | Go:
    """POST /account/phone: where they are rung when they call from a case."""
    return dialling.set_phone(visit, _page(visit))


def begin_totp(visit: Visit) -> Page | Go:
    """POST /account/code: show what the telephone takes up; nothing is kept yet."""
    return Go("/account") if visit.staff.is_from_outside else _page(visit, totp.new_secret())


def confirm_totp(visit: Visit) -> Page | Go:
    """POST /account/code/confirm: keep it once the telephone has shown that it has it."""
    secret = visit.form.get("secret", "")
    has_one = visit.signed_in.has_totp or visit.staff.is_from_outside
    if has_one or len(secret) != len(totp.new_secret()) or not secret.isalnum():
        return Go("/account")
    step = totp.step_of(secret, visit.form.get("code", ""), visit.now)
    if step is None:
        return _page(visit, secret, WRONG_CODE)
    staff.change(visit.connection, visit.staff.account, totp=secret, totp_used=step)
    staff_sessions.end_all(visit.connection, visit.staff.account, but=visit.token)
    visit.note("set up a code", visit.staff.account)
    return Go("/account")


def sign_out(visit: Visit) -> Go:
    """POST /logout."""
    staff_sessions.end(visit.connection, visit.token)
    visit.note("signed out", "console")
    return _away(visit)


def sign_out_everywhere(visit: Visit) -> Go:
    """POST /logout/everywhere: end every session of this account."""
    staff_sessions.end_all(visit.connection, visit.staff.account)
    visit.note("signed out", "everywhere")
    return _away(visit)


def _away(visit: Visit) -> Go:
    """Leave those they talk with, and go to sign in, which says where they still are signed in."""
    presence.left(visit.connection, visit.staff.account)
    let_all_go(visit.connection, visit.staff.account, visit.now)
    return Go("/login?out=1" if visit.staff.is_from_outside else "/login")


def here(visit: Visit) -> Page:
    """GET /here: whether a page that stands open may still be read; no sign of life."""
    return Page("stay.html", {})


def stay(visit: Visit) -> Page:
    """POST /stay: somebody is still there."""
    return Page("stay.html", {})
