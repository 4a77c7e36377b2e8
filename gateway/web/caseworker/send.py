"""A report is sent, or kept for later, from the form of the hosted page (`gateway.web.caseworker.report_form`).

Rules
- A double tap or a retry is one report with the same code, by the form's `filing_secret`. The same words under another
  secret on the same day are asked about once more.
- A day's quota, or a gateway that cannot seal, ends in a page that keeps the text.
- What is kept for later is sealed to the NGO's own desk, which alone can open it.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, request

from gateway.answering import keep_for_later
from gateway.errors import Blocked, Conflict, TooMany, UnknownForce
from gateway.filing import Filed, file_report, words_of
from gateway.limits import SENDS_A_DAY
from gateway.look.http import page
from gateway.look.qr import square
from gateway.report.filing import Filing, canonical, told_by_worker
from gateway.report.form import steps, texts, values
from gateway.report.form.draft import Draft
from gateway.report.form.task_list import FIRST
from gateway.report.names import name_of
from gateway.report.validate import NotAFiling, Problem
from gateway.runtime import Host
from gateway.store.accounts import Account
from gateway.web import sessions
from gateway.web.caseworker import report_form
from gateway.web.caseworker.report_form import HostedForm, Page
from gateway.web.pages import host
from keys import token
from keys.errors import CannotSeal
from keys.token import filing_id

blueprint = Blueprint("form", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)


@blueprint.get("/report")
def blank() -> Page:
    """The first step of an empty form."""
    return report_form.blank(Report({steps.AT: FIRST}))


@blueprint.get("/report/whole")
def whole() -> Page:
    """The empty form, all questions on one page."""
    return report_form.blank(Report({}))


@blueprint.post("/report")
def step() -> Page:
    """The next step."""
    return report_form.answer(Report(request.form))


@blueprint.post("/screen")
def live() -> dict[str, Any]:
    """The live check of what is being written."""
    return report_form.live(Report(request.form))


class Report(HostedForm):
    """The form of a real report."""

    def file(self, draft: Draft) -> Page:
        """Sent, and the code shown; or whichever page says why not, with everything that was written."""
        filing = draft.filing
        try:
            _count(g.account)
            if not _first_time(filing, self.secret, self.ngo) and not self.said.get(steps.TWICE):
                return self.before_sending(draft, {steps.TWICE: texts.TWICE_NEEDED})
            filed = file_report(
                filing,
                secret=bytes.fromhex(self.secret),
                ngo=self.ngo,
                priority=draft.typed.get(values.PRIORITY) == "priority",
                host=host(),
                reason=steps.reason(self.said),
                also=steps.also(draft),
            )
        except Blocked:
            return self.write(draft)
        except UnknownForce:
            return self.write(draft, problems=(Problem("force", ""),))
        except Conflict as first:
            return self._sent(first.filed, filing, texts.SENT_OTHERWISE, "", HTTPStatus.CONFLICT)
        except (CannotSeal, TooMany) as reason:
            return self._cannot_seal(draft, "send", reason)
        except NotAFiling as refused:
            return self.write(draft, problems=refused.problems)
        again = texts.SENT_AGAIN if filed.again else ""
        return self._sent(filed, filing, again, self.sheet(filing, filed.reference))

    def keep(self, draft: Draft) -> Page:
        """Kept: sealed to the NGO's desk, and to nobody else."""
        try:
            _count(g.account)
            keep(draft, self.secret, self.ngo, host())
        except (CannotSeal, TooMany) as reason:
            return self._cannot_seal(draft, "keep", reason)
        except ValueError:
            return self.write(draft, wrong={values.LONGEST_OF["crime"]: texts.SHORTER})
        return self.render("kept")

    def _sent(self, filed: Filed, filing: Filing, again: str, sheet: str, status: int = 200) -> Page:
        """The page that shows the code, this once; or none, where the worker tells her (token mode)."""
        view = host().view()
        spare = token.new_value()  # a code that leads to nothing, as every unknown one does
        return page(
            "sent.html",
            status,
            reference=filed.reference,
            symbols=filed.symbols,
            digits=filed.digits,
            no_code=told_by_worker(filing.identity),
            again=again,
            force_name=name_of(filing.force),
            dirsize=view.size,
            dirhash=view.root.hex(),
            number=host().settings.numbers.get(self.ngo, ""),
            square=square(filed.digits),
            spare=(token.symbols(spare), token.digits(spare)),
            sheet=sheet,
        )

    def _cannot_seal(self, draft: Draft, again: str, reason: CannotSeal | TooMany) -> Page:
        too_many = isinstance(reason, TooMany)
        return page(
            "cannot_seal.html",
            HTTPStatus.TOO_MANY_REQUESTS if too_many else HTTPStatus.SERVICE_UNAVAILABLE,
            values=self.carried(draft) | self.said,
            secret=self.secret,
            again=again,
            reason=str(reason),
            too_many=too_many,
        )


def keep(draft: Draft, secret: str, ngo: str, host: Host) -> None:
    """The form is owed to the NGO's desk, which alone can open it. CannotSeal; ValueError when it is too long.

    Inside: `id`, the same for every press on one page, so that a desk keeps one; `priority`; and the halves as
    `read_filing` takes them, except that they may be unfinished.
    """
    typed = draft.closed().typed
    held = values.document({name: text for name, text in typed.items() if (name, text) != (values.WISH, values.KEEP)})
    held |= {"id": filing_id(bytes.fromhex(secret)).hex(), "priority": typed.get(values.PRIORITY, "")}
    press = token.filing_body(bytes.fromhex(secret), canonical(held).encode())
    keep_for_later(held, ngo=ngo, host=host, press=press)


def _first_time(filing: Filing, secret: str, ngo: str) -> bool:
    """False if the NGO has sent these very words today from another form. Only keyed hashes of today are compared."""
    name = b"words\x00" + ngo.encode() + b"\x00" + words_of(filing)
    return host().quotas.first(name, filing_id(bytes.fromhex(secret)), host().today())


def _count(account: Account) -> None:
    """TooMany if this account has pressed too often today. Counted under today's key, joined to no report."""
    if not host().quotas.allow(b"account\x00" + account.id, SENDS_A_DAY, host().today()):
        raise TooMany
