"""Practice: the same form, screening, review and slip, for training. Nothing that is written here goes anywhere.

Rules
- This module, and whatever it imports, can neither seal, nor file, nor keep, nor write a report's row: a contract in
  pyproject.toml says so, and the house tests show that it bites.
- Every page says PRACTICE. The code on the slip is the word itself, and opens nothing.
- Every force of the table can be chosen, also one that receives no reports yet: none is asked.
"""

from collections.abc import Callable

from flask import Blueprint, g, request

from gateway.report import police_areas
from gateway.report.filing import told_by_worker
from gateway.report.form import texts
from gateway.report.form.draft import Draft
from gateway.report.form.steps import AT
from gateway.report.form.task_list import FIRST
from gateway.report.names import name_of
from gateway.web import sessions
from gateway.web.caseworker import report_form
from gateway.web.caseworker.report_form import HostedForm, Page

blueprint = Blueprint("practice", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

REFERENCE = "PRACTICE"
SYMBOLS = "-".join(["PRAC", "TICE"] * 3)  # as long as a code; no code of anybody's is made of a word
DIGITS = " ".join(["0000"] * 9)


@blueprint.before_request
def mark() -> None:
    """Every page of this blueprint says what it is."""
    g.practice = True


@blueprint.get("/practice")
def blank() -> Page:
    """The first step of an empty form, marked."""
    return report_form.blank(Practice({AT: FIRST}))


@blueprint.get("/practice/whole")
def whole() -> Page:
    """The empty form, all questions on one page, marked."""
    return report_form.blank(Practice({}))


@blueprint.post("/practice")
def step() -> Page:
    """The next step, marked."""
    return report_form.answer(Practice(request.form))


class Practice(HostedForm):
    """The form of an invented report."""

    def forces(self) -> list[str]:
        return list(police_areas.forces())

    def steps(self) -> dict[str, Callable[[], Page]]:
        return super().steps() | {"example": self.example}

    def example(self) -> Page:
        """The form filled in with an invented report that has something to mend."""
        return self.write(self.draft.changed(texts.WRITTEN))

    def file(self, draft: Draft) -> Page:
        """What sending looks like, with everything checked that is checked before it; and nothing is sent."""
        return self.render(
            "sent",
            reference=REFERENCE,
            symbols=SYMBOLS,
            digits=DIGITS,
            no_code=told_by_worker(draft.filing.identity),
            again="",
            force_name=name_of(draft.filing.force),
            dirsize=0,
            dirhash="practice",
            number="",
            sheet=self.sheet(draft.filing, REFERENCE),
        )

    def keep(self, draft: Draft) -> Page:
        """What keeping for later looks like; and nothing is kept."""
        return self.render("kept")
