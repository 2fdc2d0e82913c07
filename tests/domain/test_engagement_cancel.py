"""CANCEL and ADD: each row of the method table, in every order of arrival."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.engagement import Engagement
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
    state,
    verdicts,
)


def statuses(*found: Engagement) -> list[str]:
    return [one.status for one in found]


def test_the_organiser_cancels_the_whole_series() -> None:
    story = (request(recurrence=WEEKLY), request(rid=at(3, 7), start=at(6, 7), stamp=5), cancel(US, BUDI))
    assert statuses(*settled(*story)) == ["cancelled", "cancelled"]
    assert verdicts(*story)[2] == ("APPLIED", "cancel.all")


def test_a_cancellation_with_the_same_sequence_and_a_newer_stamp_counts() -> None:
    assert only(settled(request(sequence=3), cancel(sequence=3))).status == "cancelled"


def test_a_cancellation_of_an_older_version_is_stale() -> None:
    story = (request(sequence=3, stamp=60), cancel(sequence=2))
    assert only(settled(*story)).status == "proposed"
    assert verdicts(*story)[1] == ("STALE", "cancel.stale")


def test_a_cancellation_seen_first_is_a_tombstone_and_the_late_request_shows_as_cancelled() -> None:
    assert only(settled(cancel(US))).status == "tombstone"
    assert verdicts(cancel(US)) == [("APPLIED", "cancel.tombstone")]
    story = (cancel(US), request())
    assert only(settled(*story)).status == "cancelled"
    assert verdicts(*story)[1] == ("APPLIED", "request.after_cancel")


def test_a_newer_request_revives_a_cancelled_meeting() -> None:
    story = (request(), cancel(), request(sequence=2, stamp=60))
    found = only(settled(*story))
    assert (found.status, found.flags) == ("proposed", ("revived",))
    assert verdicts(*story)[2] == ("APPLIED", "request.revived")


def test_only_we_were_removed() -> None:
    story = (request(US, BUDI), cancel(US, status=None))
    assert only(settled(*story)).status == "uninvited"
    assert verdicts(*story)[1] == ("APPLIED", "cancel.uninvited")


def test_somebody_else_was_removed() -> None:
    found = only(settled(request(US, BUDI, CITRA), cancel(CITRA, status=None)))
    assert (found.status, set(partstats(found))) == ("proposed", {US, BUDI})


def test_one_of_our_two_mailboxes_was_removed() -> None:
    found = only(settled(request(US, COLLEAGUE, BUDI), cancel(US, status=None)))
    assert (found.status, set(partstats(found))) == ("proposed", {COLLEAGUE, BUDI})


def test_cancelling_one_instance_leaves_every_other_alone() -> None:
    moved = request(rid=at(3, 14), start=at(6, 14), stamp=5)
    story = (request(recurrence=WEEKLY), moved, cancel(rid=at(3, 7)))
    without = {one.recurrence_id: one for one in state(story[:2])}
    found = {one.recurrence_id: one for one in settled(*story)}
    assert found[at(3, 7)].status == "cancelled"
    assert {key: one for key, one in found.items() if key != at(3, 7)} == without
    assert verdicts(*story)[2] == ("APPLIED", "cancel.instance")


def test_a_cancelled_instance_shows_the_series_it_was_of() -> None:
    _, gone = settled(request(recurrence=WEEKLY), cancel(rid=at(3, 7), title=""))
    assert (gone.title, gone.start, gone.end) == ("Rapat", at(3, 7), at(4, 7))


def test_cancelling_what_is_no_instance_is_kept_as_an_orphan() -> None:
    story = (request(recurrence=WEEKLY), cancel(rid=at(3, 5)))
    assert verdicts(*story)[1] == ("ORPHAN", "cancel.not_an_instance")
    assert settled(*story)[0].status == "proposed"


def test_a_cancelled_instance_can_come_back() -> None:
    story = (request(recurrence=WEEKLY), cancel(rid=at(3, 7)), request(rid=at(3, 7), sequence=2, stamp=60))
    assert statuses(*settled(*story)) == ["proposed", "proposed"]


def test_an_instance_removed_for_us_alone_is_uninvited_there_only() -> None:
    story = (request(US, BUDI, recurrence=WEEKLY), cancel(US, rid=at(3, 7), status=None))
    assert statuses(*settled(*story)) == ["proposed", "uninvited"]


def test_a_stranger_cancels_nothing() -> None:
    forged = sent(component("CANCEL", asked(US), sequence=9, stamp=99, status="CANCELLED"), STRANGER)
    own_name = cancel(US, sender=STRANGER, sequence=9, stamp=99)
    story = (request(), forged, own_name)
    assert only(settled(*story)).status == "proposed"
    assert verdicts(*story)[1:] == [("NOT_AUTHORISED", "cancel.not_the_organiser")] * 2


def test_nobody_cancels_what_we_organise() -> None:
    forged = sent(component("CANCEL", asked(US), organizer=US, sequence=9, stamp=99, status="CANCELLED"), BUDI)
    story = (request(BUDI, sender=US), forged)
    assert only(settled(*story)).status == "proposed"
    assert verdicts(*story)[1] == ("NOT_AUTHORISED", "cancel.we_organise")


def test_we_cancel_what_we_organise() -> None:
    assert only(settled(request(BUDI, sender=US), cancel(BUDI, sender=US))).status == "cancelled"


def test_a_request_with_status_cancelled_cancels() -> None:
    story = (request(recurrence=WEEKLY), request(rid=at(3, 7), status="CANCELLED", stamp=9))
    assert statuses(*settled(*story)) == ["proposed", "cancelled"]


def test_a_cancellation_without_organizer_counts_from_the_organiser_alone() -> None:
    bare = sent(component("CANCEL", asked(US, BUDI), organizer=None, sequence=1, stamp=9), BOSS)
    forged = sent(component("CANCEL", asked(US, BUDI), organizer=None, sequence=1, stamp=9), BUDI)
    assert only(settled(request(), bare)).status == "cancelled"
    assert only(settled(request(), forged)).status == "proposed"


def test_our_answer_survives_the_order_of_a_cancelled_instance() -> None:
    story = (request(recurrence=WEEKLY), reply(US, "ACCEPTED"), cancel(rid=at(3, 7)))
    assert statuses(*settled(*story)) == ["confirmed", "cancelled"]


def test_add_brings_a_new_instance() -> None:
    extra = sent(component("ADD", asked(US, BUDI), sequence=1, stamp=9, start=at(5, 2)), BOSS)
    story = (request(recurrence=WEEKLY), extra)
    master, added = settled(*story)
    assert (master.rdates, added.start, added.flags) == ((at(5, 2),), at(5, 2), ())
    assert verdicts(*story)[1] == ("APPLIED", "add.instance")


def test_add_to_a_meeting_nobody_knows_is_an_orphan() -> None:
    extra = sent(component("ADD", asked(US, BUDI), sequence=1, stamp=9, start=at(5, 2)), BOSS)
    assert verdicts(extra) == [("ORPHAN", "add.orphan")]
    assert "refresh_suggested" in only(settled(extra)).flags


def test_add_by_a_stranger_changes_nothing() -> None:
    extra = sent(component("ADD", asked(US), sequence=1, stamp=9, start=at(5, 2)), STRANGER)
    assert len(settled(request(recurrence=WEEKLY), extra)) == 1


def test_cancelling_from_an_instance_on_is_marked() -> None:
    onward = sent(replace(cancel(rid=at(3, 7)).invitation, this_and_future=True), BOSS)
    _, gone = settled(request(recurrence=WEEKLY), onward)
    assert (gone.status, gone.flags) == ("cancelled", ("this_and_future",))


def test_a_cancelled_instance_of_a_series_described_later_shows_that_series() -> None:
    later = request(recurrence=WEEKLY, sequence=2, stamp=90, title="Baru")
    _, gone = settled(cancel(US, rid=at(3, 7)), later)
    assert (gone.status, gone.title, set(partstats(gone)), gone.flags) == ("cancelled", "Baru", {US, BUDI}, ())


def test_of_a_request_and_a_cancellation_of_one_version_the_cancellation_is_the_later() -> None:
    for title in ("A", "B", "C", "D", "E"):
        assert only(settled(request(title=title), cancel(sequence=0, stamp=0))).status == "cancelled"
