"""Fields of the directory file, one by one: what is wrong is told with its path, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from liaison_sync.domain.value import dataclass

_DOMAIN = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]{0,62})(?:\.[^\W_](?:[\w-]{0,62})){1,20}")
_LOCAL = re.compile(r"[^\s@<>\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Where in the file (`contacts[3].address`, "" for the whole), a reason key, and the value met.

    In files that are read by line, `line` counts from 1 and `path` is the field alone.
    """

    path: str
    reason: str
    value: str = ""
    line: int = 0


class Reader:
    """Collects problems while the fields are taken out."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, path: str, reason: str, value: str) -> None:
        self.problems.append(Problem(path, reason, value[:200]))

    def table(self, row: Mapping[str, object], key: str, path: str) -> Mapping[str, object]:
        value = row.get(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.problem(_join(path, key), "not_an_object", str(value))
        return {}

    def rows(self, row: Mapping[str, object], key: str) -> Iterator[tuple[int, Mapping[str, object]]]:
        for number, value in self.items(row, key, ""):
            if isinstance(value, dict):
                yield number, value
            else:
                self.problem(f"{key}[{number}]", "not_an_object", str(value))

    def items(self, row: Mapping[str, object], key: str, path: str) -> Iterator[tuple[int, object]]:
        value = row.get(key)
        if isinstance(value, list):
            yield from enumerate(value)
        elif value is not None:
            self.problem(_join(path, key), "not_a_list", str(value))

    def texts(self, row: Mapping[str, object], key: str, path: str) -> Iterator[tuple[int, str]]:
        for number, value in self.items(row, key, path):
            if isinstance(value, str) and value.strip():
                yield number, value.strip()
            else:
                self.problem(f"{_join(path, key)}[{number}]", "not_text", str(value))

    def text(self, row: Mapping[str, object], key: str, path: str, *, optional: bool = False) -> str | None:
        """A text; "" counts only where it may be absent (`authserv_id` "" means something)."""
        value = row.get(key)
        if isinstance(value, str) and (value.strip() or optional):
            return value.strip()
        if value is not None:
            self.problem(_join(path, key), "not_text", str(value))
        elif not optional:
            self.problem(_join(path, key), "missing", "")
        return None

    def address(self, text: str, path: str) -> str | None:
        """An addr-spec, lower-cased as the directory compares it."""
        local, at, domain = text.strip().rpartition("@")
        if at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
            return f"{local}@{domain}".lower()
        if text:
            self.problem(path, "not_an_address", text)
        return None

    def domain(self, text: str, path: str) -> str | None:
        name = text.strip().lower().removeprefix("@").rstrip(".")
        if _DOMAIN.fullmatch(name):
            return name
        self.problem(path, "not_a_domain", text)
        return None

    def span(self, row: Mapping[str, object], path: str) -> tuple[date | None, date | None]:
        since, until = self._day(row, "since", path), self._day(row, "until", path)
        if since and until and until < since:
            self.problem(f"{path}.until", "ends_before_it_begins", until.isoformat())
        return since, until

    def _day(self, row: Mapping[str, object], key: str, path: str) -> date | None:
        text = self.text(row, key, path, optional=True)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problem(_join(path, key), "not_a_date", text)
            return None

    def unknown(self, row: Mapping[str, object], path: str, known: Sequence[str]) -> None:
        for key in row:
            if key not in known:
                self.problem(_join(path, str(key)), "unknown_key", "")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
