"""The chat on another site's page: one line there, a button, a panel with the chat in a frame."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Frame, Keyboard, Locator, Page, expect

from bot.gateway.colours import contrast
from tests.browser.chat import Chat
from tests.browser.host_site import LINE, OPEN, STRICT, HostSite, allowed_port, host_site
from tests.browser.test_seeing import SMALL_TARGETS, TOO_WIDE, axe_findings

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": DESKTOP, "color_scheme": "dark"},
]
IDS = ["phone", "dark desktop"]
ANEW = """([src, colour]) => new Promise((done) => {
  document.querySelectorAll("calaim-helper, script").forEach((old) => old.remove());
  const script = Object.assign(document.createElement("script"), { src, onload: done });
  script.dataset.colour = colour;
  document.head.append(script);
})"""
HOSTILE = """* { all: unset !important; display: none !important; opacity: 0 !important;
  transform: scale(0) !important; clip-path: inset(50%) !important; filter: blur(9px) !important;
  visibility: hidden !important; animation: away 1s forwards !important; }
@keyframes away { to { opacity: 0; translate: -999px; } }
html, body, main { display: block !important; visibility: visible !important; opacity: 1 !important;
  transform: none !important; clip-path: none !important; filter: none !important;
  animation: none !important; }
html { font-size: 5px; } calaim-helper { position: absolute !important; top: -999px !important; }
@layer last { calaim-helper { display: none !important; } }
button, dialog, iframe { width: 1px !important; height: 1px !important; }"""


class Framed:
    """The frame with the chat, with the keyboard of the page around it."""

    def __init__(self, frame: Frame, keyboard: Keyboard) -> None:
        self.keyboard = keyboard
        self.locator = frame.locator
        self.evaluate = frame.evaluate
        self.get_by_role = frame.get_by_role


class Host:
    """A page of the site, open in a browser."""

    def __init__(self, page: Page, helper: str) -> None:
        self.page = page
        self.helper = helper

    @property
    def launcher(self) -> Locator:
        return self.page.locator("calaim-helper dialog + button")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name="HPSM helper")

    @property
    def trouble(self) -> Locator:
        return self.panel.get_by_text("The chat cannot be shown here")

    def open(self) -> Chat:
        """Press the launcher and give the chat in the frame."""
        self.launcher.click()
        return self.chat()

    def chat(self) -> Chat:
        """Wait for the first question in the frame."""
        frame = self.page.frames[1]
        frame.locator("#answers fieldset").wait_for()
        page: Any = Framed(frame, self.page.keyboard)
        return Chat(page, self.helper)

    @property
    def focus(self) -> str:
        """Where the focus is: the tag on the page, and the one inside of it."""
        inside = "document.activeElement.shadowRoot?.activeElement?.localName"
        return str(self.page.evaluate(f"[document.activeElement.localName, {inside}].join(' ')"))

    def leads_to(self, url: str) -> None:
        """Wait until the whole window shows an address."""
        self.page.wait_for_url(url)
        assert len(self.page.frames) == 1


Visit = Callable[..., Host]


@pytest.fixture
def site(service: str) -> Iterator[HostSite]:
    """A site that the service lets show the chat, at another site than the service's."""
    with host_site(service, allowed_port(service)) as serving:
        yield serving


@pytest.fixture
def visit(new_page: Callable[..., Page], site: HostSite) -> Visit:
    """Opens the site's page: `visit(viewport=...)`."""

    def go(origin: str = "", closed: bool = False, **options: Any) -> Host:
        origin = origin or site.origin
        page = new_page(hosts=(origin,), **options)
        if not closed:
            page.add_init_script(OPEN)
        page.goto(origin)
        return Host(page, site.helper)

    return go


def line(**settings: str) -> str:
    given = " ".join(f'data-{name}="{value}"' for name, value in settings.items())
    return LINE.replace(" defer", f" {given} defer")


def quick_exit(helper: str) -> str:
    return httpx.get(f"{helper}/leave").headers["location"]


