"""Somebody whose browser runs no script: reads pages, fills forms in and presses buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag

import httpx

WITHOUT_END = {"meta", "link", "input", "img", "br", "path"}


@dataclass
class Button:
    """A submit button; what it sends is `name` and `value`, if it has them."""

    label: str
    name: str
    value: str
    action: str


@dataclass
class PageForm:
    """A form with what stands in its fields."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, bool] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)
    typed: str | None = None


class Page(HTMLParser):
    """A page as it is read; what scripts would do does not happen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.messages: list[str] = []
        self.words = ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag not in WITHOUT_END:
            self._inside.append(f"{tag}.{given.get('class', '')}")
        if tag == "form":
            self.forms.append(PageForm(given.get("action", "")))
        elif tag == "a":
            self.links.append(given["href"])
        elif tag == "input" and self.forms:
            self._input(self.forms[-1], given)
        elif tag == "textarea":
            self.forms[-1].typed = ""
        elif tag == "button":
            made = (given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
            self.forms[-1].buttons.append(Button("", *made))
        elif "words" in given.get("class", ""):
            self.messages.append("")

    def _input(self, form: PageForm, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            form.choices[given["value"]] = "checked" in given
        elif kind == "text":
            form.typed = given.get("value", "")
        elif given.get("name"):
            form.fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag) -> None:
        while self._inside and not self._inside.pop().startswith(f"{tag}."):
            pass

    def handle_data(self, data) -> None:
        self.words += data
        inside = self._inside[-1] if self._inside else ""
        if inside.startswith("textarea"):
            self.forms[-1].typed = data.removeprefix("\n")
        if any(each.startswith("button") for each in self._inside):
            self.forms[-1].buttons[-1].label += data.strip()
        if any(each.endswith(".words") for each in self._inside) and data.strip():
            self.messages[-1] += data

    @property
    def answer(self) -> PageForm:
        """The form in which the open question is answered."""
        return next(form for form in self.forms if form.typed is not None)

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        return next(v for form in self.forms for n, v in form.fields if n == name)

    def find(self, label: str) -> tuple[PageForm, Button]:
        """The button that has this on it, with its form."""
        found = [(f, b) for f in self.forms for b in f.buttons if b.label.endswith(label)]
        assert found, f"no button {label!r} in {[b.label for f in self.forms for b in f.buttons]}"
        return found[0]


@dataclass
class Visitor:
    """Keeps the page it is on; `press` goes to the next one."""

    http: httpx.Client
    page: Page = field(default_factory=lambda: Page(""))
    status: int = 0
    sent: tuple[str, list[tuple[str, str]]] = ("", [])

    def start(self) -> Visitor:
        """Open the chat."""
        return self.get("/chat").press("Start the chat")

    def get(self, path: str) -> Visitor:
        """Open an address."""
        self.page = Page(self.http.get(path).text)
        return self

    def press(
        self, label: str, text: str | None = None, choose: Sequence[str] | None = None
    ) -> Visitor:
        """Fill in what is given and press a button."""
        form, button = self.page.find(label)
        fields = list(form.fields)
        chosen = choose if choose is not None else [v for v, is_on in form.choices.items() if is_on]
        fields += [("choice", value) for value in chosen]
        typed = form.typed if text is None else text
        fields += [("text", typed)] if typed is not None and label != "Go on here" else []
        fields += [("code", typed or "")] if label == "Go on here" else []
        fields += [(button.name, button.value)] if button.name else []
        return self.post(button.action or form.action, fields)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Visitor:
        """Send fields as a form and read the page that comes."""
        self.sent = (path, fields)
        given: dict[str, list[str]] = {}
        for name, value in fields:
            given.setdefault(name, []).append(value)
        answer = self.http.post(urldefrag(path).url, data=given, timeout=40)
        self.page, self.status = Page(answer.text), answer.status_code
        return self

    def reload(self) -> Visitor:
        """Send the same once more."""
        return self.post(*self.sent)

    @property
    def token(self) -> str:
        """What the page carries along."""
        return self.page.hidden("token")
