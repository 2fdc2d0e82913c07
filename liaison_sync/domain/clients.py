"""For which of its clients an agency writes: what the messages it answers concern tells, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence


def spoken_of(in_reply_to: Iterable[str], references: Sequence[str]) -> list[str]:
    """The Message-IDs a message answers, the nearest first, without brackets."""
    return [bare(id_) for id_ in (*in_reply_to, *reversed(references))]


def bare(message_id: str) -> str:
    return message_id.strip().removeprefix("<").removesuffix(">")


def client_of(
    ids: Iterable[str], concerned: Mapping[str, Iterable[str | None]], clients: Collection[str]
) -> str | None:
    """The first of `clients` that one of these messages concerns, or None."""
    return next((p for id_ in ids for p in concerned.get(id_, ()) if p in clients), None)
