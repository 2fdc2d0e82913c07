"""`liaison-sync export`: what is ours to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, ConfigOption, settings

app = typer.Typer(no_args_is_help=True, help="Write data out of the product.")


@app.command()
def directory(
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
    config: ConfigOption = DEFAULT,
) -> None:
    """All partners and contacts as JSON, as `import` reads them."""
    from liaison_sync.app.directory import export_directory
    from liaison_sync.bootstrap import service

    with service(settings(config)) as wired:
        text = export_directory(wired)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, "utf-8")
