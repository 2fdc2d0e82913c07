"""Flowed text: paragraphs joined again (RFC 3676 §4)."""

from __future__ import annotations

MAX_LINES = 50_000  # joined; what comes behind stays as it is


def unflow(text: str, *, delsp: bool = False) -> str:
    """`text` of format=flowed with soft line breaks undone; quote depth and the `-- ` line are kept."""
    lines = text.split("\n")
    out: list[list[str]] = []
    open_depth = -1  # quote depth of a paragraph that goes on
    for line in lines[:MAX_LINES]:
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and delsp else content
        if open_depth == depth and content != "-- ":
            out[-1].append(shown)
        else:
            out.append([">" * depth + (" " if depth and shown else "") + shown])
        open_depth = depth if flows else -1
    return "\n".join([*map("".join, out), *lines[MAX_LINES:]])
