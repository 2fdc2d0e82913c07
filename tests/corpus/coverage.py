"""docs/itip-coverage.md: which histories show which rule of the fold; `make docs` writes it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import get_args

from liaison_sync.domain.itip.meeting import VerdictKind
from liaison_sync.domain.itip.rules import RULES
from tests.corpus.histories import History, histories, themes
from tests.house.tree import ROOT

FILE = ROOT / "docs/itip-coverage.md"
SHOWN = 6  # of the histories of one rule
_HEAD = """# What an invitation does, rule by rule

Every message about a meeting gets one verdict under one rule, told by `liaison-sync inspect engagements` and by
`liaison-sync explain`. Each rule is shown by histories: several messages, the verdict on each as it arrives, and the
state they end in, which is the same in every order of arrival. They stand in `tests/corpus/histories`; `make corpus`
runs them. This page is written by `make docs` from what they expect; a test fails where a rule has no history.
"""


def every() -> list[History]:
    """All histories of all themes."""
    return [one for theme in themes() for one in histories(theme)]


def uncovered() -> list[str]:
    """Rules and verdicts that no history expects."""
    found = every()
    rules = {rule for one in found for rule in one.rules}
    verdicts = {verdict for one in found for verdict in one.verdicts}
    return [one for one in RULES if one not in rules] + [one for one in get_args(VerdictKind) if one not in verdicts]


def written() -> str:
    """The page as Markdown."""
    found = every()
    table = [f"| {theme} | {len(histories(theme))} |" for theme in themes()]
    total = f"| together | {len(found)} |"
    return "\n".join([_HEAD, "| theme | histories |", "|---|---:|", *table, total, "", *_methods(found)])


def _methods(found: list[History]) -> Iterator[str]:
    wording = tomllib.loads((ROOT / "templates/lang/en/engagements.toml").read_text("utf-8"))["rule"]
    for method in dict.fromkeys(rule.partition(".")[0] for rule in RULES):
        yield from (f"## {method.upper()}", "", "| rule | what it says | shown by |", "|---|---|---|")
        for rule in (one for one in RULES if one.startswith(f"{method}.")):
            by = [one for one in found if rule in one.rules]
            names = "; ".join(str(one) for one in by[:SHOWN])
            more = f"; and {len(by) - SHOWN} more" if len(by) > SHOWN else ""
            yield f"| `{rule}` | {wording[method][rule.partition('.')[2]]} | {names}{more} |"
        yield ""


def main() -> None:
    FILE.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
