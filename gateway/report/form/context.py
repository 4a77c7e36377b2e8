"""What the templates of the form need: all questions on one page, one step of it, and the page before sending. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.report.form import checks, ngo_questions, police_questions, questions, task_list, texts, values, widgets
from gateway.report.form.draft import Draft
from gateway.report.form.edits import EditedForm
from gateway.report.form.questions import Section
from gateway.report.form.task_list import TASKS, WHOLE, Task
from gateway.report.names import name_of

Blank = Callable[[Section], str]
"""The HTML of a section in which nothing stands."""


@dataclass(frozen=True)
class FormContext:
    """A form, empty or half written. `errors`: sentences by question; `found`: what screening says, by question."""

    draft: Draft
    forces: list[str]
    errors: Mapping[str, str]
    found: Mapping[str, Any]
    after: EditedForm

    def whole(self, blank: Blank) -> dict[str, Any]:
        """All questions on one page, side beside side."""
        police, us = (self._drawn(half.SECTIONS, blank) for half in (police_questions, ngo_questions))
        return {"task": None, "police": police, "us": us, **self._shared()}

    def one_step(self, task: Task, blank: Blank) -> dict[str, Any]:
        """One step: its sections, each side in its frame. What is written on the others is carried along."""
        typed = self.draft.typed
        elsewhere = {
            name: text for name, text in typed.items() if task_list.task_of(values.FIELDS[name].question) != task
        }
        return {
            "task": task,
            "number": TASKS.index(task) + 1,
            "sides": [(side, self._drawn(sections, blank)) for side, sections in task_list.sides(task)],
            "elsewhere": elsewhere,
            "tasks": task_list.listed(self.draft, task, self.forces),
            "following": task_list.after(task),
            "earlier": task_list.before(task),
            **self._shared(),
        }

    def summary(self, ordered: Sequence[str], task: Task | None) -> list[dict[str, str]]:
        """What must change, in the order of the page: each question, why, and the step it stands `on`, if not here."""
        listed = []
        for name in ordered:
            label = values.LABELS.get(name, "A field").removesuffix("?")
            blocks = [f"{label}: {one['why']}" for one in self.found.get(name, ()) if one["blocks"]]
            there = task_list.task_of(name)
            on = there.name if task and there != task else ""
            whys = [self.errors[name]] if name in self.errors else blocks
            listed += [{"name": name, "sentence": why, "on": on} for why in whys]
        return listed

    def _shared(self) -> dict[str, Any]:
        draft = self.draft
        return {
            "values": draft.typed,
            "errors": self.errors,
            "findings": self.found,
            "counted": self.after.counted,
            "focus": self.after.focus,
            "adult": widgets.adult(),
            "conflict": draft.conflict,
            "goes_to": checks.goes_to(draft, self.forces),
            "gauges": checks.gauges(draft),
            "needed": checks.needed(draft.typed),
            "summary": checks.summary(draft) if draft.typed else texts.CHECKED_AS_WRITTEN,
            "room": checks.room(draft),
            "whole_page": WHOLE,
            **self.after.search,
        }

    def _drawn(self, sections: tuple[Section, ...], blank: Blank) -> list[dict[str, Any]]:
        conflict = (values.FORCE,) if self.draft.conflict else ()
        told = (*self.errors, *self.found, self.after.focus, *conflict)
        return widgets.drawn(sections, self.after.counted, self.draft.typed, told, self.forces, blank)


def before_sending(draft: Draft, given: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """What `_before.html` needs. `given`: what was said, `errors`: what must still be."""
    force = name_of(draft.filing.force)
    held = [
        f"{section.title}: {label}" if section.title.startswith("Locked") else label
        for side, section in task_list.sections()
        if side == task_list.US
        for label in _labels(draft, section)
    ]
    return {
        "values": given,
        "errors": errors,
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
        "tasks": TASKS,
        "twice": texts.TWICE if "told.twice" in {*errors, *given} else "",
        "read_by_her": texts.READ_BY_HER,
        "read_by_me": texts.READ_BY_ME,
    }


def _labels(draft: Draft, section: Section) -> list[str]:
    """What was written in a section, by the names of its questions."""
    inside = tuple(f"{question.path}." for question in section.questions)
    return [values.FIELDS[name].label for name in draft.typed if f"{name}.".startswith(inside)]
