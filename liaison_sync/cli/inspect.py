"""`liaison-sync inspect`: what would the product make of this? JSON on stdout, nothing is changed."""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(no_args_is_help=True, help="Show what the product makes of a message or calendar, as JSON.")

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files to read.")]
Letters = Annotated[list[Path], typer.Argument(exists=True, help="Messages, an mbox, a Maildir or a folder of .eml.")]


def _print(document: Any) -> None:
    from liaison_sync.app.inspect.batch import written

    sys.stdout.buffer.write(written(document) + b"\n")
    sys.stdout.buffer.flush()


def _addresses(words: list[str]) -> list[str]:
    """What follows `--mailbox A` before the files: `--mailbox A B FILE` names two addresses."""
    return list(takewhile(lambda word: "@" in word and not Path(word).exists(), words))


def _readable(file: str) -> str:
    if not Path(file).is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint="files")
    return file


def _instant(option: str, text: str | None) -> str | None:
    from liaison_sync.app.inspect import batch

    try:
        return text and batch.instant(text).isoformat()
    except batch.WrongUsageError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


@app.command()
def message(files: Files) -> None:
    """One Message per FILE, as JSON Lines."""
    from liaison_sync.app.inspect import batch

    for file in files:
        _print(batch.message({"files": [str(file)]})[0])


@app.command()
def threads(
    files: Letters,
    mailbox: Annotated[list[str] | None, typer.Option(help="Our own addresses.")] = None,
    directory: Annotated[Path | None, typer.Option(exists=True, help="A directory file.")] = None,
) -> None:
    """The threads of messages; FILE may be .eml, an mbox or a Maildir."""
    from liaison_sync.app.inspect import batch

    names = [str(file) for file in files]
    _print(batch.threads({"files": names, "mailbox": mailbox, "directory": str(directory) if directory else None}))


@app.command()
def engagements(
    files: Annotated[list[str], typer.Argument(help="Files to read, in the order they arrived.")],
    mailbox: Annotated[list[str], typer.Option(help="Our own addresses.")],
    now: Annotated[str | None, typer.Option(help="ISO 8601 instant to judge at.")] = None,
    authentication: Annotated[Literal["none", "required"], typer.Option(help="Whether From must be proven.")] = (
        "required"
    ),
    authserv_id: Annotated[str | None, typer.Option(help="Our server's authserv-id.")] = None,
) -> None:
    """Engagements after FILEs (.eml or .ics) arrived in the order given."""
    from liaison_sync.app.inspect import batch

    more = _addresses(files)
    steps = [{"file": _readable(file)} for file in files[len(more) :]]
    if not steps:
        raise typer.BadParameter("at least one FILE is needed", param_hint="files")
    asked = {"now": _instant("--now", now), "authentication": authentication, "authserv_id": authserv_id}
    _print(batch.engagements({**asked, "mailbox": [*mailbox, *more], "steps": steps}))


@app.command()
def occurrences(
    files: Files,
    from_: Annotated[str, typer.Option("--from", help="ISO 8601 instant.")],
    to: Annotated[str, typer.Option(help="ISO 8601 instant.")],
) -> None:
    """The occurrences of a calendar file that overlap [FROM, TO)."""
    from liaison_sync.app.inspect import batch

    window = {"from": _instant("--from", from_), "to": _instant("--to", to)}
    _print(batch.occurrences({"files": [str(file) for file in files], **window}))


@app.command()
def outgoing(
    files: Annotated[list[str], typer.Argument(help="BEFORE.ics AFTER.ics; - for none (created, deleted).")],
    mailbox: Annotated[list[str], typer.Option(help="Our own addresses.")],
    now: Annotated[str | None, typer.Option(help="ISO 8601 instant of sending.")] = None,
) -> None:
    """What editing a calendar object sends, and to whom: BEFORE.ics as it was, AFTER.ics as it is."""
    from liaison_sync.app.inspect import batch

    more = _addresses(files)
    named = files[len(more) :]
    if len(named) != 2:
        raise typer.BadParameter("BEFORE.ics and AFTER.ics are needed", param_hint="files")
    before, after = (None if file == "-" else _readable(file) for file in named)
    _print(
        batch.outgoing({"mailbox": [*mailbox, *more], "before": before, "after": after, "now": _instant("--now", now)})
    )


@app.command()
def batch() -> None:
    """JSON Lines on stdin, one request each, answered in the same order."""
    from liaison_sync.app.inspect.batch import answers

    for line in answers(sys.stdin.buffer):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
