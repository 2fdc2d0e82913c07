"""Templates into HTML: autoescaped, every string by its wording key, dates and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from liaison_sync.formats import date_text as d
from liaison_sync.formats.bidi import contained
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.recipient_text import recipient_text
from liaison_sync.formats.shipped import shipped
from liaison_sync.formats.wording import MissingWording, catalogue
from liaison_sync.formats.wording import say as worded
from liaison_sync.store import badges
from liaison_sync.web import guard

if TYPE_CHECKING:
    from liaison_sync.web.page import Ask

Day = date  # within `Speech`, `date` is how one is said
_DAYS, _HOUR = 2, 60
_UNDO = 30  # seconds; what is no letter can be undone for longer, elsewhere
STATIC = Path(__file__).parent / "static"


@cache
def environment(override: Path | None = None) -> Environment:
    """The templates in force: an operator's file replaces the shipped one of the same name."""
    folders = [folder for folder in (override and override / "web", shipped("templates/web")) if folder]
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """A text as it stands in a page: whatever a stranger wrote turns nothing beside it."""
    return contained(value) if type(value) is str else value


def say(language: str, key: str, /, **values: object) -> str:
    """The wording of area "console", or of the area the key names."""
    try:
        return worded(language, f"console.{key}", **values)
    except MissingWording:
        return worded(language, key, **values)


def known(language: str, key: str) -> str:
    """The wording of a reason key; the key itself where a newer one has no words yet."""
    return catalogue(language).get(key) or catalogue(language).get(f"console.{key}") or key.rpartition(".")[2]


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for ever."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def icon(name: str) -> Markup:
    """A shape of static/icons.svg beside a word; the word says it, so readers skip the shape."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        asset("icons.svg"), name
    )


class Speech:
    """What templates call: words, moments and numbers in one reader's language and zone."""

    def __init__(self, language: str, zone: str, now: datetime) -> None:
        self.language, self.zone, self.now = language, zone, now

    def __call__(self, key: str, /, **values: object) -> str:
        return say(self.language, key, **{name: _shown(value) for name, value in values.items()})

    def known(self, key: str) -> str:
        return known(self.language, key)

    def recipient(self, one: Mapping[str, Any]) -> str:
        """What became of a letter for one of its recipients."""
        return recipient_text(one, self.language)

    def date(self, day: Day) -> str:
        """ "Senin, 23 November 2026"."""
        return d.date_text(d.in_zone(day, self.zone) if isinstance(day, datetime) else day, self.language)

    def day(self, at: datetime) -> str:
        """ "23 Nov 2026"."""
        return d.short_date_text(d.in_zone(at, self.zone), self.language)

    def deadline(self, due: datetime) -> str:
        """ "27 Nov 2026": a deadline is a day wherever it is read, kept as that day's end in UTC."""
        return d.short_date_text(d.in_zone(due, "UTC"), self.language)

    def overdue(self, due: datetime) -> bool:
        """Whether the day of a deadline is over here."""
        return d.in_zone(due, "UTC").date() < d.in_zone(self.now, self.zone).date()

    def days(self, first: Day, last: Day) -> str:
        """ "9–15 November 2026"."""
        return d.days_text(_local(first, self.zone), _local(last, self.zone), self.language)

    def zone_name(self) -> str:
        """ "WIB"."""
        return d.zone_name(d.in_zone(self.now, self.zone))

    def clock(self, at: datetime) -> str:
        """ "10.00"."""
        return d.clock_text(d.in_zone(at, self.zone), self.language)

    def span(self, start: datetime, end: datetime | None, zone: str | None) -> str:
        """ "10.00–11.00 WIB", and the meeting's own clock where it shows another hour."""
        theirs = zone if zone and zone not in {"UTC", "Etc/UTC"} else self.zone  # "Z" is how it was written, no place
        return d.both_zones_text(start, end, (self.zone, theirs), self.language)

    def moment(self, at: datetime) -> str:
        """ "Senin, 23 November 2026 pukul 10.00 WIB"."""
        return d.moment_text(at, self.zone, self.language)

    def when(self, at: datetime) -> Markup:
        """A time element: the hour today, else the date; the whole moment as its title."""
        local, today = d.in_zone(at, self.zone), d.in_zone(self.now, self.zone).date()
        short = d.clock_text(local, self.language) if local.date() == today else self.day(at)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(at.isoformat(), self.moment(at), short)

    def number(self, value: float) -> str:
        return d.number_text(value, self.language)

    def hours(self, hours: float) -> str:
        return d.hours_text(round(hours, 1), self.language)

    def age(self, hours: float, days: int) -> str:
        """How long somebody has waited: minutes, working hours up to two working days, then working days."""
        minutes = round(hours * 60)
        if minutes == 0:
            return say(self.language, "turn.new")
        if minutes < _HOUR:
            waited = say(self.language, "turn.minutes", n=minutes)
        else:
            waited = self.hours(hours) if days < _DAYS else say(self.language, "turn.days", n=days)
        return say(self.language, "turn.waited", time=waited)

    def size(self, octets: int) -> str:
        if octets < 1024 * 1024:
            return f"{d.number_text(max(octets, 1) / 1024, self.language)} KB"
        return f"{d.number_text(octets / 1024 / 1024, self.language)} MB"

    def failure(self, error: Mapping[str, Any]) -> str:
        """Why a mailbox cannot be read: {"key", "params"} of its last failure."""
        params = {name: str(value) for name, value in (error.get("params") or {}).items()}
        for key in (error.get("key"), "unexpected"):
            try:
                words = {"detail": "", "host": "", "account": "", **params}
                return worded(self.language, f"errors.{key}.cause", **words)
            except (MissingWording, KeyError, IndexError):
                continue
        return ""

    def reason(self, reason: Any) -> str:
        """One reason of a follow-up's rule chain."""
        try:
            return reason_text(reason, self.language, self.zone)
        except (MissingWording, KeyError, IndexError):
            return str(reason.key)


def _local(day: Day, zone: str) -> Day:
    return d.in_zone(day, zone).date() if isinstance(day, datetime) else day


def page(ask: Ask, template: str, values: Mapping[str, Any]) -> str:
    """A whole page for somebody signed in."""
    speech = Speech(ask.language, ask.zone, ask.now)
    return (
        environment(ask.service.templates)
        .get_template(template)
        .render(
            **_around(speech),
            ask=ask,
            user=ask.user,
            csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(guard.masked(ask.csrf)),
            path=ask.request.url.path,
            here=ask.request.url.path + (f"?{ask.request.url.query}" if ask.request.url.query else ""),
            can=ask.can,
            told=ask.told,
            undo_seconds=_undo_seconds(ask),
            badges=badges.load(ask.connection),
            organisation=ask.service.policy.organisation,
            **values,
        )
    )


def _undo_seconds(ask: Ask) -> int:
    """How long the undo button still stands: from the act on, not from the page that shows it."""
    stands = max(_UNDO, ask.service.policy.sending.undo_seconds)
    try:
        at = datetime.fromisoformat(ask.told.get("at", ""))
        return max(0, stands - int((ask.now - at).total_seconds()))
    except (ValueError, TypeError):
        return stands


def bare(override: Path | None, language: str, template: str, /, **values: Any) -> str:
    """A page for nobody in particular: signing in, errors."""
    found: Template = environment(override).get_template(template)
    return found.render(t=lambda key, **given: say(language, key, **given), lang=language, asset=asset, **values)


def _around(speech: Speech) -> dict[str, Any]:
    return {"t": speech, "lang": speech.language, "asset": asset, "icon": icon, "now": speech.now, "escape": escape}
