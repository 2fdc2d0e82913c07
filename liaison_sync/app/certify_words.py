"""A certificate in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from liaison_sync.app.certify import Certifying
from liaison_sync.app.round import cause
from liaison_sync.domain.certificate import ACCOUNTED, FolderCount
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.left_out_words import left_out_text
from liaison_sync.formats.wording import say
from liaison_sync.store.certificates import Certificate, Named

_TAGGED = ("complete", "uncertified")  # whose sentence begins with the word of their tag


def lines(one: Certifying, language: str, zone: str) -> Iterator[str]:
    """What came of a comparison: the mailbox, its folders, and what was missing, by name."""
    name, made = one.polled.mailbox, one.certificate
    if made is not None:
        yield say(language, "certificate.of_mailbox", mailbox=name, standing=stands(made, language, zone))
        yield from (f"  {folder_text(folder, language)}" for folder in made.folders)
        yield from (f"  {each}" for each in (*unproven(made, language), *bare(made, language)))
        yield from (f"    {difference_text(each, language, zone)}" for each in made.differences)
    if one.polled.failure is not None:
        key = "certificate.failed" if made is None else "certificate.stopped"
        yield say(language, key, mailbox=name, cause=cause(one.polled, language))
    elif made is None:
        yield say(language, "certificate.skipped", mailbox=name)


def stands(one: Certificate, language: str, zone: str) -> str:
    """ "complete as of 22 November 2026, 06.55 WIB, messages on the server: 1,204"."""
    return _standing(one, "standing", language, zone)


def beside(one: Certificate, language: str, zone: str) -> str:
    """What `stands` says, where a tag has already said how it stands."""
    return _standing(one, "beside" if one.standing in _TAGGED else "standing", language, zone)


def _standing(one: Certificate, words: str, language: str, zone: str) -> str:
    return say(
        language,
        f"certificate.{words}.{one.standing}",
        at=moment_text(one.at, zone, language),
        reason=say(language, f"certificate.{one.reason}") if one.reason else "",
        **{name: _number(getattr(one, name), language) for name in ("listed", "missing", "unhealed")},
    )


def unproven(one: Certificate, language: str) -> Iterator[str]:
    """What a certificate cannot prove, and why."""
    if one.refused:
        yield say(language, "certificate.refused", folders=", ".join(one.refused))
    if one.unlisted:
        yield say(language, "certificate.unlisted", n=_number(one.unlisted, language))


def bare(one: Certificate, language: str) -> Iterator[str]:
    """What is stored without its original, and why."""
    for name in ("let_go", "bare"):
        if number := getattr(one, name):
            yield say(language, f"certificate.{name}", n=_number(number, language))


def folder_text(one: FolderCount, language: str) -> str:
    """ "INBOX: 10 on the server = 8 stored + 2 in quarantine"."""
    if one.refused is not None:
        return say(language, "certificate.folder.refused", path=one.path, said=one.refused)
    parts = [
        say(language, f"certificate.folder.{name}", n=_number(getattr(one, name), language))
        for name in (*ACCOUNTED, "missing")
        if getattr(one, name)
    ]
    whole = say(language, "certificate.folder.sum", path=one.path, listed=_number(one.listed, language))
    rule = f" ({say(language, f'mailboxes.left_out.{one.rule}')})" if one.rule else ""
    left_out = f" ({left_out_text(one.by_rule, language)})" if one.by_rule else ""
    return whole + (" = " + " + ".join(parts) if parts else "") + rule + left_out


def difference_text(one: Named, language: str, zone: str) -> str:
    """A missing copy: where it lies, what it is called, how it was missed, what came of it."""
    it = one.difference
    at = it.sent_at or it.received_at
    named = (it.subject or say(language, "certificate.no_subject"), it.message_id, it.sender)
    told = [f"{one.path} {it.locator}", *named, moment_text(at, zone, language) if at else ""]
    how = f"{say(language, f'certificate.kind.{it.kind}')}; {outcome_text(one, language)}"
    return " · ".join([*(part for part in told if part), how])


def outcome_text(one: Named, language: str) -> str:
    """What came of fetching it."""
    return say(language, f"certificate.outcome.{one.outcome or 'open'}")


def summary(one: Certifying) -> dict[str, Any]:
    """A comparison as JSON; instants in ISO 8601, UTC."""
    made, failure = one.certificate, one.polled.failure
    told: dict[str, Any] = {"mailbox": one.polled.mailbox, "error": failure.key if failure else None}
    if made is None:
        return {**told, "standing": None, "skipped": one.polled.skipped}
    names = ("standing", "reason", "listed", "missing", "unhealed", "unlisted", "refused", "let_go", "bare")
    return {
        **told,
        **{name: getattr(made, name) for name in names},
        "day": made.day.isoformat(),
        "at": made.at.isoformat(),
        "folders": [asdict(folder) for folder in made.folders],
        "differences": [_named(each) for each in made.differences],
    }


def _named(one: Named) -> dict[str, Any]:
    told = {**asdict(one.difference), "path": one.path, "outcome": one.outcome, "healed_at": one.healed_at}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}


def _number(value: int, language: str) -> str:
    """ "1.204" / "1,204"."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "id" else text
