"""`liaison-sync migrate-mailbox`: what was read from an Exchange Server, by the ids Microsoft 365 knows it by."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings


def migrate_mailbox(
    name: Annotated[
        str, typer.Argument(help="The mailbox: its name in the configuration, now with [mailboxes.graph].")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Write the new ids; without it they are only counted.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Give what was read from an Exchange Server the ids Microsoft 365 knows it by; nothing is read or sent anew.

    Run it after the mailbox's table in the configuration became [mailboxes.graph], before it is polled. Cut off, the
    same command goes on. What has no new id is known again by what it says at the next poll. Exit code 1 where the
    service did not answer or another process is at this mailbox.
    """
    from liaison_sync.app.migrating import migrate
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    with service(settings(config)) as wired:
        language = wired.policy.language
        box = next((one for one in wired.mailboxes if one.name == name), None)
        if box is None:
            names = ", ".join(one.name for one in wired.mailboxes)
            typer.echo(say(language, "run.no_such_mailbox", mailbox=name, names=names), err=True)
            raise typer.Exit(EXIT_USAGE)
        found = migrate(wired, box, dry_run=not yes)
        if found.busy:
            typer.echo(say(language, "run.migrate_busy", mailbox=name), err=True)
            raise typer.Exit(EXIT_FAILED)
        if as_json:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False))
            return
        key = "run.migrated" if yes else "run.would_migrate"
        typer.echo(say(language, key, folders=found.folders, copies=found.copies, renamed=found.renamed))
        for path, number in found.unnamed.items():
            typer.echo(say(language, "run.migrate_unnamed", path=path, number=number))
