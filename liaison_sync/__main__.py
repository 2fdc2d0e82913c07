"""`python -m liaison_sync` and the `liaison-sync` command."""

from __future__ import annotations

import sys


def main() -> None:
    from liaison_sync.cli import app

    try:
        app()
    except Exception as error:
        if not _told(error):
            raise


def _told(error: Exception) -> bool:
    """A failure of the world is told in both languages, with what to do next, and ends with exit code 1."""
    from liaison_sync.domain.errors import Failure

    if not isinstance(error, Failure):
        return False
    from liaison_sync.formats.wording import LANGUAGES, say

    for language in LANGUAGES:
        for part in ("cause", "next"):
            sys.stderr.write(say(language, f"errors.{error.key}.{part}", **error.params) + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
