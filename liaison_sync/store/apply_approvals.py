"""Writing what becomes of approval by mail: codes given out and used, mails that answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import assert_never

from liaison_sync.domain import changes as c
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch


def gather(batch: Batch, change: c.Approving) -> None:
    """Into the batch; an answer that is known stays as it is."""
    row = asdict(change)
    match change:
        case c.ApprovalAsked():
            batch.add(s.approval_code, row)
        case c.ApprovalMailArrived():
            batch.add(s.approval_mail, {**row, "state": "waiting"})
        case c.ApprovalCodeUsed():
            batch.change(s.approval_code, row)
        case c.ApprovalMailSettled():
            batch.change(s.approval_mail, row)
        case _:
            assert_never(change)
