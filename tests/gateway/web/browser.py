"""A browser without script: it follows links and sends forms exactly as the page has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

from tests.gateway.running import URL

EMPTY = frozenset({"input", "meta", "link", "br", "img", "hr", "path", "rect", "circle"})


@dataclass
class Form:
    """One form of a page: where it goes, its fields as they stand, its buttons."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[dict[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.controls: list[tuple[str, str, str]] = []
        self._form: Form | None = None
        self._area = self._select = ""
        self._first = False
        self._silent = 0

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in given}
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "label":
            self.labels.append(named.get("for", ""))
        if tag in ("script", "style"):
            self._silent += 1
        if tag in ("input", "select", "textarea") and not {"hidden"} & {named.get("type"), *named}:
            self.controls.append((tag, named.get("id", ""), named.get("autocomplete", "")))
        if tag == "form":
            self._form = Form(named.get("action", ""))
            self.forms.append(self._form)
        form = self._form
        if form is None:
            return
        name = named.get("name", "")
        if name and tag != "button":
            form.names.add(name)
        if tag == "input":
            kind = named.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in named:
                form.fields[name] = named.get("value", "on" if kind in ("radio", "checkbox") else "")
        elif tag == "textarea":
            self._area, self._first = name, True
            form.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in form.fields or "selected" in named):
            form.fields[self._select] = named.get("value", "")
        elif tag == "button":
            form.buttons.append(named)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, text: str) -> None:
        if self._area and self._form is not None:
            text = text.removeprefix("\n") if self._first else text
            self._form.fields[self._area] += text
            self._first = False
        elif not self._silent:
            self.words.append(text)


class Page:
    """An answer, read."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.html = answer.get_data(as_text=True)
        self._read = _Reader()
        self._read.feed(self.html)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        """The words of the page, without what stands in fields."""
        return " ".join(" ".join(self._read.words).split())

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @property
    def ids(self) -> list[str]:
        return self._read.ids

    @property
    def labels(self) -> list[str]:
        return self._read.labels

    @property
    def controls(self) -> list[tuple[str, str, str]]:
        """(tag, id, autocomplete) of every field a person can fill in."""
        return self._read.controls

    def form(self, name: str) -> Form:
        """The form that has a field or a button of this name."""
        for form in self.forms:
            if name in form.names or any(button.get("name") == name for button in form.buttons):
                return form
        raise AssertionError(f"no form with {name} on this page: {self.text[:400]}")


class Browser:
    """One browser at one gateway; it keeps cookies."""

    def __init__(self, app: Flask, url: str = URL) -> None:
        self.client = app.test_client()
        self.url = url

    def get(self, path: str) -> Page:
        return Page(self.client.get(path, base_url=self.url, follow_redirects=True))

    def send(self, page: Page, having: str, press: str = "", **changes: str) -> Page:
        """The form that has the field or button `having`, with `changes` (dots written as __), sent by its button."""
        form = page.form(having)
        fields = form.fields | {name.replace("__", "."): value for name, value in changes.items()}
        pressed = [button for button in form.buttons if button.get("value", "") == press or not press]
        assert pressed, f"no button {press}"
        if pressed[0].get("name"):
            fields[pressed[0]["name"]] = pressed[0].get("value", "")
        return self.post(form.action or page.answer.request.path, fields)

    def post(self, path: str, fields: dict[str, str], **named: object) -> Page:
        return Page(self.client.post(path, base_url=self.url, data=fields, follow_redirects=True, **named))  # type: ignore[arg-type]
