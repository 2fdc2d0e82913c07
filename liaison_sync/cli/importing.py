"""`liaison-sync import`: mail, calendars, the directory and people from files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.app.service import Service


def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            help="mbox, Maildir, .eml, .ics, a folder of these, a directory .json, people as .vcf or .csv.",
        ),
    ],
    mailbox: Annotated[str | None, typer.Option(help="Name of the mailbox the mail belongs to.")] = None,
    role: Annotated[Literal["inbox", "sent"], typer.Option(help="Whether we received or sent the mail.")] = "inbox",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was imported as JSON.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Import files; what was imported before is passed over, so an interrupted import is simply run again."""
    from liaison_sync.bootstrap import service

    with service(settings(config)) as wired:
        done = [_one(wired, path, mailbox, role, quiet=as_json) for path in paths]
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False))
    if any(one.get("wrong") or one.get("unreadable") for one in done):
        raise typer.Exit(EXIT_FAILED)


def _one(wired: Service, path: Path, mailbox: str | None, role: Any, *, quiet: bool) -> dict[str, Any]:
    if path.suffix.lower() in (".json", ".vcf", ".vcard", ".csv", ".tsv"):
        return _directory(wired, path, quiet=quiet)
    from liaison_sync.formats.wording import say

    box = next((one for one in wired.mailboxes if one.name == mailbox or mailbox is None), None)
    if box is None:
        names = ", ".join(one.name for one in wired.mailboxes)
        typer.echo(say(wired.policy.language, "run.no_such_mailbox", mailbox=mailbox, names=names), err=True)
        raise typer.Exit(EXIT_USAGE)
    return _mail(wired, box, path, role, quiet=quiet)


def _mail(wired: Service, box: Any, path: Path, role: Any, *, quiet: bool) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from liaison_sync.app.importing import Imported, import_files
    from liaison_sync.formats.wording import say

    total = Imported()
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task(str(path))
        for total in import_files(wired, box, path, role=role):
            progress.update(task, description=f"{path}: {total.messages}")
    if not quiet:
        typer.echo(say(wired.policy.language, "run.imported", path=path, **asdict(total)))
    return {"path": str(path), **asdict(total)}


def _recognised(wired: Service, path: Path, *, quiet: bool) -> None:
    """The mail the new directory concerns, where it is more than a page."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from liaison_sync.app.recognise_job import recognise

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task(str(path), visible=False)
        for one in recognise(wired):
            progress.update(task, completed=one.done, total=one.total, visible=True)


def _directory(wired: Service, path: Path, *, quiet: bool) -> dict[str, Any]:
    from liaison_sync.app.directory import import_directory
    from liaison_sync.app.people_files import import_people
    from liaison_sync.formats.problem_text import is_notice, problem_text
    from liaison_sync.formats.wording import say

    suffix = path.suffix.lower().removeprefix(".")
    if suffix == "json":
        loaded = import_directory(wired, path.read_text("utf-8", errors="replace"), actor="cli")
    else:
        loaded = import_people(wired, path.read_bytes(), suffix, actor="cli")
    _recognised(wired, path, quiet=quiet)
    for problem in loaded.problems:
        typer.echo(f"{path}: {problem_text(problem, wired.policy.language)}", err=True)
    if not quiet:
        counts = {"partners": loaded.partners, "contacts": loaded.contacts}
        typer.echo(say(wired.policy.language, "run.directory_imported", path=path, **counts))
    problems = [{"line": one.line or None, "path": one.path, "reason": one.reason} for one in loaded.problems]
    wrong = sum(not is_notice(one) for one in loaded.problems)
    counts = {"partners": loaded.partners, "contacts": loaded.contacts}
    return {"path": str(path), **counts, "problems": problems, "wrong": wrong}
