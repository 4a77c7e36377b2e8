"""The form as a task list: a few steps, each with the sections of one idea, in the order of a talk with her. Pure.

Consent and safety come first. Who she is comes before what happened, so that her name is known, and found, while the
account is typed. A step checks what stands on it; what is still needed is asked for at the end.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from gateway.report.form import checks, ngo_questions, police_questions, texts, values
from gateway.report.form.draft import Draft
from gateway.report.form.questions import Section

WHOLE = "whole"  # all questions on one page
POLICE, US = "police", "us"  # who opens a side


@dataclass(frozen=True, slots=True)
class Task:
    """A step of the form. `sections`: names of sections of either side, in the order of the page."""

    name: str
    title: str
    sections: str
    lead: str = ""


TASKS = (
    Task("consent", "Before she says yes", "consent given",
         "Is she safe to talk now? Explain each point before she decides anything."),
    Task("her", "Who she is, and how to reach her safely", "her reach ways language more people support",
         "The police never get this. It is also used to stop her name going to them by mistake."),
    Task("where", "Where it happened, and which police", "where place-more place"),
    Task("what", "What happened", "what when account how"),
    Task("who", "Who did it", "suspects vehicles who"),
    Task("danger", "Danger, and what could prove it", "danger evidence needs locked"),
    Task("wish", "What she wants", "wish"),
)  # fmt: skip
FIRST = TASKS[0].name
_SIDES = {
    section.name: (side, section)
    for side, half in ((POLICE, police_questions), (US, ngo_questions))
    for section in half.SECTIONS
}


def sections() -> Iterable[tuple[str, Section]]:
    """(side, section) of every section, those of the police first."""
    return _SIDES.values()


def named(name: str) -> Task | None:
    """The step of this name; None for none of them."""
    return next((task for task in TASKS if task.name == name), None)


def sides(task: Task) -> list[tuple[str, tuple[Section, ...]]]:
    """(side, sections) of a step: neighbours of one side stand in one frame. The first section is unfolded."""
    made: list[tuple[str, tuple[Section, ...]]] = []
    for place, name in enumerate(task.sections.split()):
        side, section = _SIDES[name]
        shown = section if place else replace(section, folded=False, title="")  # the step has its title
        if made and made[-1][0] == side:
            made[-1] = side, (*made[-1][1], shown)
        else:
            made.append((side, (shown,)))
    return made


@cache
def _tasks_of() -> dict[str, Task]:
    found = {
        question.path: task
        for task in TASKS
        for _, sections in sides(task)
        for section in sections
        for question in section.questions
    }
    return {values.ADULT: TASKS[0], **found}


@cache
def task_of(question: str) -> Task:
    """The step on which a question stands; the first for what is no question."""
    path = question
    while path and path not in _tasks_of():
        path = path.rpartition(".")[0]
    return _tasks_of().get(path, TASKS[0])


@cache
def _places(whole: bool) -> dict[str, int]:
    halves = [*police_questions.SECTIONS, *ngo_questions.SECTIONS]
    by_task = [section for task in TASKS for _, sections in sides(task) for section in sections]
    order = [question.path for section in (halves if whole else by_task) for question in section.questions]
    return {path: place for place, path in enumerate([values.ADULT, *order])}


def in_order(questions: Iterable[str], *, whole: bool) -> list[str]:
    """Questions in the order of the page; items of a group by their number; what is no question comes last."""

    def place(question: str) -> tuple[int, list[int]]:
        path = question
        while path and path not in _places(whole):
            path = path.rpartition(".")[0]
        numbers = [int(part) for part in question.split(".") if part.isdecimal()]
        return _places(whole).get(path, len(_places(whole))), numbers

    return sorted(questions, key=place)


def after(task: Task) -> Task | None:
    """The step that follows; None after the last."""
    place = TASKS.index(task) + 1
    return TASKS[place] if place < len(TASKS) else None


def before(task: Task) -> Task | None:
    """The step before; None before the first."""
    place = TASKS.index(task)
    return TASKS[place - 1] if place else None


def mistakes(draft: Draft, task: Task, forces: Collection[str]) -> dict[str, str]:
    """What is wrong on a step, by question: what was answered and cannot stay so. What has no answer is not wrong."""
    answered = [one for one in draft.problems if _is_answered(draft.typed, values.field_of(one.field))]
    told = checks.hidden(draft.typed) | checks.errors(draft, answered, forces or ("",))
    if nowhere := checks.away(draft, forces):
        told.setdefault(values.FORCE, nowhere)
    return {name: sentence for name, sentence in told.items() if task_of(name) == task}


def blocked_on(draft: Draft, task: Task) -> bool:
    """True if words on this step must change."""
    return task.name in _blocked(draft)


def _blocked(draft: Draft) -> set[str]:
    found = checks.by_field(draft).items()
    return {task_of(question).name for question, founds in found if any(one["blocks"] for one in founds)}


def _is_answered(typed: Mapping[str, str], question: str) -> bool:
    return any(name == question or name.startswith(f"{question}.") for name in typed)


def listed(draft: Draft, at: Task, forces: Collection[str]) -> list[dict[str, Any]]:
    """Each step with how it stands, in words: `state`, and `wrong` where something must change."""
    filled = {task_of(name).name for name in draft.typed}
    needed: dict[str, list[str]] = {}
    for question, about in checks.needed(draft.typed):
        needed.setdefault(task_of(question).name, []).append(about)
    blocked, shown = _blocked(draft), []
    for task in TASKS:
        wrong = task.name in blocked or bool(mistakes(draft, task, forces))
        if wrong:
            state = texts.STEP_WRONG
        elif task.name in needed and task.name in filled:
            state = texts.STEP_NEEDED.format(about=", ".join(needed[task.name]))
        else:
            state = texts.STEP_FILLED if task.name in filled else texts.STEP_EMPTY
        shown.append({"name": task.name, "title": task.title, "now": task == at, "state": state, "wrong": wrong})
    return shown
