"""Whether a moment names an instance, told from the rule alone, is whether the expansion lists it."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.invitation import Moment
from liaison_sync.formats import ical, instances, series
from liaison_sync.formats.instances import Master
from liaison_sync.formats.rules import Budget

FIRST, AUTUMN, LONG_AGO = map(datetime.fromisoformat, ("2026-01-01", "2026-10-20T02:30", "1990-01-01T03:00"))
STARTS = (
    "DTSTART;TZID=Asia/Jakarta:20261123T100000",
    "DTSTART;TZID=Europe/Berlin:20261030T023000",  # in the hour that comes twice, and is left out in spring
    "DTSTART;VALUE=DATE:20260131",
    "DTSTART:20261123T030000Z",
    "DTSTART:20261123T030000",
)
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
PARTS = (
    ("BYMONTHDAY", 31, True, 0.25),
    ("BYMONTH", 12, False, 0.2),
    ("BYYEARDAY", 366, True, 0.1),
    ("BYWEEKNO", 53, True, 0.1),
    ("BYHOUR", 23, False, 0.2),
    ("BYMINUTE", 59, False, 0.15),
    ("BYSECOND", 59, False, 0.05),
    ("BYSETPOS", 4, True, 0.15),
)


def rule(random: Random) -> str:
    freq = random.choice(("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"))
    every = random.choice((5, 30, 90, 720)) if freq == "MINUTELY" else random.choice((1, 1, 2, 3))
    parts = [f"FREQ={freq};INTERVAL={every};WKST={random.choice(DAYS)}"]
    ends = ("", "", "", "COUNT=2", "COUNT=30", "COUNT=200", "UNTIL=20270601", "UNTIL=20270601T030000Z")
    parts.append(random.choice(ends))
    if random.random() < 0.35:
        parts.append("BYDAY=" + ",".join(random.choice(("", "", "1", "-1")) + day for day in random.sample(DAYS, 2)))
    for name, most, negative, often in PARTS:
        if random.random() < often:
            signs = (1, -1) if negative else (1,)
            some = {random.choice(signs) * random.randint(1, most) for _ in range(random.randint(1, 3))}
            parts.append(f"{name}={','.join(map(str, some))}")
    parts.append(random.choice(("", "", "", "RSCALE=GREGORIAN;SKIP=FORWARD", "RSCALE=GREGORIAN;SKIP=BACKWARD")))
    return ";".join(part for part in parts if part)


def asked(random: Random, master: Master) -> list[Moment]:
    """Instances, what lies close to them, whole days, and anything."""
    found, _ = instances.between(master, FIRST, FIRST.replace(year=2028), Budget(10**7))
    moments = []
    for one in random.sample(sorted(found.values(), key=lambda each: each.wall), min(4, len(found))):
        near = one.wall + timedelta(hours=random.choice((1, -1, 24)), minutes=random.choice((0, 30)))
        day = Moment(one.wall.date() + timedelta(days=random.choice((0, 1))), None, "date")
        moments += [master.moment(one.wall), master.moment(near), day]
    days = (timedelta(days=random.randint(0, 500), hours=random.choice((0, 0, 1, 7))) for _ in range(3))
    return [*moments, *(master.moment(AUTUMN + each) for each in days)]


def listed(master: Master, moment: Moment) -> bool:
    wall = master.wall_of(moment)
    found, _ = instances.between(master, wall - timedelta(days=2), wall + timedelta(days=2), Budget(10**7))
    if moment.all_day and not master.all_day:
        return any(each.wall.date() == moment.wall for each in found.values())
    return master.key(moment) in found


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_a_moment_is_an_instance_where_the_expansion_has_it(seed: int) -> None:
    random = Random(seed)
    start, more = random.choice(STARTS), random.choice(("", "", "", "EXRULE:FREQ=WEEKLY;INTERVAL=2"))
    added = "RDATE;VALUE=DATE:20261225" if "DATE:" in start else "RDATE:20261225T030000Z,20270101T030000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:s",
        start,
        f"RRULE:{rule(random)}",
        more,
        random.choice(("", added)),
    ]
    raw = "\r\n".join([line for line in lines if line] + ["END:VEVENT", "END:VCALENDAR", ""])
    (invitation,) = ical.read(raw.encode()).invitations
    master = Master.of(invitation)
    for moment in asked(random, master):
        assert series.is_instance(invitation, moment, ignore_exdates=True) == listed(master, moment), raw


def test_where_a_rule_has_to_be_counted_it_is_counted_once_for_all_questions() -> None:
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nDTSTART:19900101T030000Z\nRRULE:FREQ=DAILY;COUNT=15000\nEND:VEVENT\n"
    (invitation,) = ical.read(raw).invitations
    days = [Master.of(invitation).moment(LONG_AGO + timedelta(days=each)) for each in range(0, 16_000, 40)]
    assert [series.is_instance(invitation, day) for day in days] == [each < 15_000 for each in range(0, 16_000, 40)]
