"""Over five hundred texts that would like to be something else, made by rule, for everything that takes text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

_ENDS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "%0d%0a", "\\r\\n", "\r\n ", "\n\n")
_FIELDS = (
    "Bcc: x@y.example",
    "To: x@y.example",
    "Subject: lain",
    "Content-Type: text/html",
    "X-Liaison-Id: 1",
    "Auto-Submitted: no",
    "From: a@b.example",
    "MIME-Version: 2.0",
    "\r\n<b>isi</b>",
    "--batas--",
)
_WORDS = ("Rina", "=?utf-8?q?Rina?=", "=?utf-8?b?UmluYQ==?=", "=?x?y?z?=", "=?utf-8?q?=0D=0ABcc:_x@y.example?=")
_CODE = ("{{ 7 * 7 }}", "{% raw %}", "{# x #}", "${7*7}", "#{7}", "<%= 7 %>", "%(name)s", "{0}", "{name}", "%s%n", "$x")
_MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea>",
    "<!--",
    "]]>",
    "&amp;",
    "&#10;",
    "javascript:alert(1)",
    "<a href='data:text/html,x'>x</a>",
    "<style>*{}</style>",
    '"><svg onload=x>',
    "' or 1=1",
    "'; drop table message; --",
    "../../etc/passwd",
    "C:\\windows\\x",
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "|cmd",
)
_SIGNS = (
    "\u202e",
    "\u200b",
    "\u2066",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\u0301" * 30,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1ee\U0001f1e9",
    "ﷺ",
    "𝓡𝓲𝓷𝓪",
    "Ꭱina",
    "ŔÏŅÀ",
    "רינה",
    "رينا",
    "丽娜",
    "ʀɪɴᴀ",
    "½",
    "ﬁ",
    "İ",
    "ß",
    "\xa0",
    "\u3000",
    "\t",
)
_SHAPES = (
    "",
    " ",
    ".",
    "..",
    "\n.\n",
    "From x",
    ">From x",
    "-- ",
    "None",
    "null",
    "undefined",
    "NaN",
    "true",
    "0",
    "-1",
    "x" * 998,
    "x" * 5000,
    "\n" * 500,
    " " * 2000,
    "a@b." * 200,
    "(" * 300,
    '"' * 99,
    "," * 99,
    ";" * 99,
    "<" * 99,
    "kata " * 400,
    "https://x.example/" + "a" * 3000,
    "=" * 80,
    "=20=0A",
    "begin 644 x",
    "--=_",
    "1" * 400,
)


def _made() -> Iterator[str]:
    for end, field in product(_ENDS, _FIELDS):
        yield f"Rina{end}{field}"
        yield f"{end}{field}"
    for word, field in product(_WORDS, _FIELDS[:4]):
        yield f"{word} {field}"
    for code, around in product(_CODE, ("{}", "Ibu {} ", "{{{{ {} }}}}")):
        yield around.replace("{}", code)
    for text, around in product(_MARKUP, ("{}", "Rina {}", "{}\n{}", '"{}" <x@y.example>')):
        yield around.replace("{}", text)
    for sign, around in product(_SIGNS, ("{}", "Ri{}na", "{}Rina{}", "Ibu {} Rina")):
        yield around.replace("{}", sign)
    yield from _SHAPES


NAUGHTY: tuple[str, ...] = tuple(dict.fromkeys(_made()))
