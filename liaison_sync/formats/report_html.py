"""A report as an HTML mail: tables for layout, CSS inlined, charts by CID, dark where the reader's client is."""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from liaison_sync.formats.bidi import contained
from liaison_sync.formats.charts import png, tall
from liaison_sync.formats.report_words import Page, Part
from liaison_sync.formats.shipped import shipped

_OPENING = 150  # characters
_LONG = 18  # characters of a word that need not break
_STYLE = re.compile(r' style="[^"]*"')
_JOINT = re.compile(r"(?<=[@./_-])")


def charts(page: Page) -> dict[str, bytes]:
    """Chart id (see `chart_id`) → PNG."""
    parts = (part for chapter in page.chapters for part in chapter.parts)
    return {chart_id(part): png(part) for part in parts if part.kind in {"bars", "lines"}}


def chart_id(part: Part) -> str:
    return f"chart-{part.id}-{part.kind}"


def by_cid(images: Mapping[str, bytes]) -> dict[str, str]:
    """Where the mail finds each chart: in its own parts."""
    return {name: f"cid:{name}@report" for name in images}


def by_data(images: Mapping[str, bytes]) -> dict[str, str]:
    """Where a file or a frame finds each chart: in itself."""
    return {name: f"data:image/png;base64,{base64.b64encode(one).decode()}" for name, one in images.items()}


def html(page: Page, sources: Mapping[str, str], folder: Path | None = None) -> str:
    """The whole document; `sources` says where each chart is. An operator's report/mail.html replaces the layout."""
    import css_inline

    template = _template(_text("report/mail.html", folder))
    told = {
        "page": page,
        "sources": sources,
        "chart_id": chart_id,
        "soft": soft,
        "tall": tall,
        "opening": _opening(page),
    }
    whole = template.render(told)
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False, remove_inlined_selectors=True)
    return _STYLE.sub(_tight, inliner.inline(whole))


def _opening(page: Page) -> str:
    """What a list of mails shows beside the subject."""
    parts = (part.text for chapter in page.chapters for part in chapter.parts if part.kind == "text")
    return textwrap.shorten(next(parts, ""), _OPENING, placeholder=" …")


def _tight(style: re.Match[str]) -> str:
    """A style attribute without the blanks nobody reads: Gmail cuts off what goes beyond 102 KB."""
    return style[0].replace(": ", ":").replace(';"', '"')


def soft(text: str) -> Markup:
    """The text with places where a long word may break: an address must not push a table off a narrow screen."""
    words = (_softened(word) if len(word) > _LONG else escape(word) for word in contained(text).split(" "))
    return Markup(" ").join(words)


def _softened(word: str) -> Markup:
    parts = (part for run in _JOINT.split(word) for part in textwrap.wrap(run, _LONG, break_on_hyphens=False))
    return Markup("<wbr>").join(parts)


def _text(name: str, folder: Path | None) -> str:
    own = folder / name if folder else None
    path = own if own and own.is_file() else shipped(f"templates/{name}")
    return path.read_text("utf-8")


@lru_cache(maxsize=4)  # the text is the key: an operator's change counts at once
def _template(text: str) -> Template:
    return _environment().from_string(text)


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
