"""REQUEST: each row of the method table, in every order of arrival."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.domain.invitation import Moment, Recurrence
from tests.domain.engagement_story import (
    BOSS,
    BUDI,
    CITRA,
    COLLEAGUE,
    STRANGER,
    US,
    WEEKLY,
    asked,
    at,
    cancel,
    component,
    only,
    partstats,
    reply,
    request,
    sent,
    settled,
    verdicts,
)

REQUIRED = FoldPolicy("required")


def test_a_new_request_creates_a_proposed_engagement() -> None:
    found = only(settled(request(US, BUDI)))
    assert (found.status, found.observer, found.organizer, found.sequence) == ("proposed", False, BOSS, 0)
    assert verdicts(request(US, BUDI)) == [("APPLIED", "request.new")]


def test_a_request_that_does_not_list_us_makes_us_observers() -> None:
    found = only(settled(request(BUDI, CITRA)))
    assert found.observer
    assert verdicts(request(BUDI)) == [("APPLIED", "request.observer")]


def test_a_reschedule_takes_partstats_as_sent() -> None:
    story = (request(), reply(US, "ACCEPTED"), request(sequence=1, stamp=30, start=at(5)))
    found = only(settled(*story))
    assert (found.status, found.start) == ("proposed", at(5))
    assert verdicts(*story)[2] == ("APPLIED", "request.reschedule")
    assert verdicts(story[0], story[2], story[1])[2] == ("OUTDATED_ANSWER", "reply.outdated")


def test_an_update_that_moves_nothing_keeps_our_answer() -> None:
    story = (request(), reply(US, "ACCEPTED"), request(sequence=1, stamp=30, title="Rapat koordinasi"))
    found = only(settled(*story))
    assert (found.status, found.title, found.sequence) == ("confirmed", "Rapat koordinasi", 1)
    assert verdicts(*story)[2] == ("APPLIED", "request.update")


def test_a_minor_update_of_the_same_sequence_keeps_answers() -> None:
    story = (request(), reply(US, "ACCEPTED"), request(stamp=30, title="Baru"))
    found = only(settled(*story))
    assert (found.status, found.title) == ("confirmed", "Baru")
    assert verdicts(*story)[2] == ("APPLIED", "request.minor")


def test_two_bodies_of_one_version_are_settled_by_hash_and_flagged() -> None:
    found = only(settled(request(title="A"), request(title="B")))
    assert "conflict" in found.flags
    both = {verdicts(request(title=one), request(title=two))[1] for one, two in (("A", "B"), ("B", "A"))}
    assert both == {("APPLIED", "request.conflict"), ("STALE", "request.conflict")}


def test_an_older_request_is_stale() -> None:
    assert verdicts(request(sequence=2, stamp=9, start=at(5)), request())[1] == ("STALE", "request.stale")
    assert only(settled(request(sequence=2, stamp=9, start=at(5)), request())).start == at(5)


def test_the_same_request_twice_is_a_duplicate() -> None:
    assert verdicts(request(), request())[1] == ("DUPLICATE", "any.duplicate")


def test_nobody_else_may_send_a_request_for_a_meeting_we_organise() -> None:
    ours = request(BUDI, sender=US)
    forged = sent(component("REQUEST", asked(US, BUDI), organizer=US, sequence=5, start=at(9)), STRANGER)
    spoofed = sent(component("REQUEST", asked(US, BUDI), organizer=US, sequence=6, start=at(9)), US, role="inbox")
    taken = request(US, sender=STRANGER, sequence=7, stamp=40, start=at(9))
    assert only(settled(ours, forged, spoofed, taken)).start == at(3)
    assert [verdict for verdict, _ in verdicts(ours, forged, spoofed, taken)][1:] == ["NOT_AUTHORISED"] * 3
    assert settled(forged) == ()


def test_another_organiser_is_quarantined() -> None:
    story = (request(), request(sender=STRANGER, sequence=3, stamp=40, start=at(9)))
    found = only(settled(*story))
    assert (found.organizer, found.start) == (BOSS, at(3))
    assert "organizer_change" in found.flags
    assert verdicts(*story)[1] == ("QUARANTINED", "request.organizer_change")


def test_a_colleague_of_the_organiser_may_take_over() -> None:
    story = (request(), request(US, sender=CITRA, sequence=1, stamp=40, start=at(9)))
    found = only(settled(*story))
    assert (found.organizer, found.start) == (CITRA, at(9))


def test_after_a_cancellation_another_organiser_may_take_the_uid() -> None:
    other = "ketua@lain.example"
    found = only(settled(request(), cancel(), request(US, sender=other, sequence=2, stamp=90, start=at(9))))
    assert (found.organizer, found.status) == (other, "proposed")


def test_free_mail_neighbours_are_not_colleagues() -> None:
    one, two = "a@gmail.com", "b@gmail.com"
    found = only(settled(request(US, sender=one), request(US, sender=two, sequence=1, stamp=40, start=at(9))))
    assert found.organizer == one


def test_a_secretary_speaks_within_the_domain_only() -> None:
    inside = sent(component("REQUEST", asked(US), sent_by=CITRA), CITRA)
    outside = sent(component("REQUEST", asked(US), sent_by=STRANGER), STRANGER)
    assert only(settled(inside)).status == "proposed"
    assert only(settled(outside)).status == "unverified"


def test_an_unauthenticated_request_may_only_create_an_unverified_engagement() -> None:
    weak = request()
    strong = sent(component("REQUEST", asked(US, BUDI), sequence=0, stamp=1), BOSS, auth=AuthVerdict("pass"))
    assert only(settled(weak, policy=REQUIRED)).status == "unverified"
    assert only(settled(weak, strong, policy=REQUIRED)).status == "proposed"
    forged = request(sequence=9, stamp=99, start=at(9))
    assert only(settled(strong, forged, policy=REQUIRED)).start == at(3)
    assert verdicts(strong, forged, policy=REQUIRED)[1] == ("LOW_TRUST", "request.low_trust")


def test_a_forwarded_invitation_is_unverified_and_ours_to_watch() -> None:
    passed_on = sent(component("REQUEST", asked(BUDI)), BUDI, forwarded=True)
    found = only(settled(passed_on))
    assert (found.status, found.observer) == ("unverified", True)
    assert verdicts(passed_on) == [("LOW_TRUST", "request.forwarded")]


def test_an_instance_request_makes_an_override_and_gives_back_its_exdate() -> None:
    excluded = replace(WEEKLY, exdates=(at(3, 7),))
    story = (request(recurrence=excluded), request(rid=at(3, 7), start=at(6, 7), sequence=1, stamp=5))
    master, override = settled(*story)
    assert (master.exdates, override.start) == ((), at(6, 7))


def test_a_newer_exdate_takes_an_override_away() -> None:
    later = request(recurrence=replace(WEEKLY, exdates=(at(3, 7),)), sequence=2, stamp=9)
    story = (request(recurrence=WEEKLY), request(rid=at(3, 7), start=at(6, 7), sequence=1, stamp=5), later)
    assert [one.status for one in settled(*story)] == ["proposed", "cancelled"]


def test_an_instance_nobody_knows_is_kept_as_an_orphan() -> None:
    story = (request(recurrence=WEEKLY), request(rid=at(3, 5), sequence=1, stamp=5))
    _, orphan = settled(*story)
    assert "orphan" in orphan.flags
    assert verdicts(*story)[1] == ("ORPHAN", "request.not_an_instance")


def test_an_instance_without_its_series_waits_for_it() -> None:
    story = (request(rid=at(3, 7), start=at(6, 7)), request(recurrence=WEEKLY))
    assert verdicts(*story)[0] == ("ORPHAN", "request.instance_without_series")
    assert "orphan" in only(settled(story[0])).flags
    assert all("orphan" not in one.flags for one in settled(*story))


def test_an_update_of_the_rule_drops_overrides_it_does_not_carry() -> None:
    override = request(rid=at(3, 7), start=at(6, 7), sequence=0, stamp=5)
    moved = request(recurrence=WEEKLY, start=at(4), sequence=1, stamp=9)
    retitled = request(recurrence=WEEKLY, title="Baru", sequence=1, stamp=9)
    cancelled = cancel(rid=at(3, 14), sequence=0, stamp=6)
    first = request(recurrence=WEEKLY)
    assert len(settled(first, override, moved)) == 1
    assert len(settled(first, override, retitled)) == 2
    assert [one.status for one in settled(first, cancelled, moved)] == ["proposed", "cancelled"]


def test_an_update_of_the_rule_keeps_the_overrides_sent_with_it() -> None:
    both = frozenset({"", at(4, 7).key})
    first = request(recurrence=WEEKLY)
    moved = replace(request(recurrence=WEEKLY, start=at(4), sequence=1, stamp=9), siblings=both)
    carried = replace(request(rid=at(4, 7), start=at(6, 7), sequence=1, stamp=9), siblings=both)
    assert len(settled(first, moved, carried)) == 2


def test_this_and_future_is_marked_where_the_series_splits() -> None:
    story = (
        request(recurrence=WEEKLY),
        request(rid=at(3, 7), start=at(6, 7), this_and_future=True, sequence=1, stamp=5),
    )
    _, split = settled(*story)
    assert "this_and_future" in split.flags


def test_a_date_names_the_instance_of_that_day() -> None:
    day = Moment(at(3, 7).wall.date(), None, "date")  # type: ignore[union-attr]
    named = request(recurrence=WEEKLY)
    dated = sent(
        replace(component("CANCEL", asked(US), sequence=1, stamp=9, status="CANCELLED"), recurrence_id=day), BOSS
    )
    moved = request(rid=at(3, 7), start=at(6, 7), sequence=0, stamp=5)
    assert [one.recurrence_id and one.recurrence_id.key for one in settled(named, dated, moved)] == [None, at(3, 7).key]


def test_a_time_nobody_can_place_is_unverified() -> None:
    nowhere = Moment(at(3).wall, None, "unresolved")
    fact = sent(replace(component("REQUEST", asked(US)), start=nowhere), BOSS)
    found = only(settled(fact))
    assert (found.status, found.flags) == ("unverified", ("zone_unresolved",))


def test_two_mailboxes_share_one_engagement() -> None:
    here, there = request(US, COLLEAGUE), replace(request(US, COLLEAGUE), mailbox=COLLEAGUE)
    story = (here, there, reply(US, "DECLINED"), reply(COLLEAGUE, "ACCEPTED"))
    found = only(settled(*story))
    assert (found.status, partstats(found)) == ("confirmed", {US: "DECLINED", COLLEAGUE: "ACCEPTED"})
    assert verdicts(here, there)[1] == ("DUPLICATE", "any.duplicate")


def test_removed_by_an_update_we_are_uninvited() -> None:
    found = only(settled(request(US, BUDI), request(BUDI, sequence=1, stamp=9)))
    assert found.status == "uninvited"


def test_added_dates_are_a_reschedule_and_excluded_ones_are_not() -> None:
    plus = request(recurrence=Recurrence(rrules=("FREQ=WEEKLY",), rdates=((at(3, 2), None),)), sequence=1, stamp=9)
    minus = request(recurrence=replace(WEEKLY, exdates=(at(3, 7),)), sequence=1, stamp=9)
    first, answer = request(recurrence=WEEKLY), reply(US, "ACCEPTED")
    assert only(settled(first, answer, plus)).status == "proposed"
    assert only(settled(first, answer, minus)).status == "confirmed"


def test_whom_we_have_answered_nobody_displaces_with_an_older_stamp() -> None:
    backdated = request(US, sender=STRANGER, sequence=9, stamp=-500, start=at(9))
    found = only(settled(request(), reply(US, "ACCEPTED"), backdated))
    assert (found.organizer, found.start, found.status) == (BOSS, at(3), "confirmed")


def test_taking_one_place_back_does_not_free_the_uid() -> None:
    removed = cancel(BUDI, status=None)
    taken = request(US, sender=STRANGER, sequence=9, stamp=90, start=at(9))
    assert only(settled(request(US, BUDI), removed, taken)).organizer == BOSS


def test_a_secretary_of_our_own_house_does_not_speak_for_our_mailbox() -> None:
    near = "sekretaris@ours.go.id"
    story = (
        request(BUDI, sender=US),
        sent(component("REQUEST", asked(BUDI), organizer=US, sent_by=near, sequence=3, stamp=9, start=at(9)), near),
    )
    assert only(settled(*story)).start == at(3)
    assert verdicts(*story)[1] == ("NOT_AUTHORISED", "request.we_organise")


def test_a_sender_header_counts_within_the_domain_of_its_from() -> None:
    inside = sent(component("REQUEST", asked(US)), CITRA, technical=BOSS)
    outside = sent(component("REQUEST", asked(US)), STRANGER, technical=BOSS)
    assert only(settled(inside)).status == "proposed"
    assert only(settled(outside)).status == "unverified"


def test_a_time_moved_without_a_new_sequence_keeps_answers_and_is_flagged() -> None:
    found = only(settled(request(), reply(US, "ACCEPTED"), request(stamp=30, start=at(5))))
    assert (found.status, found.start, found.flags) == ("confirmed", at(5), ("rescheduled_without_sequence",))


def test_an_override_sent_after_the_rule_changed_stays() -> None:
    moved = request(recurrence=WEEKLY, start=at(4), sequence=1, stamp=9)
    after = request(rid=at(4, 7), start=at(6, 7), sequence=1, stamp=12)
    assert len(settled(request(recurrence=WEEKLY), moved, after)) == 2
