"""A report is written at the desk, looked at, sealed here: the website's form (`ReportFlow`), with a vault beside it.

Rules
- The form is kept as a draft in the vault at each step and, with script, while she types: a closed lid loses nothing,
  and no line is needed until it is sent. Without a person's press nothing is sent.
- Under 18, or not sure: no draft. Numbers of papers: the draft stays as it was before they came in.
- A double press is one report: the same form is filed once, and the page says so.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.report import names
from gateway.report.form import checks, steps, texts, values
from gateway.report.form.draft import Draft
from gateway.report.form.steps import AT, ReportFlow
from gateway.report.form.task_list import FIRST
from gateway.report.names import name_of
from keys.clock import today
from keys.desk import look
from keys.desk.case_view.identity import identity
from keys.desk.errors import DeskError, Withheld
from keys.desk.ngo import filing
from keys.desk.ngo.drafts import HeldForms, SavedDrafts
from keys.desk.ngo.filing import FiledHere
from keys.desk.web.ngo.token import slip
from keys.desk.web.pages import NavItem, Pages, desk, done, session

blueprint = Pages("filing", __name__, audience="ngo", nav=[NavItem("New report", "filing.blank", 30)])

BESIDE = "beside."  # in a kept draft, before the names of what a form carries beside its words
_NAME = re.compile("[0-9a-f]{32}")
_KEPT = "Kept here as a draft."
_NOT_KEPT = "Not kept as a draft: take the numbers of papers out first."


@blueprint.get("/write")
def blank() -> Response:
    """The first step of an empty form."""
    return DeskForm({AT: FIRST}).write()


@blueprint.get("/write/<report:ref>")
def again(ref: str) -> Response:
    """A report once more: what this desk holds of it stands in the form, and it replaces the one before."""
    case = look.looked(desk(), ref)
    held = {"force": case.force, "crime": case.report or {}, "identity": identity(case)}
    return DeskForm(values.values_of(held) | {"supersedes": case.reference, AT: FIRST}).write()


@blueprint.post("/write")
def step() -> Response:
    """The next step of the form."""
    return DeskForm(request.form).answer()


@blueprint.post("/write/screen")
def live() -> Any:
    """The findings, meters and room of a form as it stands, for the page's script; it is kept as a draft as well."""
    return DeskForm(request.form).live()


class DeskForm(ReportFlow[Response]):
    """One press on the form of a desk. `beside` its words: its draft, the held form it came from, whom it replaces."""

    def __init__(self, form: Mapping[str, str]) -> None:
        super().__init__(form)
        self.saved = ""  # what became of the draft at this press, in a sentence
        name = form.get("draft", "")
        self.beside = {
            "draft": name if _NAME.fullmatch(name) else secrets.token_hex(16),
            "held": form.get("held", ""),
            "supersedes": form.get("supersedes", ""),
        }
        try:
            self._forces = desk().directory.view().forces(today())
        except DeskError:  # the directory was never fetched
            self._forces = []

    @property
    def month(self) -> str:
        return f"{names.today():%Y-%m}"

    @property
    def ngo(self) -> str:
        return desk().settings.org

    @property
    def sender_line(self) -> str:
        return f"Signed by {name_of(self.ngo)}"

    def forces(self) -> list[str]:
        return self._forces

    def render(self, name: str, **shown: Any) -> Response:
        if name == "write":
            shown["summary"] = f"{shown['summary']} {self.saved}".strip()
        status = 409 if shown.get("errors") else 200
        return page(f"ngo_{name}.html", status, beside=self.beside, ngo_name=name_of(self.ngo), **shown)

    @staticmethod
    def piece(template: str, **shown: Any) -> str:
        return render_template(template, **shown)

    def steps(self) -> dict[str, Callable[[], Response]]:
        return super().steps() | {"draft": lambda: self.save(self.draft)}

    def live(self) -> dict[str, Any]:
        shown = super().live()
        self.autosave(self.draft)
        return shown | {"summary": f"{shown['summary']} {self.saved}".strip()}

    def autosave(self, draft: Draft) -> None:
        """It is a draft now. One with a number of papers leaves it as it was; a child's takes it away."""
        self.saved = ""
        if draft.is_adult is False:
            SavedDrafts(desk().vault).delete(self.beside["draft"])
        elif draft.typed and draft.nowhere():
            self.saved = _NOT_KEPT
        elif draft.typed:
            beside = {f"{BESIDE}{name}": text for name, text in self.beside.items() if text and name != "draft"}
            SavedDrafts(desk().vault).keep(self.beside["draft"], draft.typed | beside)
            self.saved = _KEPT

    def save(self, draft: Draft) -> Response:
        """It is kept as a draft already, unless it cannot be; then the form says why."""
        if draft.is_adult is False:
            return self.render("under18", values=self.carried(draft))
        nothing = {} if draft.typed else {"crime.acts_narrative": texts.NOTHING_TO_KEEP}
        if wrong := nothing | checks.nowhere(draft):
            return self.write(draft, wrong=wrong)
        return done("Kept here as a draft. Nothing of it was sent to anybody.", "drafts.listed")

    def file(self, draft: Draft) -> Response:
        """Sealed here, and in the outbox; the code is shown."""
        try:
            filed = filing.file(
                desk(),
                draft.filing,
                supersedes=self.beside["supersedes"],
                reason=steps.reason(self.said),
                sure=True,  # the page before said what speaks against this force, and had it confirmed where it must be
                priority=draft.typed.get(values.PRIORITY) == "priority",
                also=steps.also(draft),
            )
        except Withheld:
            return self.write(draft)
        except DeskError as trouble:
            return self.before_sending(draft, {"act": str(trouble)})
        SavedDrafts(desk().vault).delete(self.beside["draft"])
        if self.beside["held"]:
            HeldForms(desk().cases).delete(self.beside["held"])
        session().sync.nudge()
        return _sent(filed)


def _sent(filed: FiledHere) -> Response:
    """The page with the code, this once; without one where her worker tells her."""
    return page(
        "ngo_slip.html",
        case=desk().cases.find(filed.reference),
        again=False,
        by_worker=filed.by_worker,
        **slip(filed.symbols, filed.digits),
    )
