"""A rehearsal in words, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from liaison_sync.app.rehearsal import Rehearsal, Would
from liaison_sync.domain.followup import FollowUp, Reason
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import say
from liaison_sync.store.codec import dump


def lines(done: Rehearsal, language: str, zone: str) -> Iterator[str]:
    """The figures, what would have gone out by trigger and partner, why the rest would not, then letter by letter."""
    figures = {"messages": done.messages, "sent": len(done.sent), "after": len(done.after_answer)}
    yield say(language, "rehearsal.summary", days=(done.until - done.since).days, **figures)
    groups = grouped(done)
    if groups:
        yield from ("", say(language, "rehearsal.by_trigger"))
    for trigger, partners in groups.items():
        name, count = say(language, f"followups.trigger.{trigger}"), sum(map(len, partners.values()))
        yield "  " + say(language, "rehearsal.trigger", name=name, count=count)
        for partner, letters in partners.items():
            yield f"    {len(letters):>4}  {_partner(done, partner, language)}"
    for name, found in (("held", done.held), ("stopped", done.stopped)):
        yield from _reasons(name, found, language, zone)
    for trigger, partners in groups.items():
        for partner, letters in partners.items():
            name = say(language, f"followups.trigger.{trigger}")
            yield from ("", f"{name} – {_partner(done, partner, language)} ({len(letters)})")
            for one in letters:
                yield from _letter(one, language, zone)


def grouped(done: Rehearsal) -> dict[str, dict[str | None, list[Would]]]:
    """Letters by trigger and by partner, the most first, each list by time."""
    found: dict[str, dict[str | None, list[Would]]] = {}
    for one in done.sent:
        found.setdefault(one.followup.trigger, {}).setdefault(one.followup.partner, []).append(one)
    sizes = {trigger: sum(map(len, partners.values())) for trigger, partners in found.items()}
    return {
        trigger: dict(sorted(found[trigger].items(), key=lambda group: (-len(group[1]), group[0] or "")))
        for trigger in sorted(found, key=lambda trigger: (-sizes[trigger], trigger))
    }


def _partner(done: Rehearsal, partner: str | None, language: str) -> str:
    return done.partners.get(partner, partner) if partner else say(language, "rehearsal.no_partner")


def _reasons(name: str, found: list[FollowUp], language: str, zone: str) -> Iterator[str]:
    counts = Counter(one.chain[-1].key for one in found if one.chain)
    if counts:
        yield from ("", say(language, f"rehearsal.{name}", count=len(found)))
    for key, count in counts.most_common():
        example = next(one for one in found if one.chain and one.chain[-1].key == key)
        yield f"  {count:>4}  " + say(language, "rehearsal.example", why=_why(example.chain[-1], language, zone))


def _letter(one: Would, language: str, zone: str) -> Iterator[str]:
    words = {"at": moment_text(one.at, zone, language), "to": ", ".join(one.followup.to), "subject": one.subject}
    yield "  " + say(language, "rehearsal.review" if one.review else "rehearsal.automatic", **words)
    yield "    " + _why(one.followup.chain[0], language, zone)
    if one.answer:
        said = {"who": one.answer.sender, "at": moment_text(one.answer.at, zone, language)}
        yield "    " + say(language, "rehearsal.after_answer", **said)


def _why(reason: Reason, language: str, zone: str) -> str:
    return reason_text(reason, language, zone)


def summary(done: Rehearsal) -> dict[str, Any]:
    """The whole rehearsal, instants as ISO 8601 in UTC."""
    return {
        "since": done.since.isoformat(),
        "until": done.until.isoformat(),
        "messages": done.messages,
        "sends": 0,
        "by_trigger": [
            {"trigger": trigger, "partner": partner, "count": len(letters)}
            for trigger, partners in grouped(done).items()
            for partner, letters in partners.items()
        ],
        "would_send": [_would(one) for one in done.sent],
        "after_answer": len(done.after_answer),
        "held": [_told(one) for one in done.held],
        "stopped": [_told(one) for one in done.stopped],
        "waiting": [_told(one) for one in done.waiting],
    }


def _would(one: Would) -> dict[str, Any]:
    answer = one.answer
    return {
        **_told(one.followup),
        "at": one.at.isoformat(),
        "subject": one.subject,
        "review": one.review,
        "after_answer": {**asdict(answer), "at": answer.at.isoformat()} if answer else None,
    }


def _told(one: FollowUp) -> dict[str, Any]:
    return {
        "id": one.id,
        "trigger": one.trigger,
        "about": one.about,
        "step": one.step,
        "partner": one.partner,
        "to": list(one.to),
        "audience": one.audience,
        "state": one.state,
        "due_at": one.due_at.isoformat(),
        "chain": [dump(reason) for reason in one.chain],
    }
