"""The command line. Each command is a file here; what it needs is imported when it runs, so `--help` is quick."""

from __future__ import annotations

from typing import Annotated

import typer

from liaison_sync.cli import (
    campaign,
    certify,
    check,
    copy_store,
    demo,
    doctor,
    explain,
    export,
    importing,
    init,
    inspect,
    invite,
    migrate_mailbox,
    poll,
    rebuild,
    rehearse,
    report,
    run,
    sign_in,
    templates,
    user,
)

app = typer.Typer(
    name="liaison-sync",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Email and calendar service for liaison and PR teams.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from liaison_sync import __version__

        typer.echo(f"liaison-sync {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Email and calendar service for liaison and PR teams."""


app.command()(init.init)
app.command()(check.check)
app.command()(doctor.doctor)
app.command()(sign_in.sign_in)
app.command()(run.run)
app.command()(poll.poll)
app.command()(certify.certify)
app.command()(invite.invite)
app.command("import")(importing.import_)
app.add_typer(export.app, name="export")
app.command()(rebuild.rebuild)
app.command()(migrate_mailbox.migrate_mailbox)
app.command()(copy_store.copy_store)
app.command()(explain.explain)
app.command()(rehearse.rehearse)
app.add_typer(campaign.app, name="campaign")
app.add_typer(report.app, name="report")
app.add_typer(templates.app, name="templates")
app.add_typer(user.app, name="user")
app.command()(demo.demo)
app.add_typer(inspect.app, name="inspect")
