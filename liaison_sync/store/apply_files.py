"""Writing the changes of meetings' files."""

from __future__ import annotations

from dataclasses import asdict
from typing import assert_never

from liaison_sync.domain import changes as c
from liaison_sync.domain.index_words import file_words
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch


def gather(batch: Batch, change: c.MeetingFiling) -> None:
    """One that is put is there, whether it had been taken away or not."""
    row = asdict(change)
    match change:
        case c.MeetingFilePut(name=name):
            batch.put(s.meeting_file, {**row, "words": file_words(name), "removed_at": None, "removed_by": None})
        case c.MeetingFileMarked() | c.MeetingFileRemoved():
            batch.change(s.meeting_file, row)
        case c.MeetingFileDropped():
            batch.drop(s.meeting_file, **row)
        case _:
            assert_never(change)