def test_by_keyboard_alone_from_the_launcher_to_the_outcome(visit: Visit) -> None:
    host = visit(closed=True)
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Tab")
    assert host.page.evaluate("document.activeElement.localName") == "calaim-helper"
    assert host.page.evaluate("document.activeElement.shadowRoot") is None
    host.page.keyboard.press("Enter")
    chat = host.chat()
    assert chat.page.evaluate("document.hasFocus()")
    chat.go_through(chat.press_answer)
    assert chat.has_outcome


def test_until_it_is_opened_the_script_is_all_that_is_loaded(visit: Visit, site: HostSite) -> None:
    asked: list[str] = []
    host = visit(viewport=DESKTOP)
    host.page.on("request", lambda request: asked.append(request.url.removeprefix(site.origin)))
    host.page.reload(wait_until="networkidle")
    assert asked == ["/", "/site.css", f"{site.helper}/static/embed.js"]
    host.open()
    assert all(url.startswith(site.helper) for url in asked[3:]) and len(asked) > 3


@pytest.mark.parametrize("look", LOOKS, ids=IDS)
def test_no_state_in_the_panel_has_an_axe_finding(visit: Visit, look: dict[str, Any]) -> None:
    host = visit(**look)
    assert axe_findings(host.page) == []
    chat = host.open()
    seen: dict[str, list[str]] = {}

    def check() -> None:
        state = "outcome" if chat.has_outcome else chat.kind
        if not seen.get(state):
            # The frame first: then axe finds itself there, and looks at all from the page too.
            seen[state] = axe_findings(chat.page) + axe_findings(host.page)

    chat.go_through(chat.click_answer, check)
    assert {"number", "multiple", "outcome"} <= set(seen)
    assert not any(seen.values()), seen


def test_escape_in_the_chat_closes_it_and_the_focus_is_back_on_the_launcher(visit: Visit) -> None:
    host = visit()
    host.open().page.locator("#text").focus()
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_hidden()
    expect(host.launcher).to_be_focused()


def test_the_close_button_is_in_view_large_and_by_keyboard_before_the_chat(visit: Visit) -> None:
    host = visit()
    chat = host.open()
    chat.go_through(chat.click_answer)
    close = host.panel.get_by_role("button", name="Close")
    expect(close).to_be_in_viewport(ratio=1)
    box = close.bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    close.press("Enter")
    expect(host.panel).to_be_hidden()
    expect(host.launcher).to_be_focused()


def test_opened_again_the_conversation_goes_on_where_it_was(visit: Visit) -> None:
    host = visit()
    chat = host.open()
    chat.click_answer()
    chat.page.locator("#text").fill("I was about to say")
    said, asked = chat.messages, chat.question
    host.page.keyboard.press("Escape")
    expect(host.launcher).to_be_focused()
    host.page.keyboard.press("Enter")
    expect(host.panel).to_be_visible()
    expect(chat.page.locator("#text")).to_have_value("I was about to say")
    chat.tab_to("#text")
    assert chat.page.evaluate("document.hasFocus()")
    assert (chat.messages, chat.question) == (said, asked)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"], ids=["other site", "same site"])
def test_the_site_reloaded_the_chat_resumes(visit: Visit, site: HostSite, name: str) -> None:
    host = visit(site.origin.replace("localhost", name))
    chat = host.open()
    chat.click_answer()
    said, asked = chat.messages, chat.question
    host.page.reload()
    chat = host.open()
    assert (chat.messages, chat.question) == (said, asked)


def test_leave_now_takes_the_whole_window_away_and_the_chat_is_forgotten(
    visit: Visit, site: HostSite
) -> None:
    host = visit()
    chat = host.open()
    chat.click_answer()
    chat.page.locator("#leave").click()
    host.leads_to(quick_exit(host.helper))
    host.page.goto(site.origin)
    assert len(host.open().messages) == 1


def test_three_escapes_take_the_whole_window_away_and_the_chat_is_forgotten(
    visit: Visit, site: HostSite
) -> None:
    host = visit(closed=True)
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Enter")
    chat = host.chat()
    chat.press_answer()
    for _ in range(3):
        host.page.keyboard.press("Escape")
    host.leads_to(quick_exit(host.helper))
    host.page.goto(site.origin)
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Enter")
    assert len(host.chat().messages) == 1


