"""The form for a report, press by press, wherever it is written: at the hosted page, at a desk, for practice. Pure.

Rules
- Every step posts the whole form and gets it back. One press makes one `Draft`; its pages and its seal read that one.
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks goes no further. What it warns of needs a reason, which only the NGO sees; a red meter needs two
  confirmations, a suspect in the police one, and nothing more. What is said there is no part of the report.
- A step that there is not is a look before sending. What sends, keeps and draws a page is the subclass's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar

from gateway.report import police_areas
from gateway.report.filing import Filing
from gateway.report.form import checks, ngo_questions, police_questions, questions, texts, values, widgets
from gateway.report.form.draft import Draft
from gateway.report.form.questions import Section
from gateway.report.names import name_of
from gateway.report.printing.text import page_text
from gateway.report.validate import Problem

Page = TypeVar("Page")
EDITS = ("change", "area", "add", "remove", "coarsen")  # presses that change the form and give it back
FIND = "area.find"  # a word of a council area's name: looked for, never part of a report
LONGEST_WORD = 60  # characters
LONGEST_SAID = 200  # characters
REASON = "keep_reason"
HER, ME, NOT_THEIRS = "told.her", "told.me", "told.not_theirs"  # three ticks
AGREED = "told.agreed"  # the name of a second person at the NGO, where words of status stay
LATIN = "told.latin"  # a tick: no Latin spelling is known
TWICE = "told.twice"  # and one where the very same words were sent today


class ReportFlow(ABC, Generic[Page]):
    """One press on the form: `answer` is the page that follows it. Hooks: those without a body, and `autosave`."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = dict(
            form.items()
        )  # a thousand names are looked up: a web framework's own mapping is slow at that
        self.said = said(form)
        self.step, *self.about = form.get("step", "").split()[:4] or ["review"]

    # --- where it is written

    @property
    @abstractmethod
    def month(self) -> str:
        """This month, such as "2026-11"."""

    @property
    @abstractmethod
    def ngo(self) -> str:
        """The organisation id of whoever files."""

    @property
    @abstractmethod
    def sender_line(self) -> str:
        """What the police desk will say of who sealed it."""

    @abstractmethod
    def forces(self) -> list[str]:
        """Who can receive a report today, by organisation id."""

    @abstractmethod
    def render(self, name: str, **shown: Any) -> Page:
        """The page of this name: `write`, `review`, `under18` or one of the subclass's."""

    @staticmethod
    @abstractmethod
    def piece(template: str, **shown: Any) -> str:
        """A piece of a page: for the live check, or a blank section. It knows nothing of this press."""

    @abstractmethod
    def file(self, draft: Draft) -> Page:
        """It is sealed and sent: everything was said that must be said before."""

    @abstractmethod
    def save(self, draft: Draft) -> Page:
        """The wish is to keep it and to send nothing."""

    def autosave(self, draft: Draft) -> None:
        """It is kept as it stands, where there is a place for that."""

    # --- the steps

    def steps(self) -> dict[str, Callable[[], Page]]:
        """What each press does."""
        return {**dict.fromkeys(EDITS, self.edit), "review": self.review, "send": self.send}

    def answer(self) -> Page:
        """The page after this press."""
        if self.step != "send":  # what was sent a moment ago is not kept once more
            self.autosave(self.draft)
        return self.steps().get(self.step, self.review)()

    def edit(self) -> Page:
        """The form after a press that changes it; an offer taken on the page before sending leads back there."""
        after = edited(self.step, self.about, self.draft, self.form, self.forces())
        self.autosave(after.draft)
        if self.step == "coarsen" and not any(name.startswith(values.ROWS) for name in self.form):
            return self.review(after.draft)
        return self.write(after.draft, after=after)

    def review(self, draft: Draft | None = None) -> Page:
        """What the police will see and what to look at once more; or the form, if it cannot be sent like this."""
        draft, instead = self.ready(draft or self.draft)
        return self.before_sending(draft, {}) if instead is None else instead

    def send(self) -> Page:
        """Sent; or the page that says what must change or be said before."""
        draft, instead = self.ready(self.draft)
        if instead is not None:
            self.autosave(draft)
            return instead
        unsaid = missing(draft, self.said)
        return self.before_sending(draft, unsaid) if unsaid else self.file(draft)

    def live(self) -> dict[str, Any]:
        """The findings, meters and room of the form as it stands, for the page's script."""
        draft = self.draft
        return {
            "notes": {
                name.replace(".", "-"): self.piece("_notes.html", founds=founds)
                for name, founds in checks.by_field(draft).items()
            },
            "gauges": self.piece("_gauges.html", gauges=checks.gauges(draft)),
            "needed": self.piece("_needed.html", needed=checks.needed(draft.typed)),
            "summary": checks.summary(draft),
            "room": checks.room(draft),
        }

    # --- what they are made of

    @cached_property
    def draft(self) -> Draft:
        """The form as it was posted."""
        return Draft.of(values.values(self.form), self.month)

    def ready(self, draft: Draft) -> tuple[Draft, Page | None]:
        """The draft with its force found and its gaps closed; and the page shown instead if it cannot be sent."""
        if draft.is_adult is False:
            return draft, self.render("under18", values=draft.typed)
        if draft.typed.get(values.WISH) == values.KEEP:
            return draft, self.save(draft)
        if wrong := checks.hidden(draft.typed):
            return draft, self.write(draft, wrong=wrong)
        draft = draft.closed().with_force(self.forces())
        if draft.problems or draft.blocked:
            return draft, self.write(draft, problems=draft.problems)
        return draft, None

    def write(
        self,
        draft: Draft | None = None,
        *,
        problems: Sequence[Problem] = (),
        wrong: Mapping[str, str] | None = None,
        after: Edited | None = None,
    ) -> Page:
        """The form to write in, with what is wrong beside each field: `problems` of a report, `wrong` by question.

        `after`: the press that gave the form back, where one did.
        """
        draft, forces = draft or self.draft, self.forces()
        errors = {**(wrong or {}), **checks.errors(draft, problems, forces)}
        blank = partial(_blank, type(self), tuple(forces))
        return self.render("write", **_shown(draft, forces, errors, after, blank))

    def before_sending(self, draft: Draft, errors: Mapping[str, str]) -> Page:
        """The page before sending. `errors`: what must still be said, by its place on the page."""
        shown = _review_shown(draft, self.said, errors)
        return self.render("review", sheet=self.sheet(draft.filing), **shown)

    def sheet(self, filing: Filing, reference: str = "") -> str:
        """What the police will see, as their own desk prints it."""
        sender = self.sender_line
        return page_text(filing.crime, reference, ngo=name_of(self.ngo), sender_line=sender)


