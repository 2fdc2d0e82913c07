"""HTML bodies: to readable text, and to harmless HTML for the console (nothing remote, no script, no svg or math)."""

from __future__ import annotations

import html as entities
import re

from liaison_sync.formats.html_text import to_text
from liaison_sync.formats.html_tokens import deepest

__all__ = ["MAX_HTML", "safe", "to_text"]

MAX_HTML = 2 * 1024 * 1024  # characters shown; the raw bytes hold the rest
MAX_NESTING = 400  # tree builders need time by the square of the nesting
_TAGS_WORDS = (
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main "
    "mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time "
    "tr tt u ul var wbr"
)
_TAGS = frozenset(_TAGS_WORDS.split())
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
    "ol": {"start"},
    "table": {"border"},
}
_DROPPED_WORDS = (
    "script style svg math template noscript iframe object embed head title textarea select form audio video"
)
_DROPPED = frozenset(_DROPPED_WORDS.split())
_INLINE_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,", re.IGNORECASE)
_LONE_AMPERSAND = re.compile(r"&(?![A-Za-z#])")  # each costs the tree builder far more than a letter
_LINK = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)


def safe(html: str) -> str:
    """`html` by an allow-list: links http(s), mailto, tel; images only as inline data. Never raises.

    What nests deeper than any person writes is shown as its text.
    """
    import nh3

    html = _LONE_AMPERSAND.sub("&amp;", html[:MAX_HTML])
    if deepest(html) > MAX_NESTING:
        return f"<pre>{entities.escape(to_text(html))}</pre>"
    try:
        return nh3.clean(
            html,
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            clean_content_tags=set(_DROPPED),
            attribute_filter=_harmless,
            url_schemes={"http", "https", "mailto", "tel", "data"},
            link_rel="noopener noreferrer nofollow",
        )
    except Exception:  # the one door: a sanitiser that fails shows nothing
        return ""


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if tag == "img" and _INLINE_IMAGE.match(value) else None
    if attribute == "href":
        return value if _LINK.match(value.strip()) else None
    return value
