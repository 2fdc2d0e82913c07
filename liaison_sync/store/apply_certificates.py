"""Writing certificates: one row each, one a folder, one a difference; only healing is noted on them later."""

from __future__ import annotations

from dataclasses import asdict
from typing import assert_never

from liaison_sync.domain import changes as c
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch

_HEAD = ("id", "mailbox", "day", "began", "at", "verdict", "reason")


def gather(batch: Batch, change: c.Certifying) -> None:
    """Into the batch, without judgement."""
    match change:
        case c.Certified():
            batch.add(s.certificate, {name: getattr(change, name) for name in _HEAD})
            for folder in change.folders:
                batch.add(s.certificate_folder, {"certificate": change.id, **asdict(folder)})
            for one in change.differences:
                batch.add(s.certificate_difference, {"certificate": change.id, **asdict(one)})
        case c.DifferenceHealed():
            batch.change(s.certificate_difference, {name: getattr(change, name) for name in change.__slots__})
        case _:
            assert_never(change)
