"""`liaison-sync rehearse`: what the rules would have sent over past days of the real mail; nothing is sent."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, ConfigOption, settings


def rehearse(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many past days to go through.")] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rehearsal as JSON.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """List what the rules would have sent over the last days, and which of it after an answer. Sends nothing.

    The mail that was read is gone through again in a store of its own, with what people decided meanwhile, under a
    clock that is set; letters for review count as approved at once. Exit code 1 where a letter would have gone out
    after an answer.
    """
    from liaison_sync.app.rehearsal import rehearse as rehearsed
    from liaison_sync.app.rehearsal.words import lines, summary
    from liaison_sync.bootstrap import service

    with service(settings(config)) as wired:
        done = rehearsed(wired, days)
        if as_json:
            typer.echo(json.dumps(summary(done), ensure_ascii=False))
        else:
            for line in lines(done, wired.policy.language, wired.policy.zone):
                typer.echo(line)
    if done.after_answer:
        raise typer.Exit(EXIT_FAILED)
