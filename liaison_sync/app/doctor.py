"""What `doctor` says of a mailbox beyond its connection: what is not read by rule, and what was not taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path

from sqlalchemy import Engine

from liaison_sync.formats.holidays_data import lacking
from liaison_sync.ports import Finding, Folder
from liaison_sync.store import engine as database
from liaison_sync.store import retention
from liaison_sync.store.health import folder_states


def excluded(folders: Iterable[Folder]) -> Iterator[Finding]:
    """The folders that are not read, a finding for each rule."""
    by_rule: dict[str, list[str]] = defaultdict(list)
    for one in folders:
        if one.excluded is not None:
            by_rule[one.excluded].append(one.path)
    for rule, names in sorted(by_rule.items()):
        yield Finding("ok", f"doctor.excluded.{rule}", {"names": ", ".join(sorted(names))})


def rules(since: date | None, only: Sequence[str], ignored: Sequence[str], now: datetime) -> Iterator[Finding]:
    """Which mail of a mailbox is left out by its rules; a day that lies ahead leaves out all."""
    if since is not None:
        ahead = since > now.date()
        yield Finding("warn" if ahead else "ok", "doctor.since_ahead" if ahead else "doctor.since", {"day": f"{since}"})
    for key, names in (("only_senders", only), ("ignore_senders", ignored)):
        if names:
            yield Finding("ok", f"doctor.{key}", {"names": ", ".join(names)})


def kept_days(engine: Engine, days: Mapping[str, int | None], now: datetime) -> dict[str, list[Finding]]:
    """Mailbox → how long it keeps originals, and how many are older: what is to be let go of, before it is."""
    found = {name: [Finding("ok", "doctor.kept_days", {"days": str(n)})] for name, n in days.items() if n is not None}
    with database.reading(engine) as connection:
        if database.version(connection) != database.head():
            return found
        for name, told in found.items():
            number, size = retention.old_count(connection, name, now - timedelta(days=days[name] or 0))
            if number:
                params = {"number": str(number), "megabytes": str(ceil(size / 1e6))}
                told.append(Finding("warn", "doctor.originals_old", params))
    return found


def calendar(country: str, now: datetime, folder: Path | None) -> list[Finding]:
    """The years whose holidays nobody has completed."""
    return [Finding("warn", f"doctor.{one.key}", {"year": str(one.year)}) for one in lacking(country, now, folder)]


def withheld(engine: Engine) -> dict[str, list[Finding]]:
    """Mailbox → the copies it lists that were not taken in, by folder; nothing where the store was never made."""
    found: dict[str, list[Finding]] = defaultdict(list)
    with database.reading(engine) as connection:
        if database.version(connection) != database.head():
            return {}
        for one in folder_states(connection):
            if one.withheld:
                number = str(sum(one.withheld.values()))
                found[one.mailbox].append(Finding("warn", "doctor.withheld", {"folder": one.path, "number": number}))
    return dict(found)