def test_escape_once_each_time_never_leads_away(visit: Visit) -> None:
    host = visit()
    for _ in range(4):
        chat = host.open()
        chat.page.locator("#text").focus()
        host.page.keyboard.press("Escape")
        expect(host.launcher).to_be_focused()
    assert host.page.url.startswith("http://localhost")


def test_hostile_style_sheets_leave_launcher_and_panel_as_they_are(
    visit: Visit, site: HostSite
) -> None:
    calm = visit(viewport=DESKTOP).launcher.bounding_box()
    site.css = HOSTILE
    host = visit(viewport=DESKTOP)
    assert host.launcher.bounding_box() == calm
    assert host.page.locator("main a").bounding_box() is None
    chat = host.open()
    expect(host.panel).to_have_css("opacity", "1")
    panel = host.panel.bounding_box()
    assert panel and (panel["width"], panel["height"]) == (26 * 16, 40 * 16)
    chat.click_answer()


@pytest.mark.parametrize(
    ("viewport", "fills"),
    [
        ({"width": 320, "height": 640}, True),
        ({"width": 480, "height": 900}, True),
        ({"width": 800, "height": 360}, True),
        ({"width": 1280, "height": 600}, False),
    ],
    ids=["phone", "large phone", "phone on its side", "desktop"],
)
def test_it_fills_a_small_screen_and_leaves_a_large_one_its_page(
    visit: Visit, viewport: dict[str, int], fills: bool
) -> None:
    host = visit(viewport=viewport)
    chat = host.open()
    box = host.panel.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    is_full = (box["width"], box["height"]) == (viewport["width"], viewport["height"])
    assert is_full == fills
    for where in (host.page, chat.page):
        assert where.evaluate(TOO_WIDE) <= 0
    assert not chat.page.evaluate(SMALL_TARGETS)
    expect(chat.page.locator("#log .message .words").last).to_be_in_viewport(ratio=1)


def test_a_site_that_allows_no_frame_is_told_in_plain_words_with_a_way_on(
    visit: Visit, site: HostSite
) -> None:
    site.policy = STRICT.replace("frame-src {helper}; ", "")
    host = visit(refusals=" violates the following Content Security Policy")
    host.launcher.click()
    expect(host.trouble).to_contain_text("650-616-2133")
    link = host.panel.get_by_role("link", name="Open it in a new tab")
    expect(link).to_be_focused()
    assert axe_findings(host.page) == []
    with host.page.context.expect_page() as opened:
        link.press("Enter")
    Chat(opened.value, host.helper).page.locator("#answers fieldset").wait_for()


def test_a_site_that_is_not_listed_shows_the_way_on_instead_of_the_chat(
    new_page: Callable[..., Page], service: str
) -> None:
    with host_site(service, 0) as stranger:
        page = new_page(hosts=(stranger.origin,), refusals="Content Security Policy")
        page.add_init_script(OPEN)
        page.goto(stranger.origin)
        host = Host(page, service)
        host.launcher.click()
        expect(host.trouble).to_be_visible()
        expect(host.page.locator("calaim-helper iframe")).to_be_hidden()
        host.page.keyboard.press("Escape")
        expect(host.launcher).to_be_focused()


def test_a_connection_that_comes_back_is_used_when_it_is_opened_again(visit: Visit) -> None:
    host = visit()
    host.page.route("**/chat?*", lambda route: route.abort())
    host.launcher.click()
    expect(host.trouble).to_be_visible()
    host.panel.get_by_role("button", name="Close").click()
    host.page.unroute("**/chat?*")
    host.open()
    expect(host.trouble).to_be_hidden()


PLACES = {
    "in the head": {"head": LINE},
    "in the body": {"head": "", "body": LINE},
    "async": {"head": LINE.replace("defer", "async")},
    "a plain script in the head": {"head": LINE.replace("defer", "")},
    "twice": {"head": LINE, "body": LINE},
}


