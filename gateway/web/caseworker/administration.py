"""The people of an NGO, for its own administrator: invite, suspend, bring back, reset, remove, make an administrator.

Every change is asked for twice: once on the list, once with the administrator's own password beside what will happen.
What she may do, and to whom, is decided by `gateway.accounts.administration`; no act reaches another NGO.
"""

from typing import NamedTuple

from flask import Blueprint, g, request
from werkzeug import Response
from werkzeug.exceptions import Forbidden

from gateway.accounts import administration
from gateway.accounts.signin import BadAccount, checked_name
from gateway.look.http import page
from gateway.report.names import day_in_london
from gateway.store import accounts
from gateway.store.accounts import Account
from gateway.store.engine import reading
from gateway.web import sessions, texts
from gateway.web.caseworker import account as me
from gateway.web.caseworker import signin
from gateway.web.pages import host
from keys import clock

blueprint = Blueprint("people_of_ngo", __name__, url_prefix="/caseworker/people")
blueprint.audience = "administrator"  # type: ignore[attr-defined]
sessions.guard(blueprint)
blueprint.before_request(sessions.signed_in_first)


class Act(NamedTuple):
    """What an administrator may do: the question, what will happen, the button. `{name}` is the person's."""

    ask: str
    tell: str
    button: str


ACTS = {
    "invite": Act(
        "Invite {name}?",
        "You get a code to give to {name} by hand or by telephone. It works once, for three days. With it {name} "
        "chooses a password and a second factor that you never see.",
        "Invite",
    ),
    "suspend": Act(
        "Suspend {name}?",
        "{name} is signed out everywhere at once and cannot sign in. Reports that were sent stay as they are. You can "
        "bring {name} back later.",
        "Suspend",
    ),
    "reset": Act(
        "A new code for {name}?",
        "For somebody who has lost a password or a phone, or comes back. The old password, second factor and printed "
        "codes stop working at once, and {name} is signed out everywhere. You get a code to give to {name}. Be sure "
        "that you are talking to {name}: call back on a number you knew before.",
        "Make the code",
    ),
    "remove": Act(
        "Remove {name}?",
        "Nothing of this account is kept. Reports that were sent stay as they are: nobody can tell from them who sent "
        "them.",
        "Remove",
    ),
    "promote": Act(
        "Make {name} an administrator?",
        "{name} may then invite, suspend and reset everybody here, you too.",
        "Make an administrator",
    ),
    "demote": Act(
        "{name}: no longer an administrator?",
        "{name} may still file reports, and no longer see or change this list.",
        "No longer an administrator",
    ),
    "out": Act(
        "Sign {name} out everywhere?",
        "For a computer that was left signed in. {name} can sign in again.",
        "Sign out everywhere",
    ),
}


@blueprint.before_request
def only_administrators() -> None:
    """Forbidden to whoever is signed in as an ordinary caseworker."""
    if not g.account.admin:
        raise Forbidden()


@blueprint.get("/")
def listed() -> Response:
    """Everybody of her NGO."""
    return _list()


@blueprint.post("/")
def change() -> Response:
    """The question with what will happen; then, for her password, done."""
    act = request.form.get("act", "")
    who = _who()
    name = who.name if who else request.form.get("name", "").strip()[:64]
    if act not in ACTS or (who is None and act != "invite"):
        return _list(wrong=administration.GONE)
    if act == "invite" and not name:
        return _list(wrong=texts.NAME_NEEDED)
    try:
        name = name if who else checked_name(name)
    except BadAccount as reason:
        return _list(wrong=str(reason), typed=name)
    if "current" not in request.form:
        return _ask(act, who, name, "")
    if wrong := me.refused_password():
        return _ask(act, who, name, wrong)
    try:
        name, code = _do(act, who.id if who else b"", name)
    except BadAccount as reason:
        return _list(wrong=str(reason))
    except administration.NotAnAdministrator:
        raise Forbidden() from None
    if code:
        return page("invited.html", name=name, code=code)
    return _list(done=texts.DONE_FOR.format(name=name, what=ACTS[act].button.lower()))


def _do(act: str, account: bytes, name: str) -> tuple[str, str]:
    """It is done; the person's name, which a new one gets here, and the code, where there is one."""
    engine, by = host().engine, g.account
    key, now = host().settings.accounts_key, signin.now()
    match act:
        case "invite":
            admin = bool(request.form.get("admin"))
            return administration.invite(engine, by, name, admin=admin, key=key, now=now, day=clock.today())
        case "reset":
            return name, administration.reset(engine, by, account, key=key, now=now)
        case "suspend":
            administration.suspend(engine, by, account)
        case "remove":
            administration.remove(engine, by, account)
        case "promote" | "demote":
            administration.set_admin(engine, by, account, act == "promote")
        case "out":
            administration.sign_out(engine, by, account)
    return name, ""


def _who() -> Account | None:
    """The person of her own NGO whom the post names."""
    try:
        account = bytes.fromhex(request.form.get("who", ""))
    except ValueError:
        return None
    with reading(host().engine) as connection:
        found = accounts.by_id(connection, account)
    return found if found and found.ngo == g.account.ngo else None


def _ask(act: str, who: Account | None, name: str, wrong: str) -> Response:
    asked = Act(*(text.format(name=name) for text in ACTS[act]))
    return page(
        "asked.html",
        act=act,
        asked=asked,
        who=who.id.hex() if who else "",
        name=name,
        admin=bool(request.form.get("admin")),
        wrong=wrong,
    )


def _list(wrong: str = "", done: str = "", typed: str = "") -> Response:
    now = int(signin.now())
    with reading(host().engine) as connection:
        everyone = accounts.everyone(connection, g.account.ngo)
        signed_in = accounts.counted(connection, g.account.ngo, now)
    rows = [_row(one, signed_in.get(one.id, 0), now) for one in everyone]
    return page("people.html", people=rows, wrong=wrong, done=done, typed=typed)


def _row(one: Account, signed_in: int, now: int) -> dict[str, object]:
    """What the list says of a person, which acts it offers, and apart from them those that end an account."""
    state = texts.ACCOUNT_STATES[one.state]
    if one.state == accounts.INVITED:
        until = day_in_london(one.join_until // 86_400)
        state = texts.INVITED_UNTIL.format(day=until) if one.join_until > now else texts.INVITATION_OVER
    here = one.id == g.account.id
    acts = [] if here else ["reset"]
    acts += ["demote"] if one.admin else ["promote"]
    acts += ["out"] if signed_in and not here else []
    ends = ["suspend"] if one.state != accounts.SUSPENDED else []
    ends += ["remove"] if one.state != accounts.ACTIVE else []
    return {
        "id": one.id.hex(),
        "name": one.name,
        "here": here,
        "admin": one.admin,
        "state": state,
        "since": day_in_london(one.day),
        "signed_in": signed_in,
        "acts": [(act, texts.ACT_BUTTONS[act]) for act in acts],
        "ends": [(act, texts.ACT_BUTTONS[act]) for act in ends],
    }
