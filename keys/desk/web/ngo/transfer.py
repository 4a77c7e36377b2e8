"""Between two desks of one NGO: cases handed over in a locked file, taken, left to another desk, taken back."""

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.desk.ngo import transfer
from keys.desk.store.records import CaseHead
from keys.desk.web.pages import Pages, desk, done, download, session
from keys.errors import AmparoError

blueprint = Pages("handover", __name__, audience="ngo")


@blueprint.get("/handover")
def ask() -> Response:
    """Which reports go, to which desk; and what came from another one."""
    return _page({}, {})


@blueprint.post("/handover")
def give() -> Response:
    """The file waits in this program's memory until it is fetched; its word is shown this once."""
    chosen = [case.reference for case in _mine() if request.form.get(f"ref.{case.reference}")]
    values = {name: text for name, text in request.form.items() if name != "csrf"}
    keep = request.form.get("who") == "here"
    try:
        given = transfer.hand_over(desk(), chosen, to=request.form.get("name", ""), keep_answering=keep)
    except AmparoError as trouble:
        return _page(values, {"act": str(trouble)})
    session().files["handover"] = given.text
    return page("ngo_handover_given.html", word=given.word, count=len(given.references), waiting=given.waiting)


@blueprint.post("/handover/file")
def fetch() -> Response:
    """The locked file, once."""
    text = session().files.pop("handover", "")
    if not text:
        return _page({}, {"act": "That file was fetched already, or the desk was locked since. Hand over again."})
    return download(text.encode(), "cases.locked")


@blueprint.post("/handover/take")
def take() -> Response:
    """The reports of another desk's file are here."""
    file = request.files.get("file")
    text = file.stream.read().decode("ascii", "replace") if file is not None else ""
    try:
        taken = transfer.take_over(desk(), text, request.form.get("word", ""))
    except AmparoError as trouble:
        return _page({}, {"file": str(trouble)})
    here = sum(not case.elsewhere for case in taken)
    sentence = f"{len(taken)} taken; this desk answers for {here} of them. Delete the file now."
    return done(sentence, "hers.listed")


@blueprint.post("/report/<report:ref>/leave")
def leave(ref: str) -> Response:
    """Another desk answers for it."""
    transfer.leave_to(desk(), ref, request.form.get("name", ""))
    return done("It stays here to read. Dangerous news about it is still shown here.", "hers.shown", ref=ref)


@blueprint.post("/report/<report:ref>/back")
def back(ref: str) -> Response:
    """This desk answers for it again."""
    transfer.answer_again(desk(), ref)
    sentence = "This desk answers for it. What the other one said last is not known here, unless it hands it over."
    return done(sentence, "hers.shown", ref=ref)


def _mine() -> list[CaseHead]:
    return [each.case for each in desk().cases.summaries() if not each.case.elsewhere]


def _page(values: dict[str, str], wrong: dict[str, str]) -> Response:
    rows = [(f"ref.{case.reference}", case.short, case) for case in _mine()]
    return page("ngo_handover.html", 409 if wrong else 200, rows=rows, values=values, errors=wrong)