@dataclass(frozen=True)
class Edited:
    """The form after a press: its draft, how many items of each group stand on the page, where the eye goes.

    `search`: what a search for a council area has found, as `_form.html` shows it.
    """

    draft: Draft
    counted: dict[str, int] = field(default_factory=dict)
    focus: str = ""
    search: dict[str, Any] = field(default_factory=dict)


def edited(
    step: str, about: Sequence[str], draft: Draft, form: Mapping[str, str], forces: Collection[str]
) -> Edited:
    """What the press `step` (one of EDITS) makes of the form. `form`: what was posted, `forces`: who can receive."""
    counted = values.rows(draft.typed, form)
    path, place = (*about, "", "")[:2]
    if step == "area":
        return _area(path, draft, form, forces, counted)
    if step == "add" and path in counted:
        return Edited(draft, counted | {path: min(values.most_of(path), counted[path] + 1)}, path)
    if step == "remove" and path in counted and place.isdecimal():
        less = draft.changed(values.without(draft.typed, path, int(place)))
        return Edited(less, counted | {path: max(0, counted[path] - 1)}, path)
    if step == "coarsen":
        draft = draft.coarsened(about)
        return Edited(draft, values.rows(draft.typed, form), path)
    return Edited(draft, values.rows(draft.typed, {}) if step == "change" else counted, path)


def _area(
    pressed: str, draft: Draft, form: Mapping[str, str], forces: Collection[str], counted: dict[str, int]
) -> Edited:
    """The area is pressed, or found by a word of its name; then the police who cover it stand in their field."""
    word = " ".join(form.get(FIND, "").split())[:LONGEST_WORD]
    typed = {name: text for name, text in draft.typed.items() if name != values.FORCE}
    if pressed in police_areas.areas():
        typed |= {values.AREA: pressed}
    elif word:
        found, told = checks.found_areas(word)
        if len(found) != 1:
            search = {"found_areas": found, "word": word, "not_found": told}
            return Edited(draft, counted, values.AREA, search)
        typed |= {values.AREA: found[0].code}
    return Edited(draft.changed(typed).with_force(forces), counted, values.FORCE)


