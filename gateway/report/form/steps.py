"""The form for a report, press by press, wherever it is written: at the hosted page, at a desk, for practice. Pure.

Rules
- Every step posts the whole form and gets it back. One press makes one `Draft`; its pages and its seal read that one.
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks goes no further. What it warns of needs a reason, which only the NGO sees; a red meter needs two
  confirmations, a suspect in the police one, and nothing more. What is said there is no part of the report.
- It is shown step by step (`gateway.report.form.task_list`) or whole: the field `at` says which; without it, whole.
- A press that there is not is a look before sending. What sends, keeps and draws a page is the subclass's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar

from gateway.report.filing import Filing
from gateway.report.form import checks, context, task_list, texts, values, widgets
from gateway.report.form.draft import Draft
from gateway.report.form.edits import EDITS, FIND, EditedForm, edited
from gateway.report.form.questions import Section
from gateway.report.form.task_list import TASKS, WHOLE
from gateway.report.names import name_of
from gateway.report.printing.text import page_text
from gateway.report.reason import Reason
from gateway.report.validate import Problem

Page = TypeVar("Page")
AT = "at"  # the hidden field that says which page of the form this is: a step's name, WHOLE, or one of these before it
CHECKED = "check"
LONGEST_SAID = 200  # characters
REASON = "keep_reason"
HER, ME, NOT_THEIRS = "told.her", "told.me", "told.not_theirs"  # three ticks
AGREED = "told.agreed"  # the name of a second person at the NGO, where words of status stay
LATIN = "told.latin"  # a tick: no Latin spelling is known
TWICE = "told.twice"  # and one where the very same words were sent today


class ReportFlow(ABC, Generic[Page]):
    """One press on the form: `answer` is the page that follows it. Hooks: those without a body, and `autosave`."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = dict(form.items())  # a thousand names are looked up: a web framework's own mapping is slow at that
        self.said = said(form)
        self.step, *self.about = form.get("step", "").split()[:4] or ["review"]
        page = form.get(AT, "").split()
        self.is_before_sending = CHECKED in page
        self.task = None if WHOLE in page or not page else next(filter(None, map(task_list.named, page)), TASKS[0])

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
        ways = {"next": self.next, "go": self.go, "review": self.review, "send": self.send}
        return {**dict.fromkeys(EDITS, self.edit), **ways}

    def answer(self) -> Page:
        """The page after this press."""
        if self.step != "send":  # what was sent a moment ago is not kept once more
            self.autosave(self.draft)
        return self.steps().get(self.step, self.review)()

    def edit(self) -> Page:
        """The form after a press that changes it; an offer taken on the page before sending leads back there."""
        after = edited(self.step, self.about, self.draft, self.form, self.forces())
        self.autosave(after.draft)
        if self.step == "coarsen" and self.is_before_sending:
            return self.review(after.draft)
        return self.write(after.draft, after=after)

    def next(self) -> Page:
        """The step that follows, after the last the page before sending; this one again if something on it is wrong."""
        if self.draft.is_adult is False:
            return self.render("under18", values=self.carried(self.draft))
        if self.form.get(FIND, "").strip() and values.AREA not in self.draft.typed:
            self.step = "area"  # a place was written, and only looked for it can be an answer
            return self.edit()
        wrong = task_list.mistakes(self.draft, self.task, self.forces()) if self.task else {}
        if wrong or (self.task and task_list.blocked_on(self.draft, self.task)):
            return self.write(self.draft, wrong=wrong)
        following = task_list.after(self.task) if self.task else None
        if following is None:
            return self.review()
        self.task = following
        return self.write()

    def go(self) -> Page:
        """Another step, or all questions on one page, whatever stands on this one; a question named takes the focus."""
        name, question = (*self.about, "", "")[:2]
        self.task = None if name == WHOLE else task_list.named(name) or TASKS[0]
        return self.write(after=EditedForm(self.draft, values.rows(self.draft.typed, self.form), question))

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
            return draft, self.render("under18", values=self.carried(draft))
        if draft.typed.get(values.WISH) == values.KEEP:
            return draft, self.save(draft)
        if wrong := checks.hidden(draft.typed):
            return draft, self.write(draft, wrong=wrong, everywhere=True)
        draft = draft.closed().with_force(self.forces())
        if draft.problems or draft.blocked:
            return draft, self.write(draft, problems=draft.problems, everywhere=True)
        return draft, None

    def write(
        self,
        draft: Draft | None = None,
        *,
        problems: Sequence[Problem] = (),
        wrong: Mapping[str, str] | None = None,
        after: EditedForm | None = None,
        everywhere: bool = False,
    ) -> Page:
        """The form to write in, with what is wrong beside each field: `problems` of a report, `wrong` by question.

        `after`: the press that gave the form back, where one did. `everywhere`: what is wrong on other steps is listed
        too, and the first step with something wrong is shown.
        """
        draft, forces = draft or self.draft, self.forces()
        errors = {**(wrong or {}), **checks.errors(draft, problems, forces)}
        found = checks.by_field(draft)
        stopped = [*errors, *(name for name, founds in found.items() if any(one["blocks"] for one in founds))]
        ordered = task_list.in_order(dict.fromkeys(stopped), whole=self.task is None)
        if self.task and everywhere and ordered and self.task not in map(task_list.task_of, ordered):
            self.task = task_list.task_of(ordered[0])
        if self.task and not everywhere:
            ordered = [name for name in ordered if task_list.task_of(name) == self.task]
        blank = partial(_blank, type(self), tuple(forces))
        self.is_before_sending = False
        form = context.FormContext(
            draft, forces, errors, found, after or EditedForm(draft, values.rows(draft.typed, {}))
        )
        shown = form.whole(blank) if self.task is None else form.one_step(self.task, blank)
        return self.render("write", at=self.at, stopped=form.summary(ordered, self.task), **shown)

    @property
    def at(self) -> str:
        """What the hidden field AT says on the page that is being made."""
        where = self.task.name if self.task else WHOLE
        return f"{CHECKED} {where}" if self.is_before_sending else where

    def carried(self, draft: Draft) -> dict[str, str]:
        """What a page that is not the form carries of it, so that it can come back."""
        return {**draft.typed, AT: self.at}

    def before_sending(self, draft: Draft, errors: Mapping[str, str]) -> Page:
        """The page before sending. `errors`: what must still be said, by its place on the page."""
        self.is_before_sending = True
        shown = context.before_sending(draft, self.said, errors) | {"carried": self.carried(draft)}
        return self.render("review", sheet=self.sheet(draft.filing), **shown)

    def sheet(self, filing: Filing, reference: str = "") -> str:
        """What the police will see, as their own desk prints it."""
        sender = self.sender_line
        return page_text(filing.crime, reference, ngo=name_of(self.ngo), sender_line=sender)


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
        HER: (bool(draft.red), texts.HER_NEEDED),
        ME: (bool(draft.red), texts.ME_NEEDED),
        NOT_THEIRS: (draft.must_confirm, texts.NOT_THEIRS_NEEDED),
    }
    return {name: sentence for name, (needed, sentence) in wanted.items() if needed and not given.get(name)}


def also(draft: Draft) -> list[str]:
    """What the NGO's record keeps beside the reason: red meters whose warning was read."""
    return [f"meter.{name}: {texts.BOTH_READ}" for name in draft.red]


def reason(given: Mapping[str, str]) -> Reason:
    """Why the highlighted words stay, and the second person who agreed to words of status."""
    return Reason(given.get(REASON, ""), given.get(AGREED, "")[:60])


@lru_cache(maxsize=256)
def _blank(form: type[ReportFlow[Any]], forces: tuple[str, ...], section: Section) -> str:
    """The HTML of a section in which nothing stands: drawn once, the same for everybody, with nothing of anybody."""
    (one,) = widgets.drawn((section,), {}, (), (), list(forces))
    return form.piece("_section.html", one=one, values={}, errors={}, findings={}, focus="")
