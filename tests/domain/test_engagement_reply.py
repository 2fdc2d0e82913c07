"""REPLY, delegation and REFRESH: each row of the method table, in every order of arrival."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import AuthVerdict, Fact
from liaison_sync.domain.invitation import Attendee
from tests.domain.engagement_story import (
    BUDI,
    CITRA,
    COLLEAGUE,
    DIAN,
    POLICY,
    STRANGER,
    US,
    WEEKLY,
    act,
    asked,
    at,
    component,
    delegate_reply,
    delegated,
    only,
    partstats,
    reply,
    request,
    sent,
    settled,
    verdicts,
)

OURS = request(BUDI, CITRA, sender=US)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (("ACCEPTED", "DECLINED"), "confirmed"),
        (("DECLINED", "DECLINED"), "declined_by_partner"),
        (("TENTATIVE", "DECLINED"), "tentative"),
        (("NEEDS-ACTION", "DECLINED"), "proposed"),
    ],
)
def test_partners_answers_decide_what_we_organise(answers: tuple[str, str], status: str) -> None:
    story = (OURS, reply(BUDI, answers[0], organizer=US), reply(CITRA, answers[1], organizer=US))
    assert only(settled(*story)).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [("ACCEPTED", "confirmed"), ("TENTATIVE", "tentative"), ("DECLINED", "declined_by_us")],
)
def test_our_sent_reply_is_our_answer(answer: str, status: str) -> None:
    assert only(settled(request(), reply(US, answer))).status == status


def test_our_reply_counts_only_from_the_sent_folder() -> None:
    forged = sent(component("REPLY", asked(US, partstat="DECLINED"), stamp=90), US, role="inbox")
    assert only(settled(request(), reply(US, "ACCEPTED"), forged)).status == "confirmed"


def test_a_reply_may_leave_out_the_organizer() -> None:
    assert only(settled(OURS, reply(BUDI, "ACCEPTED", organizer=None))).status == "confirmed"


def test_the_newest_answer_of_one_attendee_counts_by_its_own_clock() -> None:
    story = (OURS, reply(BUDI, "ACCEPTED", stamp=20), reply(BUDI, "DECLINED", stamp=30))
    assert partstats(only(settled(*story)))[BUDI] == "DECLINED"
    assert verdicts(story[0], story[2], story[1])[2] == ("STALE", "reply.stale")


def test_an_attendee_with_a_slow_clock_still_answers() -> None:
    assert partstats(only(settled(request(BUDI, sender=US, stamp=100), reply(BUDI, "ACCEPTED", stamp=-500))))[BUDI] == (
        "ACCEPTED"
    )


def test_an_answer_to_an_older_version_is_shown_and_not_counted() -> None:
    moved = request(BUDI, CITRA, sender=US, sequence=1, stamp=9, start=at(5))
    story = (OURS, moved, reply(BUDI, "ACCEPTED"))
    found = only(settled(*story))
    assert (found.status, found.flags) == ("proposed", (f"outdated_answer:{BUDI}:ACCEPTED",))
    assert verdicts(*story)[2] == ("OUTDATED_ANSWER", "reply.outdated")


def test_nobody_answers_for_somebody_else() -> None:
    forged = sent(component("REPLY", asked(BUDI, partstat="DECLINED"), stamp=90), STRANGER)
    story = (OURS, reply(BUDI, "ACCEPTED"), forged)
    assert only(settled(*story)).status == "confirmed"
    assert verdicts(*story)[2] == ("NOT_AUTHORISED", "reply.not_the_attendee")


def test_an_unauthenticated_answer_changes_nothing() -> None:
    required = FoldPolicy("required")
    weak = reply(BUDI, "ACCEPTED")
    strong = replace(weak, authentication=AuthVerdict("pass"))
    assert only(settled(OURS, weak, policy=required)).status == "proposed"
    assert verdicts(OURS, weak, policy=required)[1] == ("LOW_TRUST", "reply.low_trust")
    assert only(settled(OURS, strong, policy=required)).status == "confirmed"


def test_an_alias_answers_for_its_person() -> None:
    alias = "budi.s@mitra.id"
    policy = FoldPolicy("none", aliases={alias: BUDI})
    answer = sent(component("REPLY", asked(BUDI, partstat="ACCEPTED")), alias)
    assert partstats(only(settled(OURS, answer, policy=policy)))[BUDI] == "ACCEPTED"
    assert partstats(only(settled(OURS, answer, policy=POLICY)))[BUDI] == "NEEDS-ACTION"


def test_a_reply_for_two_people_is_refused() -> None:
    both = sent(component("REPLY", asked(BUDI, CITRA, partstat="ACCEPTED")), BUDI)
    assert verdicts(OURS, both)[1] == ("NOT_AUTHORISED", "reply.not_the_attendee")


def test_a_stranger_waits_until_a_person_lets_it_in() -> None:
    story = (OURS, reply(STRANGER, "ACCEPTED"))
    found = only(settled(*story))
    assert (found.status, [who.counted for who in found.attendees]) == ("proposed", [True, True, False])
    assert verdicts(*story)[1] == ("UNINVITED_GUEST", "reply.uninvited")
    let_in = only(settled(*story, act("accept_guest", STRANGER)))
    assert (let_in.status, partstats(let_in)[STRANGER]) == ("confirmed", "ACCEPTED")


def test_a_reply_to_an_unknown_meeting_waits_for_it() -> None:
    story = (reply(BUDI, "ACCEPTED"), OURS)
    assert verdicts(*story)[0] == ("ORPHAN", "reply.unknown_meeting")
    assert settled(story[0]) == ()
    assert only(settled(*story)).status == "confirmed"


def test_a_reply_to_one_instance_makes_an_override_with_all_attendees() -> None:
    series = request(BUDI, CITRA, sender=US, recurrence=WEEKLY)
    story = (series, reply(CITRA, "ACCEPTED"), reply(BUDI, "DECLINED", rid=at(3, 7)))
    master, instance = settled(*story)
    assert partstats(master) == {BUDI: "NEEDS-ACTION", CITRA: "ACCEPTED"}
    assert partstats(instance) == {BUDI: "DECLINED", CITRA: "ACCEPTED"}


def test_a_reply_to_the_series_does_not_rewrite_an_override() -> None:
    series = request(BUDI, CITRA, sender=US, recurrence=WEEKLY)
    moved = request(BUDI, CITRA, sender=US, rid=at(3, 7), start=at(6, 7), stamp=5)
    master, instance = settled(series, moved, reply(BUDI, "ACCEPTED"))
    assert (partstats(master)[BUDI], partstats(instance)[BUDI]) == ("ACCEPTED", "NEEDS-ACTION")


def test_a_reply_to_what_is_no_instance_is_refused() -> None:
    series = request(BUDI, sender=US, recurrence=WEEKLY)
    story = (series, reply(BUDI, "DECLINED", rid=at(3, 5)))
    assert verdicts(*story)[1] == ("BAD_INSTANCE", "reply.not_an_instance")
    assert len(settled(*story)) == 1


def test_a_delegate_answers_in_place_of_who_sent_it() -> None:
    story = (OURS, delegated(BUDI, DIAN), delegate_reply(DIAN, BUDI, "ACCEPTED"))
    found = only(settled(*story))
    assert (found.status, partstats(found)) == (
        "confirmed",
        {BUDI: "DELEGATED", CITRA: "NEEDS-ACTION", DIAN: "ACCEPTED"},
    )
    who = {one.address: one for one in found.attendees}
    assert (who[BUDI].delegated_to, who[DIAN].delegated_from) == ((DIAN,), (BUDI,))
    assert verdicts(*story)[1:] == [("APPLIED", "reply.delegated"), ("APPLIED", "reply.applied")]


def test_a_delegate_must_say_for_whom() -> None:
    story = (OURS, delegated(BUDI, DIAN), reply(DIAN, "ACCEPTED"))
    assert verdicts(*story)[2] == ("UNINVITED_GUEST", "reply.delegate_unproven")
    assert partstats(only(settled(*story)))[DIAN] == "NEEDS-ACTION"


def test_nobody_appoints_himself_a_delegate() -> None:
    story = (OURS, delegate_reply(STRANGER, BUDI, "ACCEPTED"))
    assert verdicts(*story)[1] == ("UNINVITED_GUEST", "reply.uninvited")
    assert only(settled(*story)).status == "proposed"


def test_a_chain_of_delegates_ends_where_it_loops() -> None:
    back = sent(
        component("REPLY", (replace(delegated(DIAN, BUDI).invitation.attendees[0], delegated_from=(BUDI,)),)), DIAN
    )
    story = (OURS, delegated(BUDI, DIAN), back)
    assert verdicts(*story)[2] == ("NOT_AUTHORISED", "reply.delegation_loop")
    assert partstats(only(settled(*story)))[DIAN] == "NEEDS-ACTION"


def test_a_chain_of_delegates_has_an_end() -> None:
    people = [BUDI, *(f"wakil{n}@mitra.id" for n in range(7))]
    facts = [OURS, delegated(people[0], people[1])]
    for before, who, after in zip(people, people[1:], people[2:], strict=False):
        line = replace(delegated(who, after).invitation.attendees[0], delegated_from=(before,))
        facts.append(sent(component("REPLY", (line,), stamp=20), who))
    assert verdicts(*facts)[-1][1] == "reply.uninvited"
    assert ("NOT_AUTHORISED", "reply.delegation_too_deep") in verdicts(*facts)


def test_who_takes_a_delegation_back_takes_the_delegate_out() -> None:
    story = (OURS, delegated(BUDI, DIAN), delegate_reply(DIAN, BUDI, "ACCEPTED"), reply(BUDI, "DECLINED", stamp=60))
    assert partstats(only(settled(*story))) == {BUDI: "DECLINED", CITRA: "NEEDS-ACTION"}


def test_a_refresh_is_logged_and_only_from_an_attendee() -> None:
    asks = sent(component("REFRESH", asked(BUDI)), BUDI)
    forged = sent(component("REFRESH", asked(STRANGER), stamp=3), STRANGER)
    assert verdicts(OURS, asks, forged)[1:] == [
        ("NOTED", "refresh.noted"),
        ("NOT_AUTHORISED", "refresh.not_an_attendee"),
    ]
    assert only(settled(OURS, asks)).flags == ("refresh_requested",)


def test_of_two_of_ours_the_one_who_comes_decides() -> None:
    story = (request(US, COLLEAGUE), reply(US, "DECLINED"), reply(COLLEAGUE, "ACCEPTED"))
    assert only(settled(*story)).status == "confirmed"


def hands_on(who: str, to: str, **more: object) -> Fact:
    """The delegator's own REQUEST to its delegate (RFC 5546 §3.2.2.3)."""
    lines = (Attendee(who, partstat="DELEGATED", delegated_to=(to,)), Attendee(to, delegated_from=(who,)))
    return sent(component("REQUEST", lines, **{"stamp": 20, **more}), who)  # type: ignore[arg-type]


