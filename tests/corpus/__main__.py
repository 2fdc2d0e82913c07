"""`make corpus`: cases, twins and how many are right, by area. `python -m tests.corpus show FILE…` prints documents,
`python -m tests.corpus twin NAME FILE` a twin.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.corpus.cases import Case, areas, cases, read, wrong, wrong_twin
from tests.corpus.histories import histories, themes
from tests.corpus.histories import wrong as wrong_history
from tests.corpus.twins import twins


def main(arguments: list[str]) -> int:
    """0 where all is right."""
    if arguments[:1] == ["show"]:
        for name in arguments[1:]:
            say(json.dumps(read(Path(name).read_bytes()), ensure_ascii=False, indent=1))
        return 0
    if arguments[:1] == ["twin"]:
        found = {twin.name: twin.raw for twin in twins(Path(arguments[2]).read_bytes())}
        sys.stdout.buffer.write(found.get(arguments[1], b"no such twin\n"))
        return 0
    return _table(arguments or [*areas(), *(f"histories/{theme}" for theme in themes())])


def _told(case: Case, judged: list[tuple[str, list[str]]]) -> list[str]:
    """Each difference once, with the twins that show it."""
    several: dict[str, list[str]] = {}
    for name, lines in judged:
        for line in lines:
            several.setdefault(line, []).append(name or "itself")
    return [f"{case} [{' '.join(who)}] {line}" for line, who in several.items()]


def say(line: str) -> None:
    """One line of output."""
    sys.stdout.write(line + "\n")


def _table(wanted: list[str]) -> int:
    failures: list[str] = []
    say(f"{'area':<24}{'cases':>8}{'twins':>8}{'right':>8}{'percent':>10}")
    for area in wanted:
        _row(area, failures)
    say("\n".join(["", *failures]) if failures else "")
    return 1 if failures else 0


def _row(area: str, failures: list[str]) -> None:
    if area.startswith("histories/"):
        _histories(area, failures)
        return
    found, made, right = cases(area), 0, 0
    for case in found:
        judged = [("", wrong(case))]
        others = [twin for twin in twins(case.raw) if twin.name not in case.without]
        judged += [(t.name, wrong_twin(case, t.raw, moved=t.moved, digests=t.digests)) for t in others]
        made += len(others)
        right += sum(not lines for _, lines in judged)
        failures += _told(case, judged)
    total = len(found) + made
    say(f"{area:<24}{len(found):>8}{made:>8}{right:>8}{100 * right / max(total, 1):>9.1f}%")


def _histories(area: str, failures: list[str]) -> None:
    found = histories(area.removeprefix("histories/"))
    told = {str(one): wrong_history(one) for one in found}
    failures += [f"histories/{name}: {line}" for name, lines in told.items() for line in lines]
    right = sum(not lines for lines in told.values())
    say(f"{area:<24}{len(found):>8}{'':>8}{right:>8}{100 * right / max(len(found), 1):>9.1f}%")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
