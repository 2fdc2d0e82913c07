"""`inspect outgoing` on the edits calendar clients really make, by RFC 5546 and RFC 6638."""

from __future__ import annotations

import pytest

from tests.inspect.outgoing_edits import (
    ANI,
    BUDI,
    CANCELLED,
    CITRA,
    SECOND,
    US,
    WEEKLY,
    calendar,
    edit,
    event,
    only,
    parts,
    partstats,
    second,
    told,
    who,
)

ONE = (who(ANI),)
TWO = (who(ANI), who(BUDI))
DAILY = "RRULE:FREQ=DAILY;COUNT=5"


def summary(before: bytes | None, after: bytes | None, *own: str) -> list[tuple[str, str, bool]]:
    return [(method, to, significant) for method, to, significant, _ in told(before, after, *own)]


def plain(*lines: str, day: str = "20261201", hours: str = "10-11") -> bytes:
    """The meeting with Ani."""
    return calendar(event(*ONE, *lines, day=day, hours=hours))


MINOR = [("REQUEST", ANI, False)]
MOVED = [("REQUEST", ANI, True)]
ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:x", "END:VALARM")

EDITS = [
    ("later the same day", plain(), plain(hours="13-14"), MOVED),
    ("longer", plain(), plain(hours="10-12"), MOVED),
    ("on another day", plain(), plain(day="20261202"), MOVED),
    ("the same instant told in UTC", plain(), plain().replace(b";TZID=Asia/Jakarta:20261201T100000",
     b":20261201T030000Z")
     .replace(b";TZID=Asia/Jakarta:20261201T110000", b":20261201T040000Z"), MINOR),
    ("the end told as a duration", plain(), plain().replace(b"DTEND;TZID=Asia/Jakarta:20261201T110000",
     b"DURATION:PT1H"),
     MINOR),
    ("the zone of a series is another, the instant the same", plain(WEEKLY),
     plain(WEEKLY).replace(b"Asia/Jakarta:20261201T1", b"Asia/Makassar:20261201T1")
     .replace(b"T100000", b"T110000", 1), MOVED),
    ("a title", plain(), plain().replace(b"koordinasi", b"evaluasi"), MINOR),
    ("a description", plain(), plain("DESCRIPTION:Agenda"), MINOR),
    ("an attachment", plain(), plain("ATTACH:https://mitra.id/a.pdf"), MINOR),
    ("a rule where there was none", plain(), plain(WEEKLY), MOVED),
    ("no rule any more", plain(WEEKLY), plain(), MOVED),
    ("one week more", plain(WEEKLY), plain("RRULE:FREQ=WEEKLY;COUNT=6"), MOVED),
    ("the rule in lower case", plain(WEEKLY), plain("RRULE:freq=weekly;count=5"), MINOR),
    ("BYDAY said aloud", plain(WEEKLY), plain("RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TU"), MINOR),
    ("an alarm of our own", plain(), plain(*ALARM), MINOR),
    ("a week that begins on Sunday", plain(WEEKLY), plain(f"{WEEKLY};WKST=SU"), MINOR),
    ("every other week that begins on Sunday", plain(f"{WEEKLY};INTERVAL=2"), plain(f"{WEEKLY};INTERVAL=2;WKST=SU"),
     MOVED),
    ("the day of the year said aloud", plain("RRULE:FREQ=YEARLY"),
     plain("RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"), MINOR),
    ("another month", plain("RRULE:FREQ=YEARLY"), plain("RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1"), MOVED),
    ("shown as free", plain(), plain("TRANSP:TRANSPARENT"), MINOR),
    ("a date added", plain(WEEKLY), plain(WEEKLY, "RDATE;TZID=Asia/Jakarta:20261203T100000"), MOVED),
    ("two dates in another order", plain("RDATE:20261203T030000Z,20261204T030000Z"),
     plain("RDATE:20261204T030000Z,20261203T030000Z"), MINOR),
    ("one instance taken out", plain(WEEKLY), plain(WEEKLY, f"EXDATE{SECOND}"), MOVED),
    ("an EXDATE that takes nothing", plain(WEEKLY), plain(WEEKLY, "EXDATE;TZID=Asia/Jakarta:20261209T100000"), MINOR),
    ("an EXDATE that took nothing is gone", plain(WEEKLY, "EXDATE;TZID=Asia/Jakarta:20261209T100000"), plain(WEEKLY),
     MINOR),
    ("an instance taken out is named by its day alone", plain(WEEKLY, f"EXDATE{SECOND}"),
     plain(WEEKLY, "EXDATE;VALUE=DATE:20261208"), MINOR),
    ("an added date that the rule has anyhow", plain(WEEKLY), plain(WEEKLY, f"RDATE{SECOND}"), MINOR),
    ("a date added and taken out at once", plain(WEEKLY),
     plain(WEEKLY, "RDATE:20261203T030000Z", "EXDATE:20261203T030000Z"), MINOR),
    ("an added date taken out", plain(WEEKLY, "RDATE:20261203T030000Z"),
     plain(WEEKLY, "RDATE:20261203T030000Z", "EXDATE:20261203T030000Z"), MOVED),
    ("an instance made longer by a period", plain(WEEKLY),
     plain(WEEKLY, "RDATE;VALUE=PERIOD:20261208T030000Z/PT3H"), MOVED),
    ("deleted", plain(), None, [("CANCEL", ANI, True)]),
    ("cancelled", plain(), plain(CANCELLED), [("CANCEL", ANI, True)]),
    ("one more guest", plain(), calendar(event(*TWO)), [("REQUEST", ANI, False), ("REQUEST", BUDI, True)]),
    ("one guest less", calendar(event(*TWO)), plain(), [("REQUEST", ANI, False), ("CANCEL", BUDI, True)]),
    ("a guest in capitals is the same guest", plain(), calendar(event(who(ANI.upper()))), MINOR),
    ("the guest's name is spelt otherwise", plain(), calendar(event(who(ANI, more=';CN="Ani, S.Sos."'))), MINOR),
    ("optional now", plain(), calendar(event(who(ANI, more=";ROLE=OPT-PARTICIPANT"))), MINOR),
    ("the answer came in", plain(), calendar(event(who(ANI, "ACCEPTED"))), None),
    ("a new series with a moved instance", None, calendar(event(*ONE, WEEKLY), second(*ONE, hours="14-15")), MOVED),
    ("a moved instance moves back", calendar(event(*ONE, WEEKLY), second(*ONE, hours="14-15")), plain(WEEKLY), MOVED),
    ("the order of the components turned", calendar(event(*ONE, WEEKLY), second(*ONE, hours="14-15")),
     calendar(second(*ONE, hours="14-15"), event(*ONE, WEEKLY)), MINOR),
    ("one guest more in one instance", plain(WEEKLY), calendar(event(*ONE, WEEKLY), second(*TWO)), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [pytest.param(before, after, expected, id=name) for name, before, after, expected in EDITS if expected is not None],
)
def test_an_edit_sends_what_the_standard_asks(
    before: bytes | None, after: bytes | None, expected: list[tuple[str, str, bool]]
) -> None:
    assert summary(before, after) == expected


def test_an_answer_that_came_in_is_not_sent_round() -> None:
    """RFC 6638 §3.2.1: a server may tell the others; it asks nobody anew."""
    found = edit(plain(), calendar(event(who(ANI, "ACCEPTED"))))
    assert not any(one["significant"] for one in found)


def test_who_comes_to_one_instance_only_hears_of_that_alone() -> None:
    found = edit(plain(WEEKLY), calendar(event(*ONE, WEEKLY), second(*TWO)))
    (budi,) = [one for one in found if one["to"] == BUDI]
    assert (budi["method"], budi["significant"]) == ("REQUEST", True)
    assert "RECURRENCE-ID" in only(budi)


@pytest.mark.parametrize("day", ["20261201", "20261229"])
def test_first_and_last_instance_are_cancelled_as_any_other(day: str) -> None:
    gone = event(*ONE, CANCELLED, day=day, rid=f";TZID=Asia/Jakarta:{day}T100000")
    (found,) = edit(plain(WEEKLY), calendar(event(*ONE, WEEKLY), gone))
    assert (found["method"], only(found)["RECURRENCE-ID"].to_ical()) == ("CANCEL", f"{day}T100000".encode())


def test_a_moved_instance_that_is_cancelled_names_its_first_time() -> None:
    before = calendar(event(*ONE, WEEKLY), second(*ONE, hours="14-15"))
    (found,) = edit(before, calendar(event(*ONE, WEEKLY), second(*ONE, CANCELLED, hours="14-15")))
    assert (found["method"], only(found)["RECURRENCE-ID"].to_ical()) == ("CANCEL", b"20261208T100000")


def test_moving_the_series_never_lowers_a_sequence() -> None:
    before = calendar(event(*ONE, WEEKLY, seq=2), second(*ONE, hours="14-15", seq=7))
    (found,) = edit(before, calendar(event(*ONE, WEEKLY, seq=2, hours="13-14")))
    assert all(each["SEQUENCE"] > 2 for each in parts(found))


def test_a_sequence_the_client_has_raised_itself_is_kept() -> None:
    (found,) = edit(plain(), calendar(event(*ONE, hours="13-14", seq=9)))
    assert only(found)["SEQUENCE"] == 9


def test_a_sequence_the_client_has_lowered_is_raised_above_the_last() -> None:
    (found,) = edit(calendar(event(*ONE, seq=5)), calendar(event(*ONE, hours="13-14", seq=0)))
    assert only(found)["SEQUENCE"] == 6


def test_answers_of_the_others_go_along_in_a_minor_update() -> None:
    people = (who(ANI, "DECLINED"), who(BUDI, "TENTATIVE"))
    found = edit(calendar(event(*people)), calendar(event(*people, "DESCRIPTION:Baru")))
    assert [partstats(only(one)) for one in found] == [{ANI: "DECLINED", BUDI: "TENTATIVE"}] * 2


def test_the_one_who_declined_still_hears_of_a_new_time() -> None:
    assert summary(calendar(event(who(ANI, "DECLINED"))), calendar(event(who(ANI, "DECLINED"), hours="13-14"))) == MOVED


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_a_change_of_mind_is_another_reply(answer: str) -> None:
    before = calendar(event(who(ANI, "ACCEPTED" if answer != "ACCEPTED" else "DECLINED"), who(BUDI)))
    (found,) = edit(before, calendar(event(who(ANI, answer), who(BUDI))), ANI)
    assert (found["method"], found["to"], partstats(only(found))) == ("REPLY", US, {ANI: answer})


def test_an_attendee_answers_one_instance() -> None:
    before = calendar(event(*TWO, WEEKLY))
    (found,) = edit(before, calendar(event(*TWO, WEEKLY), second(who(ANI, "ACCEPTED"), who(BUDI))), ANI)
    assert (found["method"], partstats(only(found))) == ("REPLY", {ANI: "ACCEPTED"})
    assert only(found)["RECURRENCE-ID"].to_ical() == b"20261208T100000"


def test_an_attendee_declines_two_instances_in_one_reply() -> None:
    before = calendar(event(*TWO, WEEKLY))
    after = calendar(event(*TWO, WEEKLY, f"EXDATE{SECOND},20261215T100000"))
    (found,) = edit(before, after, ANI)
    assert [each["RECURRENCE-ID"].to_ical() for each in parts(found)] == [b"20261208T100000", b"20261215T100000"]
    assert all(partstats(each) == {ANI: "DECLINED"} for each in parts(found))


def test_an_answer_in_small_letters_is_that_answer() -> None:
    (found,) = edit(calendar(event(*TWO)), calendar(event(who(ANI, "accepted"), who(BUDI))), ANI)
    assert partstats(only(found)) == {ANI: "ACCEPTED"}


def test_an_attendee_listed_in_capitals_answers() -> None:
    (found,) = edit(calendar(event(who(ANI.upper()))), calendar(event(who(ANI.upper(), "ACCEPTED"))), ANI)
    assert (found["from"], found["to"]) == (ANI, US)


def test_answering_series_and_instance_otherwise() -> None:
    before = calendar(event(*TWO, WEEKLY), second(*TWO, hours="14-15"))
    after = calendar(
        event(who(ANI, "ACCEPTED"), who(BUDI), WEEKLY), second(who(ANI, "DECLINED"), who(BUDI), hours="14-15")
    )
    (found,) = edit(before, after, ANI)
    assert [(each.get("RECURRENCE-ID") is not None, partstats(each)) for each in parts(found)] == [
        (False, {ANI: "ACCEPTED"}),
        (True, {ANI: "DECLINED"}),
    ]


def test_an_invitation_to_one_instance_only_that_is_deleted_declines_that_instance() -> None:
    (found,) = edit(calendar(second(*TWO)), None, ANI)
    assert (found["method"], partstats(only(found))) == ("REPLY", {ANI: "DECLINED"})
    assert only(found)["RECURRENCE-ID"].to_ical() == b"20261208T100000"


def test_an_all_day_meeting_is_told_as_dates() -> None:
    day = (
        plain()
        .replace(b";TZID=Asia/Jakarta", b";VALUE=DATE")
        .replace(b"T100000", b"")
        .replace(b"20261201T110000", b"20261202")
    )
    (found,) = edit(None, day)
    assert "DTSTART;VALUE=DATE:20261201" in found["ics"]
    assert "DTEND;VALUE=DATE:20261202" in found["ics"]
    assert "VTIMEZONE" not in found["ics"]


def test_every_zone_that_is_named_goes_along() -> None:
    (found,) = edit(None, plain(WEEKLY, "RDATE;TZID=Asia/Makassar:20261203T100000"))
    assert {"TZID:Asia/Jakarta", "TZID:Asia/Makassar"} <= set(found["ics"].splitlines())


def test_what_only_we_may_know_stays_at_home() -> None:
    (found,) = edit(None, plain("X-CATATAN-DALAM:rahasia", "DESCRIPTION:Agenda"))
    assert "DESCRIPTION:Agenda" in found["ics"]


def test_what_a_program_notes_for_itself_is_neither_told_nor_a_change() -> None:
    own = ("X-APPLE-TRAVEL-START;X-TITLE=Rumah:geo:-6.2", "X-MICROSOFT-CDO-APPT-SEQUENCE:7", "X-LIC-ERROR:x")
    told = ("X-ALT-DESC;FMTTYPE=text/html:<b>Agenda</b>", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY")
    sent = edit(None, plain(*own, *told))[0]["ics"].replace("\r\n ", "")
    assert all(line in sent for line in told)
    assert not any(line.partition(":")[0] in sent for line in own)
    assert [one["rule"] for one in edit(plain(), plain(*own))] == ["organiser.unchanged"]


def test_from_one_guest_to_another() -> None:
    assert summary(plain(), calendar(event(who(CITRA)))) == [("CANCEL", ANI, True), ("REQUEST", CITRA, True)]


def test_moved_and_one_guest_less_at_once() -> None:
    assert summary(calendar(event(*TWO)), plain(hours="13-14")) == [("REQUEST", ANI, True), ("CANCEL", BUDI, True)]


def test_the_daily_series_shortened_by_count() -> None:
    (found,) = edit(plain(DAILY), plain("RRULE:FREQ=DAILY;COUNT=3"))
    assert (found["significant"], only(found)["SEQUENCE"]) == (True, 2)


@pytest.mark.parametrize("out", [f"EXDATE{SECOND}", "EXDATE;VALUE=DATE:20261208", "EXDATE:20261208T030000Z"])
def test_a_moved_instance_taken_out_is_not_given_back_however_it_is_named(out: str) -> None:
    (found,) = edit(calendar(event(*ONE, WEEKLY), second(*ONE, hours="14-15")), plain(WEEKLY, out))
    assert "RECURRENCE-ID" not in only(found)


@pytest.mark.parametrize("out", [f"EXDATE{SECOND}", "EXDATE;VALUE=DATE:20261208", "EXDATE:20261208T030000Z"])
def test_an_instance_answered_by_itself_and_taken_out_is_declined_once_however_it_is_named(out: str) -> None:
    before = calendar(event(who(ANI), WEEKLY), second(who(ANI, "ACCEPTED"), hours="14-15"))
    (found,) = edit(before, calendar(event(who(ANI), WEEKLY, out)), ANI)
    assert [each["ATTENDEE"].params["PARTSTAT"] for each in parts(found)] == ["DECLINED"]


def test_an_instance_that_takes_place_after_all_is_asked_to_by_itself() -> None:
    """An update of the series alone leaves cancelled what a CANCEL cancelled."""
    (found,) = edit(calendar(event(*ONE, WEEKLY), second(*ONE, CANCELLED, seq=3)), plain(WEEKLY))
    series, instance = parts(found)
    assert (found["method"], found["significant"]) == ("REQUEST", True)
    assert ("RECURRENCE-ID" in series, instance["RECURRENCE-ID"].to_ical()) == (False, b"20261208T100000")
    assert (int(instance["SEQUENCE"]), "STATUS" in instance) == (4, False)
