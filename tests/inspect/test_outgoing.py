"""`inspect outgoing` for organisers: who is sent what, by RFC 5546, RFC 6638 §3.2.1 and §7; and the door itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from liaison_sync.app.inspect import batch
from liaison_sync.app.inspect.outgoing import document
from tests.inspect.outgoing_edits import (
    ANI,
    BUDI,
    CANCELLED,
    CITRA,
    DEWI,
    NOW,
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
    silent,
    told,
    who,
)

# --- the organiser ---------------------------------------------------------------------------------------------------


def test_a_new_meeting_invites_everybody_but_ourselves() -> None:
    after = calendar(event(who(US, "ACCEPTED"), who(ANI), f"ATTENDEE;CN=Budi:MAILTO:{BUDI.upper()}"))
    found = edit(None, after)
    assert [(one["method"], one["from"], one["to"]) for one in found] == [("REQUEST", US, ANI), ("REQUEST", US, BUDI)]
    assert {one["rule"] for one in found} == {"organiser.created"}
    assert partstats(only(found[1])) == {US: "ACCEPTED", ANI: "NEEDS-ACTION", BUDI: "NEEDS-ACTION"}
    assert silent(None, calendar(event(who(US, "ACCEPTED")))) == {US: "organiser.oneself"}


def test_no_attendee_and_no_organiser_are_nobodys_business() -> None:
    assert silent(None, calendar(event())) == {None: "nothing.nobody_invited"}
    assert silent(None, calendar(event(who(ANI), organizer=None))) == {None: "nothing.no_organiser"}
    assert silent(None, calendar(event(who(ANI), organizer=BUDI))) == {None: "nothing.not_ours"}


def test_dtstamp_is_the_time_of_sending_and_no_alarm_goes_along() -> None:
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"
    (found,) = edit(None, calendar(event(who(ANI), "DTSTAMP:20200101T000000Z", alarm)))
    assert only(found)["DTSTAMP"].dt == NOW
    assert "VALARM" not in found["ics"]


def test_attendees_come_and_go_and_who_stays_hears_it_as_a_minor_update() -> None:
    before, after = calendar(event(who(ANI), who(BUDI))), calendar(event(who(BUDI), who(CITRA), seq=2))
    assert told(before, after) == [
        ("CANCEL", ANI, True, "organiser.attendee_removed"),
        ("REQUEST", BUDI, False, "organiser.changed"),
        ("REQUEST", CITRA, True, "organiser.attendee_added"),
    ]
    removed = only(edit(before, after)[0])
    assert "STATUS" not in removed  # §3.2.5: uninviting is not cancelling
    assert removed["SEQUENCE"] == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LOCATION:Ruang A", "LOCATION:Ruang B"),
        ("STATUS:TENTATIVE", "STATUS:CONFIRMED"),
        (WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=6"),
        ("RDATE;TZID=Asia/Jakarta:20261203T100000", "RDATE;TZID=Asia/Jakarta:20261204T100000"),
        (f"{WEEKLY}\r\nEXDATE{SECOND}", WEEKLY),
    ],
)
def test_what_puts_answers_in_doubt_is_significant_and_raises_sequence(old: str, new: str) -> None:
    (found,) = edit(calendar(event(who(ANI), old)), calendar(event(who(ANI), new)))
    assert (found["significant"], found["rule"], only(found)["SEQUENCE"]) == (True, "organiser.rescheduled", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DESCRIPTION:a", "DESCRIPTION:b"),
        (f"{WEEKLY}\r\nCLASS:PUBLIC", "RRULE:COUNT=5;INTERVAL=1;FREQ=WEEKLY\r\nCLASS:PRIVATE"),
        (f"{WEEKLY}\r\nEXDATE{SECOND}\r\nPRIORITY:1", f"{WEEKLY}\r\nEXDATE:20261208T030000Z\r\nPRIORITY:2"),
    ],
)
def test_other_words_for_the_same_time_are_a_minor_update(old: str, new: str) -> None:
    (found,) = edit(calendar(event(who(ANI), old)), calendar(event(who(ANI), new)))
    assert (found["significant"], found["rule"], only(found)["SEQUENCE"]) == (False, "organiser.changed", 1)


def test_a_save_that_changes_nothing_is_not_significant_in_whatever_order_people_stand() -> None:
    before, after = calendar(event(who(ANI), who(BUDI))), calendar(event(who(BUDI), who(ANI)))
    assert told(before, after) == [
        ("REQUEST", ANI, False, "organiser.unchanged"),
        ("REQUEST", BUDI, False, "organiser.unchanged"),
    ]


def test_another_time_asks_everybody_anew_except_the_organiser_and_who_delegated() -> None:
    people = [who(US, "ACCEPTED"), who(ANI, "ACCEPTED"), who(BUDI, "DELEGATED", f';DELEGATED-TO="mailto:{CITRA}"')]
    (first, *_) = edit(calendar(event(*people)), calendar(event(*people, hours="13-14")))
    assert partstats(only(first)) == {US: "ACCEPTED", ANI: "NEEDS-ACTION", BUDI: "DELEGATED"}
    (minor, *_) = edit(calendar(event(*people)), calendar(event(*people, "DESCRIPTION:x")))
    assert partstats(only(minor))[ANI] == "ACCEPTED"


def test_a_deleted_or_cancelled_meeting_is_cancelled_for_everybody_once() -> None:
    people = [who(US, "ACCEPTED"), who(ANI), who(BUDI, "DECLINED")]
    live, dead = calendar(event(*people)), calendar(event(*people, CANCELLED, seq=2))
    for after, rule in ((None, "organiser.deleted"), (dead, "organiser.cancelled")):
        found = edit(live, after)
        assert [(one["method"], one["to"], one["rule"]) for one in found] == [
            ("CANCEL", ANI, rule),
            ("CANCEL", BUDI, rule),
        ]
        assert (only(found[0])["STATUS"], only(found[0])["SEQUENCE"]) == ("CANCELLED", 2)
    assert silent(dead, None)[ANI] == "organiser.already_cancelled"
    assert silent(None, dead)[ANI] == "organiser.already_cancelled"
    assert told(dead, calendar(event(*people, seq=3)))[0] == ("REQUEST", ANI, True, "organiser.revived")


def test_an_event_without_organiser_becomes_a_meeting_and_a_meeting_a_private_event() -> None:
    alone, meeting = calendar(event(organizer=None)), calendar(event(who(ANI)))
    assert told(alone, meeting) == [("REQUEST", ANI, True, "organiser.created")]
    assert told(meeting, alone) == [("CANCEL", ANI, True, "organiser.unscheduled")]


def test_who_takes_over_invites_anew_and_who_hands_over_says_nothing() -> None:
    theirs, ours = calendar(event(who(ANI), organizer=BUDI)), calendar(event(who(ANI)))
    (found,) = edit(theirs, ours)
    assert (found["rule"], only(found)["SEQUENCE"]) == ("organiser.taken_over", 2)  # RFC 5546 §3.2.2.5
    assert silent(ours, theirs) == {BUDI: "organiser.handed_over"}


def test_another_meeting_in_its_place_cancels_the_one_and_invites_to_the_other() -> None:
    other = calendar(event(who(BUDI)).replace("rapat-1", "rapat-2"))
    assert told(calendar(event(who(ANI))), other) == [
        ("CANCEL", ANI, True, "organiser.deleted"),
        ("REQUEST", BUDI, True, "organiser.created"),
    ]


# --- instances -------------------------------------------------------------------------------------------------------


def test_each_is_sent_the_instances_he_attends_and_no_other() -> None:
    """RFC 6638 §3.2.6: an EXDATE for whom is left out, the override alone for whom only it invites."""
    after = calendar(event(who(ANI), who(BUDI), WEEKLY), second(who(BUDI), who(CITRA)))
    ani, budi, citra = edit(None, after)
    assert (ani["to"], [each.get("RECURRENCE-ID") for each in parts(ani)]) == (ANI, [None])
    assert only(ani)["EXDATE"].to_ical() == b"20261208T100000"
    assert [("RECURRENCE-ID" in each, "EXDATE" in each) for each in parts(budi)] == [(False, False), (True, False)]
    assert "RECURRENCE-ID" in only(citra)
    assert "RRULE" not in only(citra)


def test_a_moved_instance_is_told_with_its_series() -> None:
    before = calendar(event(who(ANI), WEEKLY))
    (found,) = edit(before, calendar(event(who(ANI), WEEKLY), second(who(ANI, "ACCEPTED"), hours="14-15")))
    series, instance = parts(found)
    assert (found["significant"], series["SEQUENCE"], instance["SEQUENCE"]) == (True, 1, 2)
    assert partstats(instance) == {ANI: "NEEDS-ACTION"}


def test_a_cancelled_instance_is_cancelled_alone() -> None:
    before, people = calendar(event(who(ANI), who(BUDI), WEEKLY)), (who(ANI), who(BUDI))
    found = edit(before, calendar(event(*people, WEEKLY), second(*people, CANCELLED)))
    assert [(one["method"], one["to"], one["rule"]) for one in found] == [
        ("CANCEL", ANI, "organiser.instance_cancelled"),
        ("CANCEL", BUDI, "organiser.instance_cancelled"),
    ]
    assert (only(found[0])["STATUS"], only(found[0])["SEQUENCE"]) == ("CANCELLED", 2)
    assert only(found[0])["RECURRENCE-ID"].to_ical() == b"20261208T100000"


def test_a_cancelled_instance_and_a_new_title_are_two_messages_that_agree() -> None:
    before = calendar(event(who(ANI), WEEKLY))
    cancel, request = edit(before, calendar(event(who(ANI), WEEKLY, "DESCRIPTION:baru"), second(who(ANI), CANCELLED)))
    assert (cancel["method"], request["method"], request["significant"]) == ("CANCEL", "REQUEST", False)
    assert only(request)["EXDATE"].to_ical() == b"20261208T100000"


def test_an_instance_taken_out_of_the_series_is_an_update_of_the_series() -> None:
    """RFC 5546 §2.1.4 names EXDATE: the whole set goes out again, with a higher SEQUENCE."""
    before = calendar(event(who(ANI), WEEKLY))
    (found,) = edit(before, calendar(event(who(ANI), WEEKLY, f"EXDATE{SECOND}")))
    assert (found["method"], found["significant"], only(found)["SEQUENCE"]) == ("REQUEST", True, 2)


def test_who_is_left_out_of_one_instance_is_sent_an_exdate() -> None:
    people = (who(ANI), who(BUDI))
    ani, budi = edit(calendar(event(*people, WEEKLY)), calendar(event(*people, WEEKLY), second(who(ANI))))
    assert (budi["method"], budi["significant"], budi["rule"]) == ("REQUEST", True, "organiser.instances_changed")
    assert only(budi)["EXDATE"].to_ical() == b"20261208T100000"
    assert {each["SEQUENCE"] for one in (ani, budi) for each in parts(one) if "RRULE" in each} == {2}


def test_who_was_invited_to_one_instance_loses_that_one() -> None:
    before = calendar(event(who(ANI), WEEKLY), second(who(ANI), who(CITRA)))
    for after, status in (
        (calendar(event(who(ANI), WEEKLY), second(who(ANI))), None),  # only Citra is taken out
        (calendar(event(who(ANI), WEEKLY, f"EXDATE{SECOND}")), "CANCELLED"),
        (None, "CANCELLED"),
    ):
        citra = edit(before, after)[-1]
        assert (citra["method"], citra["to"], only(citra).get("STATUS")) == ("CANCEL", CITRA, status)
        assert "RECURRENCE-ID" in only(citra)


def test_from_the_whole_series_to_one_instance_is_a_cancel_and_then_an_invitation() -> None:
    people = (who(ANI), who(BUDI))
    _, cancel, request = edit(
        calendar(event(*people, WEEKLY)), calendar(event(who(ANI), WEEKLY), second(*people, hours="14-15"))
    )
    assert (cancel["method"], cancel["to"], "RECURRENCE-ID" in only(cancel)) == ("CANCEL", BUDI, False)
    assert (request["method"], request["to"], "RECURRENCE-ID" in only(request)) == ("REQUEST", BUDI, True)
    assert only(request)["SEQUENCE"] >= only(cancel)["SEQUENCE"]
    assert only(request)["DTSTAMP"].dt > only(cancel)["DTSTAMP"].dt


# --- who sends (RFC 6638 §7) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("agent", ["CLIENT", "NONE"])
def test_whom_somebody_else_serves_we_do_not_write_to(agent: str) -> None:
    ours, other = calendar(event(who(ANI))), calendar(event(who(ANI, more=f";SCHEDULE-AGENT={agent}")))
    assert silent(None, other) == {ANI: "organiser.agent_elsewhere"}
    assert silent(other, None) == {ANI: "organiser.agent_elsewhere"}
    assert told(ours, other) == [("CANCEL", ANI, True, "organiser.attendee_removed")]  # the table of §3.2.1.2
    assert told(other, ours) == [("REQUEST", ANI, True, "organiser.attendee_added")]


def test_force_send_sends_and_stays_at_home() -> None:
    forced = calendar(event(who(ANI, "DECLINED", ";SCHEDULE-FORCE-SEND=REQUEST;SCHEDULE-STATUS=2.0")))
    assert told(calendar(event(who(ANI, "DECLINED"))), forced) == [("REQUEST", ANI, True, "organiser.forced")]


def test_an_attendee_without_a_mail_address_is_named_as_such() -> None:
    room = calendar(event("ATTENDEE;CUTYPE=ROOM:urn:uuid:5d1b"))
    assert silent(None, room) == {"urn:uuid:5d1b": "organiser.no_mail_address"}


def test_who_writes_for_the_organiser_sends_as_himself() -> None:
    after = calendar(event(who(ANI)).replace("ORGANIZER;CN=Humas", f'ORGANIZER;SENT-BY="mailto:{DEWI}"'))
    assert [(one["from"], one["to"]) for one in edit(None, after, DEWI)] == [(DEWI, ANI)]


# --- the door --------------------------------------------------------------------------------------------------------


def test_a_broken_file_is_not_a_deletion() -> None:
    meeting = calendar(event(who(ANI)))
    two = calendar(event(who(ANI)), event(who(ANI)).replace("rapat-1", "rapat-2"))
    todo = b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    for broken, problem in ((b"\x00\xff", "no_calendar"), (two, "several_uids"), (todo, "not_a_meeting:VTODO")):
        found = document((US,), meeting, broken, NOW)
        assert (found["messages"], problem in found["problems"]) == ([], True)
    assert silent(None, calendar(event(who(ANI)), second(who(ANI), organizer=BUDI))) == {
        None: "nothing.several_organisers"
    }


def test_batch_and_command_line_say_the_same(tmp_path: Path) -> None:
    before, after = tmp_path / "sebelum.ics", tmp_path / "sesudah.ics"
    before.write_bytes(calendar(event(who(ANI))))
    after.write_bytes(calendar(event(who(ANI), hours="13-14")))
    now = NOW.isoformat()
    asked = batch.outgoing({"mailbox": [US], "before": str(before), "after": str(after), "now": now})
    line = [sys.executable, "-m", "liaison_sync", "inspect", "outgoing", "--mailbox", US, "--now", now]
    done = subprocess.run([*line, str(before), str(after)], capture_output=True, check=True)
    assert json.loads(done.stdout) == asked
    assert list(asked["messages"][0])[:5] == ["method", "from", "to", "significant", "ics"]
    gone = subprocess.run([*line, str(before), "-"], capture_output=True, check=True)
    assert json.loads(gone.stdout)["messages"][0]["method"] == "CANCEL"
    assert batch.outgoing({"mailbox": [US], "before": None, "after": None})["messages"] == []
    wrong = subprocess.run([*line, str(before)], capture_output=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