def said(form: Mapping[str, str]) -> dict[str, str]:
    """What was said beside the report, blanks joined up."""
    names = (REASON, AGREED, LATIN, HER, ME, NOT_THEIRS, TWICE)
    given = {name: " ".join(form.get(name, "").split())[:LONGEST_SAID] for name in names}
    return {name: text for name, text in given.items() if text}


def missing(draft: Draft, given: Mapping[str, str]) -> dict[str, str]:
    """What must still be said before this can be sent."""
    wanted = {
        REASON: (draft.warned, texts.REASON_NEEDED),
        AGREED: (draft.tells_status, texts.AGREED_NEEDED),
        LATIN: (draft.unspelled, texts.LATIN_NEEDED),
        HER: (bool(draft.red), texts.READ_NEEDED),
        ME: (bool(draft.red), texts.READ_NEEDED),
        NOT_THEIRS: (draft.must_confirm, texts.NOT_THEIRS_NEEDED),
    }
    return {name: sentence for name, (needed, sentence) in wanted.items() if needed and not given.get(name)}


def also(draft: Draft, given: Mapping[str, str]) -> list[str]:
    """What the NGO's record keeps: red meters whose warning was read, and who agreed to words of status."""
    kept = [f"meter.{name}: {texts.BOTH_READ}" for name in draft.red]
    if draft.tells_status:
        kept.append(texts.AGREED_BY.format(name=given.get(AGREED, "")[:60]))
    return kept


def _review_shown(draft: Draft, given: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """What `_before.html` needs. `given`: what was said, `errors`: what must still be."""
    force = name_of(draft.filing.force)
    held = [values.FIELDS[name].label for name in draft.typed if name.startswith("identity.")]
    return {
        "values": given,
        "errors": errors,
        "carried": draft.typed,
        "findings": checks.by_field(draft),
        "warned": draft.warned,
        "tells_status": draft.tells_status,
        "unspelled": draft.unspelled,
        "gauges": checks.gauges(draft),
        "red": draft.red,
        "labels": values.LABELS,
        "held": list(dict.fromkeys(held)),
        "force_name": force,
        "elsewhere": checks.elsewhere(draft),
        "conflict": draft.conflict,
        "confirm": draft.must_confirm,
        "not_theirs": texts.NOT_THEIRS.format(chosen=force),
        "not_ticked": questions.not_ticked(draft.typed),
        "twice": texts.TWICE if TWICE in errors or TWICE in given else "",
        "read_by_her": texts.READ_BY_HER,
        "read_by_me": texts.READ_BY_ME,
    }


@lru_cache(maxsize=256)
def _blank(form: type[ReportFlow[Any]], forces: tuple[str, ...], section: Section) -> str:
    """The HTML of a section in which nothing stands: drawn once, the same for everybody, with nothing of anybody."""
    (one,) = widgets.drawn((section,), {}, (), (), list(forces))
    return form.piece("_section.html", one=one, values={}, errors={}, findings={}, focus="")


def _shown(
    draft: Draft,
    forces: list[str],
    errors: Mapping[str, str],
    after: Edited | None,
    blank: Callable[[Section], str],
) -> dict[str, Any]:
    """What `_form.html` needs, empty or half written. `blank`: a section in which nothing stands."""
    after = after or Edited(draft, values.rows(draft.typed, {}))
    found = checks.by_field(draft)
    told = (*errors, *found, after.focus, *((values.FORCE,) if draft.conflict else ()))
    return {
        "values": draft.typed,
        "errors": errors,
        "findings": found,
        "blocked": draft.blocked,
        "labels": values.LABELS,
        "counted": after.counted,
        "focus": after.focus,
        "adult": widgets.adult(),
        "police": widgets.drawn(police_questions.SECTIONS, after.counted, draft.typed, told, forces, blank),
        "us": widgets.drawn(ngo_questions.SECTIONS, after.counted, draft.typed, told, forces, blank),
        "conflict": draft.conflict,
        "gauges": checks.gauges(draft),
        "needed": checks.needed(draft.typed),
        "summary": checks.summary(draft) if draft.typed else texts.CHECKED_AS_WRITTEN,
        "room": checks.room(draft),
        **after.search,
    }