def test_a_delegators_own_request_makes_its_delegate_an_attendee_and_nothing_else() -> None:
    asked_us = hands_on(BUDI, US, start=at(9), sequence=3, title="Lain")
    found = only(settled(request(BUDI, CITRA), asked_us, delegate_reply(US, BUDI, "ACCEPTED")))
    assert (found.start, found.title, found.sequence, found.observer) == (at(3), "Rapat", 0, False)
    assert partstats(found) == {BUDI: "DELEGATED", CITRA: "NEEDS-ACTION", US: "ACCEPTED"}
    assert found.status == "confirmed"
    assert verdicts(request(BUDI, CITRA), asked_us)[1] == ("APPLIED", "request.delegated")


def test_a_delegators_reply_and_its_request_say_one_thing() -> None:
    story = (OURS, delegated(BUDI, DIAN, organizer=US), hands_on(BUDI, DIAN, organizer=US))
    assert partstats(only(settled(*story))) == {BUDI: "DELEGATED", CITRA: "NEEDS-ACTION", DIAN: "NEEDS-ACTION"}
    expected = {("APPLIED", "reply.delegated"), ("APPLIED", "request.delegated")}
    assert set(verdicts(*story)[1:]) == set(verdicts(story[0], story[2], story[1])[1:]) == expected


def test_we_hand_a_meeting_on_from_our_sent_folder() -> None:
    found = only(settled(request(), hands_on(US, CITRA)))
    assert partstats(found) == {US: "DELEGATED", BUDI: "NEEDS-ACTION", CITRA: "NEEDS-ACTION"}


def test_a_delegation_of_a_meeting_nobody_vouches_for_is_unverified() -> None:
    assert only(settled(hands_on(BUDI, US))).status == "unverified"
    assert verdicts(hands_on(BUDI, US)) == [("LOW_TRUST", "request.delegated")]
    assert not settled(hands_on(BUDI, CITRA, organizer=US))
    assert verdicts(hands_on(BUDI, CITRA, organizer=US)) == [("NOT_AUTHORISED", "request.we_organise")]


def test_only_who_was_asked_hands_its_place_on() -> None:
    stranger = hands_on(STRANGER, US)
    assert partstats(only(settled(request(BUDI, CITRA), stranger))) == {BUDI: "NEEDS-ACTION", CITRA: "NEEDS-ACTION"}
    assert verdicts(request(BUDI, CITRA), stranger)[1] == ("NOT_AUTHORISED", "request.not_the_organiser")
