"""`inspect outgoing` for attendees: which REPLY goes to the organiser, by RFC 5546 §3.2.3 and RFC 6638 §3.2.2."""

from __future__ import annotations

import pytest

from tests.inspect.outgoing_edits import (
    ANI,
    BUDI,
    CANCELLED,
    CITRA,
    DEWI,
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


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answer_goes_to_the_organiser_with_the_sequence_asked(answer: str) -> None:
    before = calendar(event(who(ANI), who(BUDI), seq=3))
    (found,) = edit(before, calendar(event(who(ANI, answer), who(BUDI), "COMMENT:Baik", seq=4)), ANI)
    assert (found["method"], found["from"], found["to"], found["significant"]) == ("REPLY", ANI, US, True)
    assert (partstats(only(found)), only(found)["SEQUENCE"]) == ({ANI: answer}, 3)
    assert only(found)["COMMENT"] == "Baik"


def test_what_is_not_the_attendees_own_sends_nothing() -> None:
    before = calendar(event(who(ANI), who(BUDI)))
    for after in (
        calendar(event(who(ANI), who(BUDI, "ACCEPTED"))),
        calendar(event(who(ANI), who(BUDI), "SUMMARY:x", hours="15-16")),
        before,
    ):
        assert silent(before, after, ANI) == {US: "attendee.not_its_own"}
    assert silent(before, calendar(event(who(BUDI))), CITRA) == {None: "nothing.not_ours"}


def test_deleting_is_declining_unless_it_was_said_or_cancelled_before() -> None:
    (found,) = edit(calendar(event(who(ANI, "ACCEPTED"), WEEKLY)), None, ANI)
    assert (found["rule"], partstats(only(found))) == ("attendee.deleted", {ANI: "DECLINED"})
    assert silent(calendar(event(who(ANI, "DECLINED"))), None, ANI) == {US: "attendee.already_declined"}
    assert silent(calendar(event(who(ANI), CANCELLED)), None, ANI) == {US: "attendee.cancelled"}


def test_an_exdate_of_an_attendee_declines_that_instance() -> None:
    before = calendar(event(who(ANI, "ACCEPTED"), WEEKLY))
    after = calendar(event(who(ANI, "ACCEPTED"), WEEKLY, f"EXDATE{SECOND}"))
    (found,) = edit(before, after, ANI)
    assert (found["rule"], partstats(only(found))) == ("attendee.instance_declined", {ANI: "DECLINED"})
    assert only(found)["RECURRENCE-ID"].to_ical() == only(found)["DTSTART"].to_ical() == b"20261208T100000"
    declined = calendar(event(who(ANI, "ACCEPTED"), WEEKLY), second(who(ANI, "DECLINED")))
    assert silent(declined, after, ANI) == {US: "attendee.not_its_own"}


def test_an_exdate_on_no_instance_declines_none_and_one_by_its_day_names_the_instance() -> None:
    before = calendar(event(who(ANI, "ACCEPTED"), WEEKLY))

    def excluded(days: str) -> bytes:
        return calendar(event(who(ANI, "ACCEPTED"), WEEKLY, f"EXDATE{days}"))

    for none in (";TZID=Asia/Jakarta:20261209T100000", ":20261208T100000Z", ";VALUE=DATE:20261209", ";VALUE=DATE:2027"):
        assert silent(before, excluded(none), ANI) == {US: "attendee.not_its_own"}
    (found,) = edit(before, excluded(";TZID=Asia/Jakarta:20261208T100000,20261209T100000"), ANI)
    assert only(found)["RECURRENCE-ID"].to_ical() == b"20261208T100000"
    (found,) = edit(before, excluded(";VALUE=DATE:20261208"), ANI)
    assert "RECURRENCE-ID;TZID=Asia/Jakarta:20261208T100000" in found["ics"]
    assert "DTSTART;TZID=Asia/Jakarta:20261208T100000" in found["ics"]


def test_an_all_day_instance_is_declined_as_a_date() -> None:
    day = event(who(ANI), WEEKLY).replace(";TZID=Asia/Jakarta", ";VALUE=DATE").replace("T100000", "")
    before = calendar(day.replace("DTEND;VALUE=DATE:20261201T110000", "DTEND;VALUE=DATE:20261202"))
    after = before.replace(WEEKLY.encode(), f"{WEEKLY}\r\nEXDATE;VALUE=DATE:20261208".encode())
    (found,) = edit(before, after, ANI)
    assert "RECURRENCE-ID;VALUE=DATE:20261208" in found["ics"]


def test_several_answers_go_in_one_reply_and_an_inherited_one_is_none() -> None:
    before = calendar(event(who(ANI), WEEKLY))
    third = second(who(ANI)).replace("20261208", "20261215")
    after = calendar(event(who(ANI, "TENTATIVE"), WEEKLY), second(who(ANI, "DECLINED")), third)
    (found,) = edit(before, after, ANI)
    assert [list(partstats(each).values()) for each in parts(found)] == [["TENTATIVE"], ["DECLINED"]]


def test_two_addresses_of_ours_answer_each_for_itself() -> None:
    before, after = calendar(event(who(ANI), who(BUDI))), calendar(event(who(ANI, "ACCEPTED"), who(BUDI, "DECLINED")))
    assert [(one["from"], partstats(only(one))) for one in edit(before, after, "mailto:" + ANI, BUDI.upper())] == [
        (ANI, {ANI: "ACCEPTED"}),
        (BUDI, {BUDI: "DECLINED"}),
    ]


def test_storing_an_invitation_with_an_answer_sends_it_and_without_one_nothing() -> None:
    assert told(None, calendar(event(who(ANI, "ACCEPTED"))), ANI) == [("REPLY", US, True, "attendee.answered")]
    assert silent(None, calendar(event(who(ANI))), ANI) == {US: "attendee.not_its_own"}


def test_the_organisers_line_says_who_replies() -> None:
    before, after = calendar(event(who(ANI))), calendar(event(who(ANI, "ACCEPTED")))
    for agent in ("CLIENT", "NONE"):
        elsewhere = after.replace(b"ORGANIZER;", b"ORGANIZER;SCHEDULE-AGENT=" + agent.encode() + b";")
        assert silent(before, elsewhere, ANI) == {US: "attendee.agent_elsewhere"}
    forced = before.replace(b"ORGANIZER;", b"ORGANIZER;SCHEDULE-FORCE-SEND=REPLY;")
    assert told(before, forced, ANI) == [("REPLY", US, True, "attendee.forced")]


def test_delegating_tells_the_organiser_and_invites_the_delegate() -> None:
    before = calendar(event(who(US, "ACCEPTED"), who(ANI)))
    after = calendar(event(who(US, "ACCEPTED"), who(ANI, "DELEGATED", f';DELEGATED-TO="mailto:{DEWI}"')))
    reply, request = edit(before, after, ANI)
    assert (reply["method"], reply["to"], reply["rule"]) == ("REPLY", US, "attendee.delegated")
    assert only(reply)["ATTENDEE"].params["DELEGATED-TO"] == f"mailto:{DEWI}"
    assert (request["method"], request["from"], request["to"]) == ("REQUEST", ANI, DEWI)
    assert partstats(only(request)) == {US: "ACCEPTED", ANI: "DELEGATED", DEWI: "NEEDS-ACTION"}
