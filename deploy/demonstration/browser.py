"""A browser without script: it loads a page, fills in its form, presses a button, keeps cookies.

For the example walk and for tests, so that they do exactly what a person at the page does: names and hidden values
come from the page, never from the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "q", "span", "strong", "time", "u"})
"""Tags that stand within a word or a sentence; every other one ends it."""


@dataclass
class Form:
    """One form of a page: where it goes, what it would send as it stands, and its buttons."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of every field, also of a choice nobody made
    buttons: list[tuple[str, str]] = field(default_factory=list)  # (name, value)


class Page:
    """What was answered, read."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.headers = answer.headers
        self.url = str(answer.url)

    @property
    def html(self) -> str:
        return self.answer.text

    @property
    def text(self) -> str:
        """What a person reads, in one line, without the tags and without what stands in fields."""
        return " ".join("".join(self._read.words).split())

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @property
    def ids(self) -> list[str]:
        return self._read.ids

    @property
    def labels(self) -> list[str]:
        """The ids that the labels are for."""
        return self._read.labels

    @property
    def controls(self) -> list[tuple[str, str, str]]:
        """(tag, id, autocomplete) of every field a person can fill in."""
        return self._read.controls

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader

    def form(self, *names: str) -> Form:
        """The first form that has a field or a button of each of these names."""
        for form in self.forms:
            if form.names.union(name for name, _ in form.buttons).issuperset(names):
                return form
        raise AssertionError(f"no form with {names} at {self.url} (answer {self.status}): {self.text[:400]}")


class Browser:
    """One person's browser at `root`; with `app`, at that WSGI application in this process.

    It keeps cookies, follows redirects, and says with a post what a browser says.
    """

    def __init__(self, root: str, app: Any = None) -> None:
        self.root = root
        self.seen: list[Page] = []
        self._client = httpx.Client(
            base_url=root,
            transport=None if app is None else httpx.WSGITransport(app=app),
            limits=httpx.Limits(max_keepalive_connections=0),
            timeout=60,
            trust_env=False,
        )

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **more: Any) -> Page:
        return self.ask("GET", path, **more)

    def post(self, path: str, fields: Mapping[str, Any] = {}, **more: Any) -> Page:
        """These fields were sent, whatever the page has. A header of None is not said."""
        said = {"Origin": self.root, "Sec-Fetch-Site": "same-origin"} | more.pop("headers", {})
        headers = {name: value for name, value in said.items() if value is not None}
        return self.ask("POST", path, data=fields, headers=headers, **more)

    def press(self, page: Page, form: Form, values: Mapping[str, str] = {}, button: str = "") -> Page:
        """The form was sent with these values typed into it, by the button of this value, or else by its first."""
        unknown = values.keys() - form.names
        assert not unknown, f"the page has no field {sorted(unknown)}"
        pressed = [(name, value) for name, value in form.buttons if button in ("", value)]
        assert pressed, f"no button {button} among {form.buttons}"
        name, value = pressed[0]
        return self.post(urljoin(page.url, form.action), {**form.fields, **values, **({name: value} if name else {})})

    def send(self, page: Page, having: str, button: str = "", **values: str) -> Page:
        """The form that has the field or button `having` was sent; dots of names are written as `__`."""
        typed = {name.replace("__", "."): value for name, value in values.items()}
        return self.press(page, page.form(having), typed, button)

    def ask(self, method: str, path: str, *, follow: bool = True, **more: Any) -> Page:
        """What httpx makes of it; without `follow` a redirect is the answer."""
        page = Page(self._client.request(method, path, follow_redirects=follow, **more))
        self.seen.append(page)
        return page


class _Reader(HTMLParser):
    """Finds what a page has for a person: words, forms with their fields, ids and labels."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.controls: list[tuple[str, str, str]] = []
        self._form: Form | None = None
        self._area = self._select = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in INLINE:
            self.words.append(" ")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labels.append(given.get("for", ""))
        elif tag in ("script", "style"):
            self._silent += 1
        elif tag in ("input", "select", "textarea") and "hidden" not in (given.get("type"), *given):
            self.controls.append((tag, given.get("id", ""), given.get("autocomplete", "")))
        if tag == "form":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "option" and self._select and (self._select not in form.fields or "selected" in given):
            form.fields[self._select] = value
        if tag not in ("input", "select", "textarea") or not name:
            return
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, form.fields[name] = name, ""
        elif given.get("type") not in ("radio", "checkbox"):
            form.fields[name] = value
        elif "checked" in given:
            form.fields[name] = given.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.words.append(" ")
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            before = self._form.fields[self._area]
            self._form.fields[self._area] = before + (data if before else data.removeprefix("\n"))
        elif not self._silent:
            self.words.append(data)
