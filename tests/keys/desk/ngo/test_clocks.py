"""What the police owe her is counted in working days of England and Wales, and said when it is late."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.report import names
from gateway.report.deadlines import ANSWER, OPEN, TELL_HER, UPDATE, Clock
from gateway.report.statuses import POLICE, STATUSES, codes_of
from keys.clock import from_iso, today
from keys.desk import tasks
from keys.desk.case_view.listing import case_list
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care, deadlines
from keys.desk.police import information_request
from keys.desk.tasks import LATE, Task
from tests.keys.desk.test_story import QUESTION
from tests.world import World


def test_an_arrest_on_boxing_day_is_told_by_tuesday_for_monday_is_a_substitute_bank_holiday() -> None:
    assert deadlines.ends(TELL_HER, from_iso("2026-12-26")) == date(2026, 12, 29)
    assert deadlines.spoken(date(2026, 12, 29)) == "Tue 29 December 2026"


@pytest.mark.parametrize(
    ("clock", "began", "last"),
    [
        (TELL_HER, "2026-11-27", date(2026, 11, 30)),  # a Friday
        (OPEN, "2026-12-23", date(2026, 12, 30)),  # over Christmas
        (OPEN, "2027-03-24", date(2027, 3, 31)),  # over Easter: Good Friday and Easter Monday
        (ANSWER, "2026-12-18", date(2027, 1, 6)),
        (UPDATE, "2026-12-01", date(2026, 12, 29)),  # days, not working days
    ],
)
def test_weekends_and_bank_holidays_do_not_count(clock: Clock, began: str, last: date) -> None:
    assert deadlines.ends(clock, from_iso(began)) == last


def test_the_day_of_a_person_is_londons_not_the_protocols(monkeypatch: pytest.MonkeyPatch) -> None:
    just_before_midnight_utc = datetime(2027, 6, 30, 23, 30, tzinfo=UTC).timestamp()
    monkeypatch.setattr("keys.clock.now", lambda: just_before_midnight_utc)
    assert names.today() == date(2027, 7, 1)


def test_every_clock_of_a_status_is_data_beside_it() -> None:
    timed = {code for code in codes_of(POLICE) if STATUSES[code].within is not None}
    assert {"arrested", "bailed", "charged", "released_no_charge", "nfa", "voluntary_interview"} <= timed
    assert {STATUSES[code].within for code in timed - {"opened", "assessing"}} == {1}


def _late(world: World) -> list[Task]:
    return [need for need in tasks.needs(world.ngo) if need.pressing == LATE]


def test_a_report_that_nobody_opened_is_late_after_three_working_days_and_says_whom_to_call(world: World) -> None:
    world.file()
    world.round(world.police, world.ngo)
    last = deadlines.ends(OPEN, today())
    world.days_later((last - deadlines.as_date(today())).days)
    assert _late(world) == []
    world.days_later()
    (need,) = _late(world)
    assert need.what.startswith("The police have not opened it. It was due by")
    assert deadlines.spoken(last) in need.what
    assert "safe-reporting unit" in need.do


def test_silence_after_opening_is_late_until_the_police_say_something(world: World) -> None:
    filed = world.file_and_open()
    world.round(world.police, world.ngo)
    assert _late(world) == []
    world.days_later(6)
    (need,) = _late(world)
    assert "Victims' Code, Right 6" in need.what
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    assert _late(world) == []
    world.days_later(27)
    assert _late(world) == []
    world.days_later(4)
    (need,) = _late(world)
    assert need.what.startswith("The police work on it and have said nothing new.")
    care.pause(world.ngo, filed.reference)
    assert _late(world) == []  # she asked to stop for now: nobody is hurried


def test_a_question_sets_her_no_day_that_nobody_set_and_silence_is_never_called_a_refusal(world: World) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    (need,) = [each for each in tasks.needs(world.ngo) if each.kind == "question"]
    assert "She does not have to answer, and may take her time." in need.what
    assert str(names.today().year) not in need.what
    assert "does not have to answer" in need.what
    world.days_later(20)
    (need,) = [each for each in tasks.needs(world.ngo) if each.kind == "question"]
    assert "She has not heard of the police's question yet." in need.what
    assert "Silence is no refusal and changes nothing." in need.what
    assert case_list(world.ngo)[0]["state"] == "opened"


def test_our_own_question_unanswered_is_late(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    correspondence.question(world.ngo, filed.reference, "Is anybody still looking into it?")
    world.days_later(20)
    (need,) = _late(world)
    assert need.what.startswith("The police have not answered your question.")
