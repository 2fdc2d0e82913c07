"""Links in a text, unwrapped from the scanners that rewrote them."""

from __future__ import annotations


def find(text: str, html: str | None = None) -> tuple[str, ...]:
    """Unique links in order."""
    return ()


def join_link(text: str) -> str | None:
    """The first Teams, Zoom, Meet or Webex link."""
    return None
