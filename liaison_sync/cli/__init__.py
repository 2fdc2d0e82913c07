"""The command line. Each command is a file here; what it needs is imported when it runs, so `--help` is quick."""

from __future__ import annotations

import typer

from liaison_sync.cli import inspect

app = typer.Typer(
    name="liaison-sync",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Email and calendar service for liaison and PR teams.",
)
app.add_typer(inspect.app, name="inspect")
