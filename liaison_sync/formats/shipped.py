"""Where the files that ship with the package are: inside it when installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(path: str) -> Path:
    """The shipped file or folder `path` ("templates/…", "config/…")."""
    installed = _PACKAGE / path
    return installed if installed.exists() else _PACKAGE.parent / path
