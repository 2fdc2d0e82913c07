"""PUBLISH, feeds, calendar snapshots, candidates and what people decide."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.domain.invitation import Attendee
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    COLLEAGUE,
    STRANGER,
    US,
    act,
    asked,
    at,
    component,
    only,
    partstats,
    reply,
    request,
    sent,
    settled,
    snapshot,
    verdicts,
)

REQUIRED = FoldPolicy("required")
PUBLISHED = sent(component("PUBLISH", asked(US), start=at(9), sequence=5, stamp=90), BOSS)


def test_published_data_alone_is_unverified() -> None:
    assert only(settled(PUBLISHED)).status == "unverified"
    assert only(settled(sent(component(None, asked(US)), BOSS))).status == "unverified"


def test_published_data_never_overwrites_a_request() -> None:
    assert only(settled(request(), PUBLISHED)).start == at(3)
    assert verdicts(request(), PUBLISHED)[1] == ("NOTED", "publish.sighting")


def test_the_organisers_own_calendar_is_authoritative() -> None:
    mine = component(None, (*asked(BUDI, partstat="ACCEPTED"),), organizer=US, sequence=2, stamp=70, start=at(5))
    found = only(settled(request(BUDI, sender=US), snapshot(US, mine)))
    assert (found.status, found.start, found.sequence) == ("confirmed", at(5), 2)


def test_an_attendees_calendar_says_its_own_answer_and_nothing_else() -> None:
    mine = component(
        None, (Attendee(US, partstat="ACCEPTED"), Attendee(BUDI, partstat="DECLINED")), start=at(9), stamp=70
    )
    found = only(settled(request(), snapshot(US, mine)))
    assert (found.status, found.start) == ("confirmed", at(3))
    assert partstats(found) == {US: "ACCEPTED", BUDI: "NEEDS-ACTION"}


def test_a_meeting_that_left_the_calendar_is_not_cancelled() -> None:
    found = only(settled(request(), reply(US, "ACCEPTED"), snapshot(US, None)))
    assert (found.status, found.flags) == ("confirmed", ("left_calendar",))


def test_an_item_of_our_own_calendar_exists_without_any_mail() -> None:
    found = only(settled(snapshot(US, component(None, (Attendee(US, partstat="ACCEPTED"),)))))
    assert found.status == "confirmed"


def test_an_owner_who_is_no_attendee_is_an_observer() -> None:
    found = only(settled(snapshot(US, component(None, asked(BUDI), status="CONFIRMED"))))
    assert (found.observer, found.status) == (True, "confirmed")


def test_a_person_confirms_what_nobody_vouches_for() -> None:
    weak = request()
    assert only(settled(weak, act("confirm", weak.id), policy=REQUIRED)).status == "proposed"


def test_a_candidate_from_text_gives_way_to_the_invitation() -> None:
    read = replace(request(start=at(9), sequence=3, stamp=99), candidate=True)
    assert only(settled(read)).status == "unverified"
    assert only(settled(read, request())).start == at(3)
    assert verdicts(read)[0] == ("LOW_TRUST", "request.candidate")


def test_a_calendar_service_speaks_with_its_own_signature_only() -> None:
    relay = "calendar-notification@google.com"
    signed = AuthVerdict("pass", "dkim", ("google.com",))
    by_relay = replace(sent(component("REQUEST", asked(US)), relay, auth=signed), reply_to=BOSS)
    unsigned = replace(by_relay, authentication=AuthVerdict("pass", "dkim", ("evil.example",)))
    of_another = replace(by_relay, reply_to=STRANGER)
    assert only(settled(by_relay, policy=REQUIRED)).status == "proposed"
    assert only(settled(unsigned, policy=REQUIRED)).status == "unverified"
    assert only(settled(of_another, policy=REQUIRED)).status == "unverified"


def test_reply_to_alone_says_nothing() -> None:
    claimed = replace(sent(component("REQUEST", asked(US)), STRANGER), reply_to=BOSS)
    assert only(settled(claimed)).status == "unverified"


def test_one_of_ours_organises_and_another_attends() -> None:
    story = (request(COLLEAGUE, BUDI, sender=US), reply(BUDI, "ACCEPTED"))
    found = only(settled(*story))
    assert (found.status, found.observer) == ("confirmed", False)


def test_of_our_calendar_and_our_reply_the_newer_is_our_answer() -> None:
    seen = snapshot(US, component(None, asked(US, BUDI, partstat="ACCEPTED")))  # read at STAMP0
    before, after = reply(US, "DECLINED", stamp=-5), reply(US, "DECLINED", stamp=5)
    assert partstats(only(settled(request(), before, seen)))[US] == "ACCEPTED"
    assert partstats(only(settled(request(), seen, after)))[US] == "DECLINED"
    assert verdicts(request(), seen, after)[2] == ("APPLIED", "reply.applied")
