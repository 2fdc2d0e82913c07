"""`liaison-sync run`: the worker and the console, until told to stop."""

from __future__ import annotations

from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_CONFIG, ConfigOption, settings


def run(
    config: ConfigOption = DEFAULT,
    console: Annotated[bool, typer.Option(help="Serve the console too.")] = True,
) -> None:
    """Poll, decide and send, and serve the console, until Ctrl-C or SIGTERM."""
    from liaison_sync.app.parser_process import prepare

    prepare()
    from liaison_sync.app.letters import template_problems
    from liaison_sync.bootstrap import service
    from liaison_sync.cli.serving import address, listening, serve
    from liaison_sync.formats.own_wording import faults
    from liaison_sync.formats.wording import say

    found = settings(config, finished=True)
    for problem in template_problems(found.templates):  # such a letter is held; all else goes on
        typer.echo(problem, err=True)
    if any(faults(found.templates)):  # of words and pages everything is made
        raise typer.Exit(EXIT_CONFIG)
    place = listening(found.console) if console else None
    with service(found) as wired:
        if place is not None:
            url = found.console.public_url if found.console.port else address(place)
            typer.echo(say(wired.policy.language, "run.console", url=url))
        serve(wired, found.console, place)
    typer.echo(say(wired.policy.language, "run.stopped"))
