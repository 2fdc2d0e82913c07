"""`liaison-sync invite`: a meeting of ours made, changed or cancelled at the terminal, reviewed before it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.app.invite_review import Review
    from liaison_sync.app.service import Service
    from liaison_sync.domain.repeating import Repeat
    from liaison_sync.formats.invite_file import Wish

_Every = Literal["daily", "weekly", "monthly"]
_By = Literal["day", "weekday", "last"]


def invite(
    file: Annotated[
        Path | None, typer.Argument(help="A TOML or iCalendar file with the meeting; options go before it.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    start: Annotated[str | None, typer.Option(metavar="'2026-12-10 10:00'", help="On the clock of --zone.")] = None,
    minutes: Annotated[int | None, typer.Option(help="How long it takes; 60 where nothing is said.")] = None,
    zone: Annotated[str | None, typer.Option(metavar="Asia/Makassar", help="IANA zone; else our own.")] = None,
    to: Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help="Whom to invite; again for more.")] = None,
    place: Annotated[str | None, typer.Option(help="Where.")] = None,
    link: Annotated[str | None, typer.Option(help="Where to join online.")] = None,
    text: Annotated[str | None, typer.Option(help="The agenda.")] = None,
    repeat: Annotated[_Every | None, typer.Option(help="Make it a series.")] = None,
    every: Annotated[int, typer.Option(help="2: every second day, week or month.")] = 1,
    on: Annotated[str, typer.Option(metavar="mon,thu", help="Days of a weekly series; else the first one's.")] = "",
    by: Annotated[_By, typer.Option(help="A monthly series: on its date, its weekday, or the last such.")] = "day",
    count: Annotated[int | None, typer.Option(help="The series ends after so many.")] = None,
    until: Annotated[str | None, typer.Option(metavar="2027-06-30", help="The series ends with this day.")] = None,
    uid: Annotated[str | None, typer.Option(help="A meeting invited to before: change it, or --cancel it.")] = None,
    only: Annotated[str | None, typer.Option(metavar="'2026-12-17 10:00'", help="Only this one of its series.")] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel it instead; needs --uid.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send what is shown.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show; ends with 0 where it could be sent.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the letters and what stands against it as JSON.")] = (
        False
    ),
    language: Annotated[Literal["id", "en"] | None, typer.Option(help="Language of the answer.")] = None,
    config: ConfigOption = DEFAULT,
) -> None:
    """Invite to a meeting of ours, change or cancel it. Shows the letters and what stands against the time first.

    Nothing leaves without --yes; `run` or `poll` sends what is queued. Exit code 1 where nothing was queued.
    """
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.invite_file import Wish, wall

    found = settings(config)
    spoken = language or found.organisation.language
    if cancel and not uid:
        raise typer.BadParameter("--cancel --uid UID", param_hint="--uid")
    with _understood(spoken):
        series = _series(repeat, every, on, by, count, until)
        begins = wall(start) if start else None
        said = Wish(uid, title, begins, minutes, zone, ", ".join(to) if to else None, place, link, text, series)
        said = said.over(_file(file)) if file else said
        occurrence = wall(only) if only else None
    with service(found) as wired:
        review = _reviewed(wired, said, occurrence, cancel=cancel, send=yes and not dry_run, language=spoken)
    _tell(review, spoken, as_json=as_json, asked=yes or dry_run)


@contextmanager
def _understood(language: str) -> Iterator[None]:
    """What is said of a meeting wrongly ends with exit code 2, and with what is wrong."""
    from liaison_sync.formats.invite_file import BadInvite
    from liaison_sync.formats.wording import say

    try:
        yield
    except BadInvite as bad:
        typer.echo(say(language, f"inviting.file.{bad.key}", detail=bad.detail), err=True)
        raise typer.Exit(EXIT_USAGE) from None


def _series(
    every: _Every | None, interval: int, on: str, by: _By, count: int | None, until: str | None
) -> Repeat | None:
    from datetime import date

    from liaison_sync.domain.repeating import Repeat
    from liaison_sync.formats.invite_file import BadInvite, weekdays

    if every is None:
        if on or count is not None or until:
            raise BadInvite("repeat_missing")
        return None
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        raise BadInvite("wrong_value", until or "") from None
    return Repeat(every, interval, weekdays(on), by, count, last)


def _file(file: Path) -> Wish:
    from liaison_sync.formats.invite_file import BadInvite, read

    try:
        return read(file.read_bytes())
    except OSError as error:
        raise BadInvite("not_read", str(error)) from None


def _reviewed(wired: Service, said: Wish, only: datetime | None, *, cancel: bool, send: bool, language: str) -> Review:
    """Looked at, and sent where that was asked for; a refusal ends with exit code 1."""
    from liaison_sync.app.act import Refused
    from liaison_sync.app.invite_review import cancelled, reviewed, sent
    from liaison_sync.formats.wording import say

    try:
        review = cancelled(wired, said.uid or "", only) if cancel else reviewed(wired, said, only)
        return replace(review, queued=sent(wired, review, actor="cli")) if send else review
    except Refused as refused:
        typer.echo(say(language, f"console.refused.{refused.key}", **refused.params), err=True)
        raise typer.Exit(EXIT_FAILED) from None


def _tell(review: Review, language: str, *, as_json: bool, asked: bool) -> None:
    from liaison_sync.app.invite_review import document, lines

    if as_json:
        typer.echo(json.dumps(document(review, language), ensure_ascii=False))
    else:
        for line in lines(review, language):
            typer.echo(line)
    if not asked and review.plan.letters:
        from liaison_sync.formats.wording import say

        typer.echo(say(language, "inviting.cli.add_yes"), err=True)
        raise typer.Exit(EXIT_FAILED)
