"""Organisations and days, as people here say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.report import police_areas
from keys import clock

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def name_of(org: str) -> str:
    """What an organisation is called: a known force by its name, any other by the words of its id."""
    if org in police_areas.forces():
        return police_areas.forces()[org].name
    small = {"and", "of", "the", "for"}
    parts = org.replace(".", " ").replace("-", " ").split()
    return " ".join(part if part in small else part.capitalize() for part in parts)


def today() -> date:
    """The day it is in London by the clock of this deployment, which a demonstration may move ahead."""
    return datetime.fromtimestamp(clock.now(), LONDON).date()


def day_in_london(day: int) -> str:
    """A UTC day number as people here say it, such as "5 October 2026"."""
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    here = noon.astimezone(LONDON)
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}"


def day_to_type(day: int) -> str:
    """A day number as people here type it, such as "5/10/2026"."""
    year, month, number = clock.iso(day).split("-")
    return f"{int(number)}/{int(month)}/{year}"
