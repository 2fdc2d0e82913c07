"""`liaison-sync copy-store URL`: everything into another database, from SQLite to PostgreSQL or back."""

from __future__ import annotations

from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_USAGE, ConfigOption, settings


def copy_store(
    url: Annotated[str, typer.Argument(help="The empty database, as store.url names it.")],
    config: ConfigOption = DEFAULT,
) -> None:
    """Copy everything into another, empty database; the one in use stays as it is. Stop the service before.

    Then name the new one as store.url and start. Exit code 1 where it is not empty or cannot be used.
    """
    from pydantic import ValidationError

    from liaison_sync.bootstrap import service
    from liaison_sync.formats.setting_problems import both
    from liaison_sync.formats.wording import say
    from liaison_sync.settings import StoreSettings
    from liaison_sync.store.copying import copied
    from liaison_sync.store.engine import answering, connect

    try:
        wanted = StoreSettings(url=url).url
    except ValidationError:
        typer.echo(both("no_database"), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    target = connect(wanted)
    with service(settings(config)) as wired, answering(target):
        rows = copied(wired.engine, target)
    target.dispose()
    typer.echo(say(wired.policy.language, "run.store_copied", rows=rows))
