"""What her page shows and when: the newest status, the waiting of dangerous news, and no trace that anything waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.checking import HOUR, Step, show
from gateway.report import statuses

DAY = 20_000  # any day
NOON = (DAY * 24 + 12) * HOUR
NGO, POLICE = "casa-aurora", "northshire-police"


@dataclass(frozen=True)
class Told:
    org: str
    kind_of_org: str
    body: dict[str, Any]
    cid: bytes = field(default=b"c" * 16)


def police(code: str, seq: int, day: int = DAY, **more: Any) -> Told:
    body = {"v": 1, "kind": "status", "seq": seq, "day": day, "code": code, "line": []}
    return Told(POLICE, "police", body | more)


def ngo(kind: str, seq: int, day: int = DAY, **more: Any) -> Told:
    return Told(NGO, "ngo", {"v": 1, "kind": kind, "seq": seq, "day": day} | more)


def about(seq: int) -> dict[str, Any]:
    return {"about": {"org": POLICE, "seq": seq}}


def hours(number: float) -> float:
    """Seconds since 1970, `number` hours after the start of DAY."""
    return (DAY * 24 + number) * HOUR


def test_an_empty_box_shows_nothing():
    assert show([], NOON).empty


def test_the_newest_status_is_shown_by_day_then_number_then_cid():
    later = police("investigating", 1, DAY)
    assert show([police("opened", 9, DAY - 1), later], NOON).status == Step("investigating", DAY)
    assert show([police("opened", 2), police("assessing", 3)], NOON).status == Step("assessing", DAY)
    twins = [
        Told(POLICE, "police", police("opened", 2).body, b"b" * 16),
        Told(POLICE, "police", police("assessing", 2).body, b"a" * 16),
    ]
    assert show(twins, NOON).status == Step("opened", DAY)


def test_dangerous_news_waits_for_its_hour_and_the_status_before_it_stays():
    box = [police("opened", 1, DAY - 3), police("arrested", 2, show_after=DAY * 24 + 36)]
    assert show(box, hours(35.99)).status == Step("opened", DAY - 3)
    assert show(box, hours(36)).status == Step("arrested", DAY)


def test_dangerous_news_without_an_hour_or_with_a_late_one_waits_until_the_day_after_tomorrow_begins():
    for box in ([police("charged", 1)], [police("charged", 1, show_after=DAY * 24 + 500)]):
        assert show(box, hours(47.99)).empty
        assert show(box, hours(48)).status == Step("charged", DAY)


def test_a_code_the_page_does_not_know_counts_as_dangerous():
    box = [police("something_new", 1)]
    assert show(box, hours(47.99)).empty
    assert show(box, hours(48)).status == Step("something_new", DAY)


def test_ordinary_news_does_not_wait_whatever_hour_it_names():
    assert show([police("investigating", 1, show_after=DAY * 24 + 500)], hours(0)).status is not None


def test_safe_shows_it_at_once_and_only_for_the_status_it_names():
    box = [police("arrested", 2, show_after=DAY * 24 + 36), ngo("safe", 1, **about(2))]
    assert show(box, hours(1)).status == Step("arrested", DAY)
    other = [police("arrested", 2, show_after=DAY * 24 + 36), ngo("safe", 1, **about(3))]
    assert show(other, hours(1)).empty


def test_safe_and_not_yet_count_only_from_an_ngo():
    forged = Told(POLICE, "police", {"v": 1, "kind": "safe", "seq": 3, "day": DAY, **about(2)})
    assert show([police("arrested", 2), forged], hours(1)).status is None


def test_not_yet_adds_three_days_once():
    arrested = police("arrested", 2, show_after=DAY * 24 + 24)
    one = [arrested, ngo("not_yet", 1, **about(2))]
    two = [*one, ngo("not_yet", 2, **about(2))]
    for box in (one, two):
        assert show(box, hours(24 + 71.99)).status is None
        assert show(box, hours(24 + 72)).status == Step("arrested", DAY)


def test_safe_ends_a_not_yet():
    box = [police("arrested", 2), ngo("not_yet", 1, **about(2)), ngo("safe", 2, **about(2))]
    assert show(box, hours(1)).status == Step("arrested", DAY)


def test_nothing_tells_that_something_waits():
    calm = [police("opened", 1, DAY - 3), ngo("note", 1, DAY - 2, text="hello")]
    waiting = [
        *calm,
        police("arrested", 3, show_after=DAY * 24 + 36),  # number 2 is missing as well
        ngo("not_yet", 2, **about(3)),
    ]
    assert show(waiting, hours(1)) == show(calm, hours(1))


def test_an_unused_safe_leaves_no_trace():
    calm = [police("opened", 1, DAY - 3)]
    assert show([*calm, ngo("safe", 1, **about(9))], hours(1)) == show(calm, hours(1))


def test_the_line_of_a_later_status_does_not_tell_what_waits():
    line = [["opened", DAY - 3], ["arrested", DAY], ["investigating", DAY]]
    box = [police("arrested", 2, show_after=DAY * 24 + 36), police("investigating", 3, line=line)]
    shown = show(box, hours(1))
    assert shown.status == Step("investigating", DAY)
    assert Step("arrested", DAY) not in shown.line
    assert Step("opened", DAY - 3) in shown.line
    assert Step("arrested", DAY) in show(box, hours(36)).line


def test_dangerous_news_that_only_a_line_remembers_waits_just_as_long():
    box = [police("investigating", 3, line=[["arrested", DAY], ["investigating", DAY]])]
    assert Step("arrested", DAY) not in show(box, hours(47.99)).line
    assert Step("arrested", DAY) in show(box, hours(48)).line
    held = [*box, ngo("not_yet", 1, **about(2))]
    assert Step("arrested", DAY) not in show(held, hours(48)).line
    assert Step("arrested", DAY) in show(held, hours(48 + 72)).line


def test_whatever_stands_in_a_line_the_page_lives():
    line = [None, 3, "x", [], ["opened"], ["opened", "3"], ["opened", DAY, 1], {"a": 1}, ["opened", DAY - 1]]
    line += [["opened", DAY + 2], ["opened", 10**9], ["opened", 2**53 - 1]]
    assert show([police("assessing", 1, line=line)], NOON).line == (Step("opened", DAY - 1), Step("assessing", DAY))


def test_a_gap_is_told_between_the_lowest_present_and_the_highest_shown():
    assert show([police("opened", 1), police("assessing", 3)], NOON).gap
    assert not show([police("opened", 4), police("assessing", 5)], NOON).gap  # 1 to 3 were replaced
    assert not show([police("opened", 1), ngo("note", 4, text="x")], NOON).gap  # two organisations


def test_words_come_from_the_ngo_newest_first_and_name_the_addressee():
    box = [ngo("note", 1, DAY - 2, text="first"), ngo("question", 2, DAY - 1, text="second"), police("opened", 1)]
    shown = show(box, NOON)
    assert [words.text for words in shown.words] == ["second", "first"]
    assert shown.addressee == NGO
    assert show([police("opened", 1)], NOON).addressee is None


CODES = st.sampled_from([*statuses.STATUSES, "unheard_of"])
STATUS = st.builds(
    lambda code, seq, day, after: police(code, seq, DAY + day, **({} if after is None else {"show_after": after})),
    CODES,
    st.integers(1, 6),
    st.integers(-3, 1),
    st.none() | st.integers(DAY * 24 - 10, DAY * 24 + 100),
)
FROM_NGO = st.builds(
    lambda kind, seq, named: ngo(kind, seq, **(about(named) if kind in ("safe", "not_yet") else {"text": "t"})),
    st.sampled_from(["safe", "not_yet", "note", "question"]),
    st.integers(1, 6),
    st.integers(1, 6),
)


@given(st.lists(STATUS | FROM_NGO, max_size=8), st.integers(-48, 200))
def test_no_dangerous_status_is_shown_before_a_day_has_passed_unless_it_is_safe_or_says_so(box, now):
    shown = show(box, hours(now))
    safe = {message.body["about"]["seq"] for message in box if message.body["kind"] == "safe"}
    early = [
        message
        for message in box
        if message.body["kind"] == "status"
        and statuses.is_dangerous(message.body["code"])
        and message.body["seq"] not in safe
        and hours(now) < min(message.body.get("show_after", 10**9), (message.body["day"] + 2) * 24) * HOUR
    ]
    allowed = {
        Step(message.body["code"], message.body["day"])
        for message in box
        if message.body["kind"] == "status" and message not in early
    }
    assert shown.status is None or shown.status in allowed
    assert set(shown.line) <= allowed


@given(st.lists(STATUS | FROM_NGO, max_size=8), st.integers(-48, 400), st.integers(0, 200))
def test_what_was_shown_stays_in_the_line(box, now, later):
    assert set(show(box, hours(now)).line) <= set(show(box, hours(now + later)).line)
