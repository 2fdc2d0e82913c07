"""Campaigns as decisions see them: each contact in one, with what was written to and fro since our first letter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import Campaign
from liaison_sync.domain.triggers import sequence
from liaison_sync.domain.view import Ball, Correspondence, Enrolled
from liaison_sync.store import enrolments, pictures
from liaison_sync.store import schema as s
from liaison_sync.store.enrolments import Enrolment


def taking_part(
    connection: Connection, base: Context, open_: Iterable[FollowUp], *, narrow: bool
) -> dict[str, Enrolled]:
    """By what their follow-ups are about: who takes part, or (`narrow`) only whom these follow-ups are about."""
    named = {one.about for one in open_ if one.trigger == sequence.NAME}
    campaigns = {one.id: one for one in base.policy.campaigns}
    if not named and (narrow or not campaigns):
        return {}
    rows = {sequence.about(one.campaign, one.contact): one for one in enrolments.listed(connection)}
    active = {about for about, one in rows.items() if not one.left and one.campaign in campaigns}
    wanted = {about: one for about, one in rows.items() if about in named or (not narrow and about in active)}
    letters = {(one.about, one.message_id) for one in base.sent if one.trigger == sequence.NAME and one.message_id}
    threads = enrolments.threads(connection, {one for one in letters if one[0] in wanted})
    found = pictures.correspondences(connection, s.thread.c.id.in_(set(threads.values()))) if threads else []
    stands = {one.thread: one for one in found}
    return {
        about: _enrolled(one, campaigns.get(one.campaign), base, stands.get(threads.get(about, "")))
        for about, one in wanted.items()
    }


def _enrolled(one: Enrolment, campaign: Campaign | None, base: Context, thread: Correspondence | None) -> Enrolled:
    contact = base.contacts.get(one.contact)
    return Enrolled(
        thread=thread.thread if thread else "",
        subject=campaign.name if campaign else "",
        partner=contact.partner if contact else None,
        turns=thread.turns if thread else (),
        ball=thread.ball if thread else Ball("nobody"),
        owner=(campaign.owner if campaign else None) or (thread.owner if thread else None),
        closed=thread.closed if thread else False,
        snoozed_until=thread.snoozed_until if thread else None,
        project=campaign.project if campaign else None,
        campaign=one.campaign,
        contact=one.contact,
        enrolled_at=one.at,
        left=one.left,
    )
