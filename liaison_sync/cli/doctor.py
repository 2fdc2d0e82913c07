"""`liaison-sync doctor`: for each account, what works and what to do about what does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.ports import Finding

_MARK = {"ok": "✓", "warn": "!", "bad": "✗"}


def doctor(
    config: ConfigOption = DEFAULT,
    language: Annotated[Literal["id", "en"] | None, typer.Option(help="Language of the findings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send one small letter to ourselves and watch for it.")] = False,
    wait: Annotated[int, typer.Option(min=2, max=3600, help="Seconds to watch for that letter.")] = 120,
) -> None:
    """Check every mailbox and the way out, changing nothing. Exit code 1 where something is broken.

    Nothing is sent unless --send says so.
    """
    found = settings(config)
    spoken = language or found.organisation.language
    accounts = _accounts(found, wait if send else 0)
    if as_json:
        typer.echo(json.dumps({name: [_json(one) for one in each] for name, each in accounts.items()}))
    else:
        for name, each in accounts.items():
            typer.echo(name)
            for one in each:
                _tell(one, spoken)
    if any(one.level == "bad" for each in accounts.values() for one in each):
        raise typer.Exit(EXIT_FAILED)


def _accounts(found: Any, wait: int) -> dict[str, list[Finding]]:
    from liaison_sync.app.doctor import calendar, excluded, rules
    from liaison_sync.bootstrap import MachineClock, sender
    from liaison_sync.connections.clock import kept, kernel_finding
    from liaison_sync.domain.errors import Failure
    from liaison_sync.ports.finding import Finding

    accounts, stored = {}, {}
    try:
        stored = _withheld(found)
    except Failure as failure:
        accounts["[store]"] = [Finding("bad", f"errors.{failure.key}", failure.params)]
    for mailbox in found.mailboxes:
        with mailbox.open() as source:
            findings = source.findings()
            if all(one.level != "bad" for one in findings):
                findings += excluded(source.folders())
        now = MachineClock().now()
        findings += rules(mailbox.since, mailbox.only_senders, mailbox.ignore_senders, now)
        accounts[f"{mailbox.name} <{mailbox.address}>"] = [*findings, *stored.get(mailbox.name, ())]
    way_out = sender(found)
    if way_out is not None:
        with way_out.open() as delivery:
            accounts[f"→ {way_out.address}"] = delivery.findings()
        accounts[f"→ {way_out.address}"] += _records(found.sender)
        if wait:
            accounts[f"→ {way_out.address}"] += _sent_to_self(found, wait)
    here = found.organisation
    days = calendar(here.country, MachineClock().now(), here.holidays)
    if told := [*kernel_finding(kept()), *days]:
        accounts[here.name] = told
    return accounts


def _records(sender: Any) -> list[Finding]:
    from liaison_sync.connections.name_service import NameService
    from liaison_sync.connections.sender_records import sender_findings

    return sender_findings(sender.address, (sender.host,), sender.dkim_selectors, NameService().ask)


def _sent_to_self(found: Any, wait: int) -> list[Finding]:
    from liaison_sync.app.doctor_letter import send_to_self
    from liaison_sync.bootstrap import service
    from liaison_sync.connections.name_service import NameService
    from liaison_sync.connections.sender_records import dkim_findings

    names = NameService()
    with service(found) as wired:
        return send_to_self(
            wired, seconds=wait, signed=lambda selector, domain: list(dkim_findings(domain, [selector], names.ask))
        )


def _withheld(found: Any) -> dict[str, list[Finding]]:
    """What the store knows, where there is one already; it is not made here. Raises Failure where it cannot be used."""
    from sqlalchemy import make_url

    from liaison_sync.app.doctor import kept_days, withheld
    from liaison_sync.bootstrap import MachineClock
    from liaison_sync.store.engine import answering, connect

    url = make_url(found.store.url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return {}
    engine = connect(found.store.url)
    try:
        with answering(engine):
            days = {one.name: one.keep_days for one in found.mailboxes}
            kept, left = kept_days(engine, days, MachineClock().now()), withheld(engine)
            return {name: [*kept.get(name, ()), *left.get(name, ())] for name in (*kept, *left)}
    finally:
        engine.dispose()


def _json(one: Finding) -> dict[str, Any]:
    return {"level": one.level, "key": one.key, "params": one.params}


def _tell(one: Finding, language: str) -> None:
    from liaison_sync.formats.wording import say

    typer.echo(f"  {_MARK[one.level]} {say(language, f'{one.key}.cause', **one.params)}")
    if one.level != "ok":
        typer.echo(f"    → {say(language, f'{one.key}.next', **one.params)}")
