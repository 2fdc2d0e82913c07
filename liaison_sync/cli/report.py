"""`liaison-sync report`: look at a report, write it as a file, or send it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

app = typer.Typer(no_args_is_help=True, help="Look at a report, write it as a file, or send it.")

_PERIOD = "The ISO week, or the month (2026-11); without it the last complete one."
_NAME = "weekly or monthly; about one: monthly:project:ID, monthly:partner:ID, weekly:officer:ADDRESS."
PeriodOption = Annotated[str | None, typer.Option("--period", metavar="2026-W46", help=_PERIOD)]

NameOption = Annotated[str, typer.Option("--name", metavar="weekly", help=_NAME)]
LanguageOption = Annotated[Literal["id", "en"] | None, typer.Option("--language", "-l", help="Language of the report.")]


@app.command()
def preview(
    config: ConfigOption = DEFAULT,
    period: PeriodOption = None,
    name: NameOption = "weekly",
    language: LanguageOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the HTML here instead of text.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and problems with their evidence.")] = False,
) -> None:
    """Show a report, sent or not; nothing is frozen and nothing leaves. A running period is shown so far."""
    from liaison_sync.app import reporting
    from liaison_sync.bootstrap import service
    from liaison_sync.formats import report_json
    from liaison_sync.formats.wording import say

    if as_json and out is not None:
        raise typer.BadParameter("the file is HTML; --json is printed", param_hint="--out")

    with service(settings(config)) as wired:
        spoken = language or wired.policy.language
        try:
            snapshot = reporting.preview_snapshot(wired, wired.clock.now(), period, name)
            shown = None if as_json else reporting.render(snapshot, spoken, wired)
        except ValueError:
            typer.echo(say(spoken, "report.cli.no_such_week", period=period or "–", name=name), err=True)
            raise typer.Exit(EXIT_USAGE) from None
    if shown is None:
        typer.echo(json.dumps(report_json.summary(snapshot, spoken), ensure_ascii=False))
        return
    if out is None:
        typer.echo(shown.text, nl=False)
        return
    out.write_text(shown.html, "utf-8")
    typer.echo(say(spoken, "report.cli.written", file=out))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending says what it becomes: pdf, xlsx, html, txt.")],
    config: ConfigOption = DEFAULT,
    period: PeriodOption = None,
    name: NameOption = "weekly",
    language: LanguageOption = None,
) -> None:
    """Write a report as a file; a frozen one always gives the same bytes."""
    from liaison_sync.app import report_files, reporting
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.pdf import NoPdf
    from liaison_sync.formats.report_sheets import NoSheets
    from liaison_sync.formats.wording import say

    kind = out.suffix.lower().removeprefix(".")
    if kind not in report_files.FORMATS:
        raise typer.BadParameter(", ".join(report_files.FORMATS), param_hint="FILE")
    with service(settings(config)) as wired:
        spoken = language or wired.policy.language
        try:
            snapshot = reporting.preview_snapshot(wired, wired.clock.now(), period, name)
            content = report_files.file(wired, snapshot, spoken, kind).content
        except NoSheets:
            typer.echo(say(spoken, "report.cli.no_sheets"), err=True)
            raise typer.Exit(EXIT_FAILED) from None
        except NoPdf as error:
            typer.echo(say(spoken, "report.cli.no_pdf", detail=str(error)), err=True)
            raise typer.Exit(EXIT_FAILED) from None
        except ValueError:
            typer.echo(say(spoken, "report.cli.no_such_week", period=period or "–", name=name), err=True)
            raise typer.Exit(EXIT_USAGE) from None
    out.write_bytes(content)
    typer.echo(say(spoken, "report.cli.exported", file=out))


@app.command()
def send(config: ConfigOption = DEFAULT, period: PeriodOption = None, name: NameOption = "weekly") -> None:
    """Queue the report of a complete period for every reader who has not got it; `run` or `poll` sends it."""
    from liaison_sync.app import report_view, reporting
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    with service(settings(config)) as wired:
        language, now = wired.policy.language, wired.clock.now()
        refusal, count, called = _refusal(any(wired.report.readers(name).values()), wired.sender is not None), 0, period
        try:
            called = report_view.period(wired, name, period, now).name
            count = 0 if refusal else reporting.send(wired, name, called)
        except reporting.NotOver:
            refusal = "not_over"
        except ValueError:
            refusal = "no_such_week"
    said = {"period": called or "–", "name": name}
    if refusal:
        typer.echo(say(language, f"report.cli.{refusal}", **said), err=True)
        raise typer.Exit(EXIT_USAGE if refusal == "no_such_week" else EXIT_FAILED)
    typer.echo(say(language, "report.cli.queued" if count else "report.cli.nothing_queued", **said, count=count))


def _refusal(readers: bool, sender: bool) -> str:
    """Why nothing can be sent at all."""
    if not sender:
        return "no_sender"
    return "" if readers else "no_recipients"
