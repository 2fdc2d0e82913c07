"""`liaison-sync demo`: eight weeks of one organisation, played through the product itself."""

from __future__ import annotations

import json
import signal
import socket
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from liaison_sync.cli.settings import EXIT_FAILED, EXIT_USAGE

if TYPE_CHECKING:
    from liaison_sync.demo.driver import Outcome

_PORT = 8025


def demo(
    headless: Annotated[bool, typer.Option(help="No console: play the story and compare what happened.")] = False,
    seconds: Annotated[float | None, typer.Option(min=1, help="Stop after so many seconds.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened as JSON.")] = False,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the console; 0: any free one.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Empty folder to keep database, letters and reports in.")] = None,
    language: Annotated[Literal["id", "en"], typer.Option(help="Language of what is printed and shown.")] = "id",
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Play as if this were today.")] = None,
) -> None:
    """Show the whole product with embedded mail servers, on loopback only. Exit code 1 where the story went amiss."""
    from liaison_sync.formats.wording import say

    stop = Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stop.set())
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liaison-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            typer.echo(say(language, "demo.folder_not_empty", folder=folder), err=True)
            raise typer.Exit(EXIT_USAGE)
        from liaison_sync.demo.driver import Options, play

        options = Options(
            folder.resolve(),
            language=language,
            headless=headless,
            seconds=seconds if seconds or not headless else 60.0,
            pace=0.2 if headless else 1.0,
            port=0 if headless else _free(port),
            today=today.date() if today else None,
        )
        outcome = play(options, lambda line: typer.echo(line, err=as_json), stop)
    if headless or as_json:
        _tell(outcome, language, as_json=as_json)
    if headless and outcome.differences:
        raise typer.Exit(EXIT_FAILED)


def _free(port: int | None) -> int:
    """The port asked for, else the usual one, else, where that is taken, any."""
    if port is not None:
        return port
    try:
        with socket.create_server(("127.0.0.1", _PORT)):
            return _PORT
    except OSError:
        return 0


def _tell(outcome: Outcome, language: str, *, as_json: bool) -> None:
    from liaison_sync.formats.wording import say

    figures = {name: {"found": found, "expected": outcome.expected.get(name)} for name, found in outcome.found.items()}
    if as_json:
        document = {"seconds": round(outcome.seconds, 1), "figures": figures, "differences": outcome.differences}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    for one in outcome.differences:
        typer.echo(say(language, "demo.difference", **one))
    key = "demo.differs" if outcome.differences else "demo.as_told"
    typer.echo(say(language, key, figures=len(figures), differences=len(outcome.differences)))
