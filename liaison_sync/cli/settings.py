"""What most commands begin with: the configuration, or every problem in it and exit code 3."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from liaison_sync.config import ConfigInvalid
    from liaison_sync.settings import Settings

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_CONFIG = 3

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", envvar="LIAISON_CONFIG", help="The configuration file.", show_default=True)
]
DEFAULT = Path("liaison.toml")


def settings(file: Path, *, finished: bool = False) -> Settings:
    """The settings of `file`; prints every problem and ends with exit code 3 where there are any.

    `finished`: a value that still stands as in the example is a problem; for whatever reads mail or sends letters.
    """
    from liaison_sync.config import ConfigInvalid, load

    try:
        return load(file, finished=finished)
    except ConfigInvalid as invalid:
        tell(invalid)
        raise typer.Exit(EXIT_CONFIG) from None


def tell(invalid: ConfigInvalid) -> None:
    """All problems at once, each with its path, in both languages."""
    from liaison_sync.formats.wording import say

    for language in ("id", "en"):
        sys.stderr.write(say(language, "config.invalid", file=invalid.file, count=len(invalid.problems)) + "\n")
    for problem in invalid.problems:
        sys.stderr.write(f"  {problem.path or '(file)'}: {problem.text}\n")
