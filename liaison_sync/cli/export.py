"""`liaison-sync export`: what is ours to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

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


@app.command()
def contacts(
    form: Annotated[
        Literal["vcf", "csv", "json"], typer.Option("--format", help="vCard 4.0, a sheet, or JSON.")
    ] = "vcf",
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
    language: Annotated[Literal["id", "en"] | None, typer.Option(help="Language of a sheet's headings.")] = None,
    config: ConfigOption = DEFAULT,
) -> None:
    """All people and role addresses, as `import` reads them: importing what was exported changes nothing."""
    from liaison_sync.app.people_files import export_contacts
    from liaison_sync.bootstrap import service

    with service(settings(config)) as wired:
        found = export_contacts(wired, form, language or wired.policy.language)
    if out is None:
        typer.echo(found, nl=False)
    else:
        out.write_bytes(found)
