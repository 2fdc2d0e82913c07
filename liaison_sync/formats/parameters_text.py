"""Parameter values of iCalendar as they are written (RFC 5545 §3.2, RFC 6868)."""

from __future__ import annotations

_URIS = frozenset({"DELEGATED-TO", "DELEGATED-FROM", "MEMBER", "SENT-BY", "DIR", "ALTREP"})


def cal_parameter(value: str, *, uri: bool = False) -> str:
    """`value` quoted where it must be; what a parameter cannot hold as RFC 6868 writes it."""
    visible = "".join(c for c in value if c.isprintable() or c == "\n")
    text = visible.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{text}"' if uri or any(each in text for each in ",;:") else text


def is_uri(name: str) -> bool:
    """Whether the parameter of that name holds addresses, which stand in quotes."""
    return name in _URIS
