"""Where the tests' files lie: in memory where there is room for them.

Hundreds of short-lived databases and mailboxes are made and thrown away, and a disk takes longer over that than the
tests over what they show. Nothing is lost by it: processes are killed here, machines never.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes


def in_memory() -> None:
    """All temporary files of this process and of those it starts; left alone where TMPDIR is set or room is scarce."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # to be asked again


def open_to_all() -> Path:
    """Where a server run by another user may have its files, under a short name."""
    return MEMORY if os.environ.get("TMPDIR") == str(MEMORY) else Path("/tmp")
