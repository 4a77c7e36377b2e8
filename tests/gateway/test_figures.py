"""Public figures give nobody away: not by a small count, a total, an organisation, or a second edition."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from gateway.errors import CannotPublish
from gateway.figures import ALL, BASE, LEAST, Counts, Quarter, last_settled, publish, publishable, table
from gateway.store.engine import open_store, reading, writing
from gateway.store.figures import published
from gateway.store.tables import deliveries, receipts
from keys import clock

QUARTER = Quarter(2026, 3)
FIRST, AFTER = QUARTER.first, QUARTER.after
FORCE, OTHER = "northshire-police", "southshire-police"
HALF = BASE / 2


def test_a_quarter_is_read_as_it_is_written() -> None:
    assert (str(QUARTER), clock.iso(FIRST), clock.iso(AFTER)) == ("2026-Q3", "2026-07-01", "2026-10-01")
    assert Quarter.read("2026-Q3") == QUARTER
    assert str(Quarter(2026, 4).next()) == "2027-Q1"
    for wrong in ("2026", "2026-Q5", "26-Q1", "2026-q3", "٢٠٢٦-Q3x"):
        with pytest.raises(ValueError, match="2026-Q3"):
            Quarter.read(wrong)


def test_a_quarter_may_be_published_four_weeks_after_its_end() -> None:
    assert last_settled(QUARTER.settled) == QUARTER
    assert last_settled(QUARTER.settled - 1) == Quarter(2026, 2)
    assert last_settled(clock.from_iso("2027-01-05")) == QUARTER


def test_eleven_reports_and_twelve_look_the_same() -> None:
    others = {OTHER: Counts(40, 20, 15)}
    eleven = publishable(others | {FORCE: Counts(10, 1, 0)})
    twelve = publishable(others | {FORCE: Counts(10, 2, 0)})
    assert eleven == twelve
    assert eleven[FORCE].late is None
    assert eleven[FORCE].never is None


def test_a_force_with_few_reports_has_no_row_and_is_in_no_total() -> None:
    alone = publishable({FORCE: Counts(40, 20, 15)})
    assert publishable({FORCE: Counts(40, 20, 15), OTHER: Counts(LEAST - 1, 0, 0)}) == alone
    assert publishable({OTHER: Counts(LEAST - 1, 0, 0)}) == {}


COUNTS = st.builds(Counts, *[st.integers(0, 40)] * 3)
TABLES = st.dictionaries(st.sampled_from([f"force-{n}" for n in range(6)]), COUNTS, max_size=6)


@given(TABLES)
def test_no_small_count_can_be_worked_out_from_the_rest_of_the_table(counts: dict[str, Counts]) -> None:
    """Whoever knows the rules narrows every hidden count down as far as sums of rows and columns allow."""
    shown = publishable(counts)
    forces = [force for force in shown if force != ALL]
    exact = {force: (sum(counts[force]), *counts[force]) for force in forces}
    if shown:
        exact[ALL] = tuple(map(sum, zip(*exact.values(), strict=True)))
    bounds = {
        (force, place): (0.0, float("inf")) if n is None else (n - HALF, n + HALF)
        for force, row in shown.items()
        for place, n in enumerate(row)
    }
    lines = [((force, 0), [(force, place) for place in (1, 2, 3)]) for force in shown]
    lines += [((ALL, place), [(force, place) for force in forces]) for place in range(4) if forces]
    for _ in range(8):
        for total, parts in lines:
            low, high = (sum(bounds[part][end] for part in parts) for end in (0, 1))
            bounds[total] = max(bounds[total][0], low), min(bounds[total][1], high)
            for part in parts:
                rest_low, rest_high = (sum(bounds[each][end] for each in parts if each != part) for end in (0, 1))
                least = max(bounds[part][0], bounds[total][0] - rest_high)
                most = min(bounds[part][1], bounds[total][1] - rest_low)
                bounds[part] = least, most
    for (force, place), (least, most) in bounds.items():
        if shown[force][place] is None:
            assert most - least >= LEAST - 1, (force, place, least, most, counts, shown)
        else:
            assert exact[force][place] >= LEAST
            assert shown[force][place] % BASE == 0


def _filed(engine: Engine, force: str, ngo: str, day: int, opened: int | None = None, state: str = "opened") -> None:
    delivery, report = secrets.token_bytes(16), secrets.token_bytes(16)
    row = {"id": delivery, "report_id": report, "part": 1, "org": force, "from_org": ngo, "cid": report}
    row |= {"digest": bytes(32), "day": day, "state": state, "received_day": day}
    with writing(engine) as connection:
        connection.execute(insert(deliveries), row)
        if opened is not None:
            receipt = {"org": ngo, "delivery_id": delivery, "action": 2, "day": opened, "receipt": bytes(138)}
            connection.execute(insert(receipts), receipt)


def _busy_quarter(engine: Engine) -> None:
    for n in range(30):
        ngo = f"ngo-{n % 3}"
        _filed(engine, FORCE, ngo, FIRST + n, FIRST + n + 2)
        _filed(engine, FORCE, ngo, FIRST + n, FIRST + n + 20)
        _filed(engine, FORCE, ngo, AFTER - 1, None, "received")
        _filed(engine, FORCE, ngo, AFTER - 1, QUARTER.settled)  # too late to count as opened
        _filed(engine, FORCE, ngo, FIRST, None, "recalled")
        _filed(engine, FORCE, ngo, FIRST - 1, FIRST)  # of the quarter before
        _filed(engine, OTHER, "ngo-0", FIRST, FIRST)  # of one organisation alone


def test_what_was_filed_in_the_quarter_is_counted_by_when_it_was_opened(database_url: str) -> None:
    engine = open_store(database_url)
    _busy_quarter(engine)
    assert table(engine, QUARTER) == {FORCE: (120, 30, 30, 60), ALL: (120, 30, 30, 60)}
    engine.dispose()


def test_a_quarter_is_published_once_and_never_changes(database_url: str) -> None:
    engine = open_store(database_url)
    _busy_quarter(engine)
    with pytest.raises(CannotPublish, match="2026-10-29"):
        publish(engine, QUARTER, QUARTER.settled - 1)
    publish(engine, QUARTER, QUARTER.settled)
    for n in range(12):
        _filed(engine, FORCE, f"ngo-{n}", FIRST, FIRST)
    with pytest.raises(CannotPublish, match="before"):
        publish(engine, QUARTER, QUARTER.settled + 400)
    with reading(engine) as connection:
        assert [row.received for row in published(connection)] == [120, 120]
    engine.dispose()
