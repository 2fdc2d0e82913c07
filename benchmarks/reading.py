"""`python -m benchmarks.reading CONFIG`: read every mailbox once, as the worker does, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    # As `run` does: parser processes import the main module again, and need none of this.
    from liaison_sync.app.parser_process import prepare

    prepare()
    from liaison_sync.app.poll import read_all
    from liaison_sync.bootstrap import service
    from liaison_sync.config import load

    with service(load(Path(sys.argv[1]))) as wired:
        polled = read_all(wired, wired.mailboxes)
    if any(one.failure or one.skipped for one in polled):
        raise SystemExit(f"not everything was read: {polled}")


if __name__ == "__main__":
    main()
