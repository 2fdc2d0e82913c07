"""`liaison-sync poll`: one pass: read, decide, send what is due."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, ConfigOption, settings


def poll(
    config: ConfigOption = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened as JSON.")] = False,
) -> None:
    """Read every mailbox once, decide, and send what is due. Exit code 1 where a mailbox could not be read."""
    from liaison_sync.app.round import summary
    from liaison_sync.bootstrap import service
    from liaison_sync.store.engine import reading
    from liaison_sync.store.health import folder_states
    from liaison_sync.worker.loop import once

    with service(settings(config, finished=True)) as wired:
        done = once(wired)
        with reading(wired.engine) as connection:
            folders = folder_states(connection)
    if as_json:
        typer.echo(json.dumps(summary(done, folders), ensure_ascii=False))
    else:
        for line in done.lines(wired.policy.language):
            typer.echo(line)
    if done.failures:
        raise typer.Exit(EXIT_FAILED)
