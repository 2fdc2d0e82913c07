"""Writing who takes part in which campaign."""

from __future__ import annotations

from dataclasses import asdict

from liaison_sync.domain import changes as c
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch


def gather(batch: Batch, change: c.Enrolled | c.EnrolmentLeft) -> None:
    """Into the batch; who takes part already stays as they are."""
    if isinstance(change, c.Enrolled):
        batch.add(s.enrolment, asdict(change))
    else:
        batch.change(s.enrolment, asdict(change))
