"""Every example of RFC 5545 §3.8.5.3, with the instances the RFC lists (the first of them where it ends in "…")."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.formats import ical, series

MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6}
MONTHS |= {"Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}

# (rule lines, DTSTART, "year month days; …" in local time, complete?)
EXAMPLES = [
    ("FREQ=DAILY;COUNT=10", "19970902T090000", "1997 Sep 2-11", True),
    (
        "FREQ=DAILY;UNTIL=19971224T000000Z",
        "19970902T090000",
        "1997 Sep 2-30; 1997 Oct 1-31; 1997 Nov 1-30; 1997 Dec 1-23",
        True,
    ),
    (
        "FREQ=DAILY;INTERVAL=2",
        "19970902T090000",
        "1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; 1997 Oct 2",
        False,
    ),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902T090000", "1997 Sep 2,12,22; 1997 Oct 2,12", True),
    (
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "19980101T090000",
        "1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31",
        True,
    ),
    (
        "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
        "19980101T090000",
        "1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31",
        True,
    ),
    (
        "FREQ=WEEKLY;COUNT=10",
        "19970902T090000",
        "1997 Sep 2,9,16,23,30; 1997 Oct 7,14,21,28; 1997 Nov 4",
        True,
    ),
    (
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "19970902T090000",
        "1997 Sep 2,9,16,23,30; 1997 Oct 7,14,21,28; 1997 Nov 4,11,18,25; 1997 Dec 2,9,16,23",
        True,
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "19970902T090000",
        "1997 Sep 2,16,30; 1997 Oct 14,28; 1997 Nov 11,25; 1997 Dec 9,23; 1998 Jan 6,20; 1998 Feb 3,17",
        False,
    ),
    (
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "19970902T090000",
        "1997 Sep 2,4,9,11,16,18,23,25,30; 1997 Oct 2",
        True,
    ),
    (
        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
        "19970902T090000",
        "1997 Sep 2,4,9,11,16,18,23,25,30; 1997 Oct 2",
        True,
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "19970901T090000",
        "1997 Sep 1,3,5,15,17,19,29; 1997 Oct 1,3,13,15,17,27,29,31; 1997 Nov 10,12,14,24,26,28; 1997 Dec 8,10,12,22",
        True,
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        "19970902T090000",
        "1997 Sep 2,4,16,18,30; 1997 Oct 2,14,16",
        True,
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "19970905T090000",
        (
            "1997 Sep 5; 1997 Oct 3; 1997 Nov 7; 1997 Dec 5; 1998 Jan 2; 1998 Feb 6;"
            " 1998 Mar 6; 1998 Apr 3; 1998 May 1;"
            " 1998 Jun 5"
        ),
        True,
    ),
    (
        "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        "19970905T090000",
        "1997 Sep 5; 1997 Oct 3; 1997 Nov 7; 1997 Dec 5",
        True,
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "19970907T090000",
        "1997 Sep 7,28; 1997 Nov 2,30; 1998 Jan 4,25; 1998 Mar 1,29; 1998 May 3,31",
        True,
    ),
    (
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "19970922T090000",
        "1997 Sep 22; 1997 Oct 20; 1997 Nov 17; 1997 Dec 22; 1998 Jan 19; 1998 Feb 16",
        True,
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "19970928T090000",
        "1997 Sep 28; 1997 Oct 29; 1997 Nov 28; 1997 Dec 29; 1998 Jan 29; 1998 Feb 26",
        False,
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "19970902T090000",
        "1997 Sep 2,15; 1997 Oct 2,15; 1997 Nov 2,15; 1997 Dec 2,15; 1998 Jan 2,15",
        True,
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "19970930T090000",
        "1997 Sep 30; 1997 Oct 1,31; 1997 Nov 1,30; 1997 Dec 1,31; 1998 Jan 1,31; 1998 Feb 1",
        True,
    ),
    (
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "19970910T090000",
        "1997 Sep 10-15; 1999 Mar 10-13",
        True,
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "19970902T090000",
        "1997 Sep 2,9,16,23,30; 1997 Nov 4,11,18,25; 1998 Jan 6,13,20,27; 1998 Mar 3,10,17,24,31",
        False,
    ),
    (
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "19970610T090000",
        (
            "1997 Jun 10; 1997 Jul 10; 1998 Jun 10; 1998 Jul 10; 1999 Jun 10; 1999 Jul 10; 2000 Jun 10; 2000 Jul 10;"
            " 2001 Jun 10; 2001 Jul 10"
        ),
        True,
    ),
    (
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "19970310T090000",
        (
            "1997 Mar 10; 1999 Jan 10; 1999 Feb 10; 1999 Mar 10; 2001 Jan 10; 2001 Feb 10; 2001 Mar 10; 2003 Jan 10;"
            " 2003 Feb 10; 2003 Mar 10"
        ),
        True,
    ),
    (
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "19970101T090000",
        (
            "1997 Jan 1; 1997 Apr 10; 1997 Jul 19; 2000 Jan 1; 2000 Apr 9; 2000 Jul 18; 2003 Jan 1; 2003 Apr 10;"
            " 2003 Jul 19; 2006 Jan 1"
        ),
        True,
    ),
    ("FREQ=YEARLY;BYDAY=20MO", "19970519T090000", "1997 May 19; 1998 May 18; 1999 May 17", False),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512T090000", "1997 May 12; 1998 May 11; 1999 May 17", False),
    (
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "19970313T090000",
        "1997 Mar 13,20,27; 1998 Mar 5,12,19,26; 1999 Mar 4,11,18,25",
        False,
    ),
    (
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "19970605T090000",
        (
            "1997 Jun 5,12,19,26; 1997 Jul 3,10,17,24,31; 1997 Aug 7,14,21,28; 1998 Jun 4,11,18,25;"
            " 1998 Jul 2,9,16,23,30; 1998 Aug 6,13,20,27; 1999 Jun 3,10,17,24; 1999 Jul 1,8,15,22,29;"
            " 1999 Aug 5,12,19,26"
        ),
        False,
    ),
    (
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13\r\nEXDATE;TZID=America/New_York:19970902T090000",
        "19970902T090000",
        "1998 Feb 13; 1998 Mar 13; 1998 Nov 13; 1999 Aug 13; 2000 Oct 13",
        False,
    ),
    (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "19970913T090000",
        (
            "1997 Sep 13; 1997 Oct 11; 1997 Nov 8; 1997 Dec 13; 1998 Jan 10; 1998 Feb 7; 1998 Mar 7; 1998 Apr 11;"
            " 1998 May 9; 1998 Jun 13"
        ),
        False,
    ),
    (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "19961105T090000",
        "1996 Nov 5; 2000 Nov 7; 2004 Nov 2",
        False,
    ),
    (
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "19970904T090000",
        "1997 Sep 4; 1997 Oct 7; 1997 Nov 6",
        True,
    ),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "19970929T090000",
        "1997 Sep 29; 1997 Oct 30; 1997 Nov 27; 1997 Dec 30; 1998 Jan 29; 1998 Feb 26; 1998 Mar 30",
        False,
    ),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", "1997 Aug 5,10,19,24", True),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "1997 Aug 5,17,19,31", True),
    (
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "20070115T090000",
        "2007 Jan 15,30; 2007 Feb 15; 2007 Mar 15,30",
        True,
    ),
]

TIMES = [
    (
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",  # the RFC prints 17:00Z and lists 09:00, 12:00, 15:00 EDT
        ["0902T0900", "0902T1200", "0902T1500"],
        True,
    ),
    (
        "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
        ["0902T0900", "0902T0915", "0902T0930", "0902T0945", "0902T1000", "0902T1015"],
        True,
    ),
    ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", ["0902T0900", "0902T1030", "0902T1200", "0902T1330"], True),
    *(
        (
            rule,
            [
                f"09{day:02d}T{hour:02d}{minute:02d}"
                for day in (2, 3)
                for hour in range(9, 17)
                for minute in (0, 20, 40)
            ],
            False,
        )
        for rule in (
            "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
            "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
        )
    ),
]


def _walls(rule: str, start: str) -> tuple[list[datetime], tuple[str, ...]]:
    data = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:rfc\r\n"
        f"DTSTART;TZID=America/New_York:{start}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    window = datetime(1990, 1, 1, tzinfo=UTC), datetime(2008, 1, 1, tzinfo=UTC)
    expansion = series.expand(ical.read(data.encode()).invitations, *window)
    walls = [each.start.wall for each in expansion.occurrences]
    return [wall for wall in walls if isinstance(wall, datetime)], expansion.problems


def _days(text: str) -> list[datetime]:
    found = []
    for part in text.split(";"):
        year, month, days = part.split()
        for piece in days.split(","):
            first, _, last = piece.partition("-")
            found += [datetime(int(year), MONTHS[month], day, 9) for day in range(int(first), int(last or first) + 1)]  # noqa: DTZ001
    return found


@pytest.mark.parametrize(("rule", "start", "text", "complete"), EXAMPLES)
def test_an_example_of_the_rfc_gives_the_days_it_lists(rule: str, start: str, text: str, complete: bool) -> None:
    expected = _days(text)
    walls, _ = _walls(rule, start)
    assert (walls if complete else walls[: len(expected)]) == expected


@pytest.mark.parametrize(("rule", "expected", "complete"), TIMES)
def test_an_example_within_days_gives_the_times_it_lists(rule: str, expected: list[str], complete: bool) -> None:
    walls, problems = _walls(rule, "19970902T090000")
    assert [f"{wall:%m%dT%H%M}" for wall in (walls if complete else walls[: len(expected)])] == expected
    assert problems == (() if complete else problems)


def test_the_yearly_example_with_every_weekday_equals_the_daily_one() -> None:
    yearly, _ = _walls("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "19980101T090000")
    daily, _ = _walls("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101T090000")
    assert yearly == daily
