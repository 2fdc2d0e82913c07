"""`liaison-sync explain ID`: why this partner, this thread, this state, this send or hold."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, ConfigOption, settings


def explain(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Message, thread, meeting, follow-up or letter.")],
    language: Annotated[Literal["id", "en"] | None, typer.Option(help="Language of the answer.")] = None,
    config: ConfigOption = DEFAULT,
) -> None:
    """Say why. Exit code 1 where nothing is known under that id."""
    from liaison_sync.app.explain import explain as explained
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    with service(settings(config)) as wired:
        spoken = language or wired.policy.language
        lines = explained(wired, id_, spoken)
    if not lines:
        typer.echo(say(spoken, "explain.unknown", id=id_), err=True)
        raise typer.Exit(EXIT_FAILED)
    for line in lines:
        typer.echo(line)