@pytest.mark.parametrize("place", PLACES)
def test_wherever_the_line_stands_it_appears_once(visit: Visit, site: HostSite, place: str) -> None:
    for name, html in PLACES[place].items():
        setattr(site, name, html)
    host = visit()
    host.launcher.click()
    host.chat()
    expect(host.page.locator("calaim-helper")).to_have_count(1)


def test_a_script_that_is_added_later_works_too(visit: Visit, site: HostSite) -> None:
    site.head = ""
    host = visit()
    source = f"{site.helper}/static/embed.js"
    add = "src => document.head.append(Object.assign(document.createElement('script'), { src }))"
    for _ in range(2):
        host.page.evaluate(add, source)
    host.open()
    expect(host.page.locator("calaim-helper")).to_have_count(1)


def test_run_by_a_consent_manager_it_finds_its_own_line(visit: Visit, site: HostSite) -> None:
    site.head = line(position="left").replace("<script", '<script type="text/plain"')
    host = visit(viewport=DESKTOP)
    expect(host.page.locator("calaim-helper")).to_have_count(0)
    host.page.evaluate(httpx.get(f"{site.helper}/static/embed.js").text)
    box = host.launcher.bounding_box()
    assert box and box["x"] < 20


def test_settings_on_the_line_are_taken(visit: Visit, site: HostSite) -> None:
    site.head = line(colour="FFC72C", position="left", opening="Free help near you")
    host = visit(viewport=DESKTOP)
    expect(host.launcher).to_have_text("HPSM helperFree help near you")
    expect(host.launcher).to_have_css("background-color", "rgb(255, 199, 44)")
    expect(host.launcher).to_have_css("color", "rgb(0, 0, 0)")
    chat = host.open()
    assert "colour=FFC72C" in chat.page.evaluate("location.href")
    box = host.panel.bounding_box()
    assert box and box["x"] < 20


def test_unknown_settings_fall_back(visit: Visit, site: HostSite) -> None:
    site.head = line(colour="red;}", position="<top>", language="xx", nonsense="1")
    host = visit(viewport=DESKTOP)
    expect(host.launcher).to_have_css("background-color", "rgb(10, 79, 92)")
    expect(host.launcher).to_have_css("color", "rgb(255, 255, 255)")
    chat = host.open()
    assert chat.page.evaluate("document.documentElement.lang") == "en"
    box = host.panel.bounding_box()
    assert box and box["x"] > DESKTOP["width"] / 2


def test_words_on_the_launcher_are_never_read_as_html(visit: Visit, site: HostSite) -> None:
    site.head = line(opening="&lt;img src=x onerror=alert(1)&gt;")
    expect(visit().launcher).to_contain_text("<img src=x onerror=alert(1)>")


def test_text_on_any_colour_can_be_read(visit: Visit, site: HostSite) -> None:
    luck = random.Random(5)
    greys = [f"{level:02x}" * 3 for level in range(90, 140, 3)]
    some = [f"{luck.randrange(1 << 24):06x}" for _ in range(30)]
    host = visit()
    for colour in [*greys, *some]:
        host.page.evaluate(ANEW, [f"{site.helper}/static/embed.js", colour])
        expect(host.launcher).to_be_visible()
        ink = host.launcher.evaluate("e => getComputedStyle(e).color")
        read = "#ffffff" if ink == "rgb(255, 255, 255)" else "#000000"
        assert contrast(read, f"#{colour}") >= 4.5, colour


def test_forced_colours_keep_the_launcher_bordered(visit: Visit) -> None:
    host = visit(forced_colors="active")
    expect(host.launcher).to_have_css("border-top-width", "2px")
    assert axe_findings(host.page) == []


def test_it_is_not_printed_with_the_page(visit: Visit) -> None:
    host = visit()
    host.page.emulate_media(media="print")
    expect(host.launcher).to_be_hidden()


def test_only_the_loader_is_for_other_sites(service: str) -> None:
    for path in ("/static/embed.js", "/static/chat.js", "/chat", "/"):
        answer = httpx.get(f"{service}{path}")
        expected = "cross-origin" if path == "/static/embed.js" else "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == expected
        assert "access-control-allow-origin" not in answer.headers
