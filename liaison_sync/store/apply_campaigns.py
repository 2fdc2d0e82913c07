"""Writing campaigns, who takes part in them, and rules of one partner or project."""

from __future__ import annotations

from dataclasses import asdict
from typing import assert_never

from liaison_sync.domain import changes as c
from liaison_sync.domain.policy import Override
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch
from liaison_sync.store.codec import dump
from liaison_sync.store.policy_kept import CAMPAIGN


def gather(batch: Batch, change: c.Campaigning) -> None:
    """Into the batch; who takes part already stays as they are."""
    match change:
        case c.CampaignPut(kept=kept, at=at, actor=actor):
            row = {**_campaign(kept.campaign.id), "document": dump(kept)}
            batch.put(s.policy_entry, {**row, "at": at, "actor": actor})
        case c.CampaignDropped(id=id_):
            batch.drop(s.policy_entry, **_campaign(id_))
        case c.Enrolled():
            batch.add(s.enrolment, asdict(change))
        case c.EnrolmentLeft():
            batch.change(s.enrolment, asdict(change))
        case c.OverridePut(rule=rule, at=at, actor=actor):
            batch.put(s.policy_entry, {**_key(rule), "document": dump(rule), "at": at, "actor": actor})
        case c.OverrideDropped(rule=rule):
            batch.drop(s.policy_entry, **_key(rule))
        case _:
            assert_never(change)


def _campaign(id_: str) -> dict[str, str]:
    return {"kind": CAMPAIGN, "whose": id_, "trigger": ""}


def _key(rule: Override) -> dict[str, str]:
    kind = "partner" if rule.partner is not None else "project"
    return {"kind": kind, "whose": rule.partner or rule.project or "", "trigger": rule.trigger or ""}
