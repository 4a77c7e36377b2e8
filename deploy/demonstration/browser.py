"""A browser without script: it loads a page, fills in its form, presses a button, keeps cookies. Standard library.

For the example walk and for tests, so that they do exactly what a person at the page does: names and hidden values
come from the page, never from the code.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page: where it goes, and what it would send as it stands."""

    action: str
    method: str
    values: dict[str, str | None] = field(default_factory=dict)  # None: a choice nobody made
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # (name, value, words on it)


@dataclass
class Page:
    """What was answered. `text` is what a person reads, without the tags."""

    url: str
    status: int
    headers: http.client.HTTPMessage
    html: str
    text: str = ""
    forms: list[Form] = field(default_factory=list)

    def form(self, *names: str) -> Form:
        """The first form that has fields of all these names."""
        for form in self.forms:
            if all(name in form.values for name in names):
                return form
        raise AssertionError(f"no form with {names} at {self.url} (answer {self.status})")


class Browser:
    """One person's browser. Follows redirects, sends cookies back, sends what a browser says about a post."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.cookies = http.cookiejar.CookieJar()
        self.seen: list[Page] = []
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Keep())

    def get(self, path: str) -> Page:
        return self._load(urllib.request.Request(self.root + path))

    def press(self, page: Page, form: Form, values: Mapping[str, str] = {}, button: str | None = None) -> Page:
        """The form was sent with these values typed into it, by the button whose value this is."""
        unknown = values.keys() - form.values.keys()
        assert not unknown, f"the page has no field {sorted(unknown)}"
        sent = {name: value for name, value in {**form.values, **values}.items() if value is not None}
        for name, value, _words in form.buttons:
            if button == value and name:
                sent[name] = value
        url = urllib.parse.urljoin(page.url, form.action)
        body = urllib.parse.urlencode(sent).encode()
        request = urllib.request.Request(url, body, method="POST")
        request.add_header("Origin", self.root)
        request.add_header("Sec-Fetch-Site", "same-origin")
        return self._load(request)

    def _load(self, request: urllib.request.Request) -> Page:
        with self._opener.open(request, timeout=60) as answer:
            page = Page(answer.url, answer.status, answer.headers, answer.read().decode())
        reader = _Reader()
        reader.feed(page.html)
        page.forms, page.text = reader.forms, reader.text
        self.seen.append(page)
        return page


def read_page(html: str) -> str:
    """What a person reads of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.text


class _Keep(urllib.request.HTTPErrorProcessor):
    """An error page is a page. Redirects are still followed."""

    def http_response(self, request, response):  # type: ignore[no-untyped-def]
        return super().http_response(request, response) if 300 <= response.status < 400 else response

    https_response = http_response


class _Reader(HTMLParser):
    """Finds forms with their fields, and the words on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._button: tuple[str, str] | None = None
        self._silent = 0

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag in ("script", "style"):
            self._silent += 1
        if tag in ("p", "li", "h1", "h2", "h3", "div", "pre", "br", "label", "option", "td", "tr", "legend"):
            self.words.append(" ")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and name:
            if given.get("type") in ("radio", "checkbox"):
                self._form.values.setdefault(name, None)
                if "checked" in given:
                    self._form.values[name] = given.get("value", "on")
            elif given.get("type") != "submit":
                self._form.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self._form.values[name] = ""
        elif tag == "select":
            self._select = name
            self._form.values[name] = ""
        elif tag == "option" and self._select and "selected" in given:
            self._form.values[self._select] = given.get("value", "")
        elif tag == "button":
            self._button = (name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "button" and self._button and self._form is not None:
            self._form.buttons.append((*self._button, ""))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._form is not None:
            self._form.values[self._area] += data.removeprefix("\n") if not self._form.values[self._area] else data
        if not self._silent:
            self.words.append(data)
