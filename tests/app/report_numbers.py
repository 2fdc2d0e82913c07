"""The numbers of a report as a reader sees them, and where each leads."""

from __future__ import annotations

from html.parser import HTMLParser

from liaison_sync.domain.report.blocks import Days, Figure, Hours, Share


class Numbers(HTMLParser):
    """Link → its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.found[self._href], self._href = data.strip(), ""


def written(figure: Figure) -> str:
    """As an Indonesian reader sees it."""
    if isinstance(figure.value, Hours):
        return f"{figure.value.hours:.1f}".removesuffix(".0").replace(".", ",") + " jam"
    if isinstance(figure.value, Days):
        return f"{figure.value.days:.1f}".removesuffix(".0").replace(".", ",") + " hari"
    if isinstance(figure.value, Share):
        return f"{figure.value.percent}%"
    return str(figure.value)
