"""`liaison-sync certify`: compare mailboxes with their servers, name what is missing, and fetch it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.app.service import Mailbox, Service


def certify(
    mailbox: Annotated[str | None, typer.Option(help="Only the mailbox of this name; all where none is given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the certificates as JSON.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Compare mailboxes with their servers, message by message; what the store lacks is named and fetched.

    Exit code 1 where something was missing, though it was fetched, or where a mailbox could not be compared.
    """
    from liaison_sync.app.certify import certify as certified
    from liaison_sync.app.certify_words import lines, summary
    from liaison_sync.bootstrap import service

    with service(settings(config, finished=True)) as wired:
        done = [certified(wired, one) for one in _boxes(wired, mailbox)]
        if as_json:
            typer.echo(json.dumps([summary(one) for one in done], ensure_ascii=False))
        else:
            for one in done:
                for line in lines(one, wired.policy.language, wired.policy.zone):
                    typer.echo(line)
    if not all(one.ok for one in done):
        raise typer.Exit(EXIT_FAILED)


def _boxes(wired: Service, name: str | None) -> list[Mailbox]:
    from liaison_sync.formats.wording import say

    found = [one for one in wired.mailboxes if name in (None, one.name)]
    if not found:
        names = ", ".join(one.name for one in wired.mailboxes)
        typer.echo(say(wired.policy.language, "run.no_such_mailbox", mailbox=name, names=names), err=True)
        raise typer.Exit(EXIT_USAGE)
    return found
