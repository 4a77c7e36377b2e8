"""Every table of the gateway, and nothing of a report in the clear.

Rules of this file:
* Keys are random or keyed hashes, never a counter, and on SQLite no table has a rowid: the order in which reports
  came in is not kept.
* Days, never times of day, in a row that is settled. A time (`lease_until`, `next_try`, `until`, `expires`) stands
  only where something is still due, and the row or the time goes when it is done.
* No column joins an account, a mailbox or a token to a report. `filings` knows only hashes keyed with a secret that
  the filer holds; `mailboxes` and `slots` know only hashes keyed with a pepper that is outside the database.
* The queries that look for work name the state as a literal (`OWED`, `REFILE`, `REFUSED` below), so that both
  databases use the small partial indexes.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    false,
    literal_column,
    text,
)

metadata = MetaData()


def _table(name: str, *columns) -> Table:
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


# --- reports and what is owed of them ---------------------------------------------------------------------------

reports = _table(
    "reports",
    Column("report_id", LargeBinary(16), primary_key=True),
    Column("ngo", String(64), nullable=False),
    Column("force", String(64), nullable=False),
    Column("priority", Boolean, nullable=False),
    Column("day", Integer, nullable=False),
    Index("reports_of_day", "day"),
)

Index("reports_of_ngo", reports.c.ngo, reports.c.day.desc(), reports.c.report_id)  # the list of sent reports, as shown

filings = _table(  # marks: a retry finds its report again; deleted after 35 days
    "filings",
    Column("filing_id", LargeBinary(32), primary_key=True),
    Column("filing_body", LargeBinary(32), nullable=False),
    Column("report_id", LargeBinary(16), nullable=False),
    Column("day", Integer, nullable=False),
    Index("filings_of_day", "day"),
)

deliveries = _table(  # one envelope owed to one organisation
    "deliveries",
    Column("id", LargeBinary(16), primary_key=True),
    Column("report_id", LargeBinary(16)),  # parts 1 and 2; NULL for single envelopes
    Column("part", SmallInteger, nullable=False),
    Column("org", String(64), nullable=False),  # who it is owed to
    Column("from_org", String(64), nullable=False),  # who hears of its receipts; '' for her own word (part 7)
    Column("cid", LargeBinary(16), nullable=False),  # = report_id for parts 1 and 2
    Column("digest", LargeBinary(32), nullable=False),  # H("amparo1/part", part)
    Column("day", Integer, nullable=False),
    Column("priority", Boolean, nullable=False, server_default=false()),
    Column("state", String(10), nullable=False, server_default="owed"),  # one of STATES
    Column("lease_until", Float),  # unix seconds; a worker holds it until then
    Column("next_try", Float, nullable=False, server_default="0"),  # unix seconds; 0 = now
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("received_day", Integer),
    Column("reason", String(40)),  # a short code for a person: why refused, why refile
    Index("deliveries_of_cid", "cid", "part"),
    Index("deliveries_of_day", "day"),
)

STATES = ("owed", "released", "carried", "received", "opened", "recalled", "refile", "refused")
OWED: ColumnElement[str] = literal_column("'owed'")
REFILE: ColumnElement[str] = literal_column("'refile'")
REFUSED: ColumnElement[str] = literal_column("'refused'")
CRIME: ColumnElement[int] = literal_column("1")  # the part that the police open
HELD: ColumnElement[int] = literal_column("9")  # a whole report that its NGO's desk is to look at first


def _only(state: str) -> dict:
    return _where(f"state = '{state}'")


def _where(condition: str) -> dict:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


Index("deliveries_due", deliveries.c.next_try, **_only("owed"))
Index("deliveries_refile", deliveries.c.from_org, deliveries.c.id, **_only("refile"))
Index("deliveries_refused", deliveries.c.id, **_only("refused"))
Index(  # a caseworker's list by state, newest first
    "deliveries_of_state",
    deliveries.c.from_org,
    deliveries.c.state,
    deliveries.c.day.desc(),
    deliveries.c.cid,
    **_where("part = 1"),
)

Index("deliveries_held", deliveries.c.org, deliveries.c.day, **_where("part = 9"))

envelopes = _table(  # the sealed bytes, while they are owed; the row goes when the part is destroyed
    "envelopes",
    Column("org", String(64), primary_key=True),
    Column("delivery_id", LargeBinary(16), primary_key=True),
    Column("kids", LargeBinary(64), nullable=False),  # the stanza key ids, 16 bytes each
    Column("body", LargeBinary, nullable=False),  # what travels: signed || part, or part || sig
    Column("until", Integer),  # the UTC day on which it goes; NULL: code before 0009 wrote it, and retention sets it
    Index("envelopes_of_kids", "kids"),
    Index("envelopes_until", "until"),
)

attempts = _table(
    "attempts",
    Column("delivery_id", LargeBinary(16), primary_key=True),
    Column("n", SmallInteger, primary_key=True),
    Column("day", Integer, nullable=False),
    Column("outcome", String(40), nullable=False),
)

receipts = _table(
    "receipts",
    Column("org", String(64), primary_key=True),  # whom it is handed to: the delivery's from_org
    Column("delivery_id", LargeBinary(16), primary_key=True),
    Column("action", SmallInteger, primary_key=True),  # 1 received, 2 opened, 3 recalled
    Column("day", Integer, nullable=False),
    Column("receipt", LargeBinary(138), nullable=False),
    Index("receipts_of_day", "org", "day", "delivery_id", "action"),
)

recalls = _table(  # orders passed on between `received` and `opened`
    "recalls",
    Column("org", String(64), primary_key=True),  # whom it is handed to: the delivery's org
    Column("delivery_id", LargeBinary(16), primary_key=True),
    Column("day", Integer, nullable=False),
    Column("recall", LargeBinary(137), nullable=False),
)

figures = _table(  # what is told to everybody of a quarter: rounded, small counts hidden; never changed
    "figures",
    Column("quarter", String(7), primary_key=True),  # such as 2026-Q3
    Column("force", String(64), primary_key=True),  # '' for all of them together
    Column("received", Integer),
    Column("in_time", Integer),
    Column("late", Integer),
    Column("never", Integer),
)

# --- memory ---------------------------------------------------------------------------------------------------------

seen = _table(  # G11: H("amparo1/cid", role || cid, key=pepper); 35 days
    "seen",
    Column("key", LargeBinary(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("day", Integer, nullable=False),
    Index("seen_of_day", "day"),
)

nonces = _table(  # of signed requests, hashed; 15 minutes
    "nonces",
    Column("key", LargeBinary(32), primary_key=True),
    Column("until", Integer, nullable=False),  # unix seconds, rounded up to a quarter of an hour
    Index("nonces_until", "until"),
)

# --- mailboxes ------------------------------------------------------------------------------------------------------

mailboxes = _table(  # the row stays 24 months after the last write, so that her later message is not lost
    "mailboxes",
    Column("row_key", LargeBinary(32), primary_key=True),
    Column("day", Integer, nullable=False),  # of the last write
    Column("police_next", SmallInteger, nullable=False),  # 0-3: the slot the next police message goes into
    Column("ngo_next", SmallInteger, nullable=False),  # 4-7
    Column("police_writer", LargeBinary(32)),  # keyed hash of the first force that wrote, with the mailbox's id in it
    Column("ngo_writer", LargeBinary(32)),  # and of the first NGO: others may not write
    Column("emptied", Boolean, nullable=False, server_default=false()),  # its time was over; a write begins it again
    Index("mailboxes_of_day", "day"),
)

Index(
    "mailboxes_to_empty",
    mailboxes.c.day,
    sqlite_where=text("emptied = 0"),
    postgresql_where=text("NOT emptied"),
)

slots = _table(
    "slots",
    Column("row_key", LargeBinary(32), primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("part", LargeBinary(2292), nullable=False),
)

# --- caseworkers of the hosted page ---------------------------------------------------------------------------------

accounts = _table(
    "accounts",
    Column("id", LargeBinary(16), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("ngo", String(64), nullable=False),
    Column("password_hash", String(256), nullable=False),  # Argon2id, libsodium's own text form
    Column("totp_sealed", LargeBinary(256), nullable=False),  # under a key outside the database
    Column("totp_step", Integer, nullable=False, server_default="0"),  # the last step used: a code works once
    Column("state", String(10), nullable=False, server_default="active"),  # invited | active | suspended
    Column("day", Integer, nullable=False),  # when the account was made
    Column("admin", Boolean, nullable=False, server_default=false()),  # of her own NGO
    Column("join_hash", LargeBinary(32)),  # of the code that an invited person was given; NULL when there is none
    Column("join_until", Integer, nullable=False, server_default="0"),  # unix seconds
    Index("accounts_join", "join_hash", unique=True),
    Index("accounts_of_ngo", "ngo"),
)

printed_codes = _table(  # each works once in place of a second factor's code; only keyed hashes
    "printed_codes",
    Column("account_id", LargeBinary(16), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
)

passkeys = _table(  # each stands in for a second factor's code; no counter of uses, no day, no name of a device
    "passkeys",
    Column("account_id", LargeBinary(16), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("credential_id", LargeBinary(1023), primary_key=True),
    Column("public_key", LargeBinary(2048), nullable=False),  # COSE
    Column("mark", String(4), nullable=False),  # random: what she tells hers apart by
)

tries = _table(  # wrong tries to sign in, by a keyed hash of whatever name was typed; a day
    "tries",
    Column("name_hash", LargeBinary(32), primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("locked_until", Integer, nullable=False),  # unix seconds
    Index("tries_until", "locked_until"),
)

sessions = _table(
    "sessions",
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("account_id", LargeBinary(16), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("expires", Integer, nullable=False),  # unix seconds
    Column("day", Integer, nullable=False, server_default="0"),  # when she signed in there: the day, nothing finer
    Index("sessions_of_account", "account_id"),
    Index("sessions_expiry", "expires"),
)

# --- the directory --------------------------------------------------------------------------------------------------

shared_directory = _table(  # what one gateway took, for the others; public, and only ever added to
    "shared_directory",
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),  # leaf, checkpoint, stop
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), primary_key=True),  # SHA-256 of `raw`
    Column("raw", LargeBinary, nullable=False),
)
