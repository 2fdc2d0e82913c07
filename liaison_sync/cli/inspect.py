"""`liaison-sync inspect`: what would the product make of this? JSON on stdout, nothing is changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(no_args_is_help=True, help="Show what the product makes of a message or calendar, as JSON.")

Files = Annotated[list[Path], typer.Argument(exists=True, help="Files to read.")]


def _print(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@app.command()
def message(files: Files) -> None:
    """One Message per FILE, as JSON Lines."""
    from liaison_sync.app.inspect import batch

    for file in files:
        _print(batch.message({"files": [str(file)]})[0])


@app.command()
def threads(
    files: Files,
    mailbox: Annotated[list[str] | None, typer.Option(help="Our own addresses.")] = None,
    directory: Annotated[Path | None, typer.Option(exists=True, help="A directory file.")] = None,
) -> None:
    """The threads of messages; FILE may be .eml, an mbox or a Maildir."""
    from liaison_sync.app.inspect import batch

    names = [str(file) for file in files]
    _print(batch.threads({"files": names, "mailbox": mailbox, "directory": str(directory) if directory else None}))


@app.command()
def engagements(
    files: Files,
    mailbox: Annotated[list[str], typer.Option(help="Our own addresses.")],
    now: Annotated[str | None, typer.Option(help="ISO 8601 instant to judge at.")] = None,
    authentication: Annotated[Literal["none", "required"], typer.Option(help="Whether From must be proven.")] = (
        "required"
    ),
    authserv_id: Annotated[str | None, typer.Option(help="Our server's authserv-id.")] = None,
) -> None:
    """Engagements after FILEs (.eml or .ics) arrived in the order given."""
    from liaison_sync.app.inspect import batch

    request = {"mailbox": mailbox, "now": now, "authentication": authentication, "authserv_id": authserv_id}
    _print(batch.engagements({**request, "steps": [{"file": str(file)} for file in files]}))


@app.command()
def occurrences(
    files: Files,
    from_: Annotated[str, typer.Option("--from", help="ISO 8601 instant.")],
    to: Annotated[str, typer.Option(help="ISO 8601 instant.")],
) -> None:
    """The occurrences of a calendar file that overlap [FROM, TO)."""
    from liaison_sync.app.inspect import batch

    _print(batch.occurrences({"files": [str(file) for file in files], "from": from_, "to": to}))


@app.command()
def batch() -> None:
    """JSON Lines on stdin, one request each, answered in the same order."""
    from liaison_sync.app.inspect.batch import answers

    for line in answers(sys.stdin):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
