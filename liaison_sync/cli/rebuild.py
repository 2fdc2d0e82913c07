"""`liaison-sync rebuild`: derive everything again from the kept bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.app.rebuild import Rebuilt
    from liaison_sync.app.service import Service


def rebuild(
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin at the beginning, even where a rebuild was cut off.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what differed as JSON.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Read all stored mail again and derive messages, threads, recognition and meetings anew; decisions stay.

    Goes on where it was cut off, beside a running service. Exit code 1 where another process is rebuilding.
    """
    from liaison_sync.app.jobs import LeaseLost
    from liaison_sync.app.rebuild import Busy
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    with service(settings(config)) as wired:
        language = wired.policy.language
        try:
            counts = _run(wired, anew=anew, quiet=as_json)
        except (Busy, LeaseLost):
            typer.echo(say(language, "run.rebuild_busy"), err=True)
            raise typer.Exit(EXIT_FAILED) from None
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo(say(language, "run.rebuilt", **counts))


def _run(wired: Service, *, anew: bool, quiet: bool) -> dict[str, int]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from liaison_sync.app.rebuild import COUNTED, rebuild
    from liaison_sync.formats.wording import say

    last: Rebuilt | None = None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("")
        for last in rebuild(wired, anew=anew):
            step = say(wired.policy.language, f"run.rebuilding.{last.step}")
            progress.update(task, description=step, completed=last.done, total=max(last.total, last.done))
    return {name: last.changed[name] if last else 0 for name in COUNTED}
