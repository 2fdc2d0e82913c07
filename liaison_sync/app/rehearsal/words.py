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
    """What would have gone out, one line each, then why the rest would not."""
    for one in done.sent:
        words = {"at": moment_text(one.at, zone, language), "to": ", ".join(one.followup.to), "subject": one.subject}
        yield say(language, "rehearsal.review" if one.review else "rehearsal.automatic", **words)
        yield "  " + _why(one.followup.chain[0], language, zone)
        if one.answer:
            said = {"who": one.answer.sender, "at": moment_text(one.answer.at, zone, language)}
            yield "  " + say(language, "rehearsal.after_answer", **said)
    for name, found in (("held", done.held), ("stopped", done.stopped)):
        counts = Counter(one.chain[-1].key for one in found if one.chain)
        for key, count in counts.most_common():
            example = next(one for one in found if one.chain and one.chain[-1].key == key)
            yield say(language, f"rehearsal.{name}", count=count, example=_why(example.chain[-1], language, zone))
    figures = {"messages": done.messages, "sent": len(done.sent), "after": len(done.after_answer)}
    yield say(language, "rehearsal.summary", days=(done.until - done.since).days, **figures)


def _why(reason: Reason, language: str, zone: str) -> str:
    return reason_text(reason, language, zone)


def summary(done: Rehearsal) -> dict[str, Any]:
    """The whole rehearsal, instants as ISO 8601 in UTC."""
    return {
        "since": done.since.isoformat(),
        "until": done.until.isoformat(),
        "messages": done.messages,
        "sends": 0,
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
