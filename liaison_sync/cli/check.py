"""`liaison-sync check`: is the configuration complete, and does every template render?"""

from __future__ import annotations

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_CONFIG, ConfigOption, settings


def check(config: ConfigOption = DEFAULT) -> None:
    """Check the configuration and all templates; connect to nothing. Exit code 3 where something is wrong."""
    from liaison_sync.app.letters import template_problems
    from liaison_sync.formats.wording import say

    chosen = settings(config, finished=True)
    found = template_problems(chosen.templates)
    for problem in found:
        typer.echo(problem, err=True)
    if found:
        raise typer.Exit(EXIT_CONFIG)
    for language in ("id", "en"):
        typer.echo(say(language, "config.valid", file=config))
