"""`liaison-sync init DIR`: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(directory: Annotated[Path, typer.Argument(help="Folder for the configuration and the database.")]) -> None:
    """Write a commented configuration; what is there already stays as it is."""
    from liaison_sync.formats.shipped import shipped
    from liaison_sync.formats.wording import say

    file = directory / "liaison.toml"
    directory.mkdir(parents=True, exist_ok=True)
    key = "config.exists"
    if not file.exists():
        key = "config.written"
        file.touch(mode=0o600)
        file.write_text(shipped("config/liaison.example.toml").read_text("utf-8"), "utf-8")
    for language in ("id", "en"):
        typer.echo(say(language, key, file=file))
