"""Lines that a client marked as quoted: with `>` (RFC 3676 §4.5), and under an attribution with `|` or initials."""

from __future__ import annotations

import re

from liaison_sync.formats import attribution

_MARKS = frozenset((">", "＞"))
# Gnus' and VM's Supercite cites with the writer's initials: `BS> Will you come?`, nested `RW> BS> …`.
_OTHER = re.compile(r"(?:\||[ \t]{0,8}[^\W\d_]{1,6}>)(?=[> \t]|$)", re.MULTILINE)


def find(text: str, lines: list[str]) -> bytearray:
    """One byte a line of `lines` (those of `text`): 1 where it is marked as quoted."""
    quoted = _marked(lines) if ">" in text or "＞" in text else bytearray(len(lines))
    if "[" in text:
        _hide(lines, quoted)
    if "\n|" in text or "> " in text:
        _take_other(lines, quoted)
    return quoted


def _marked(lines: list[str]) -> bytearray:
    """Lines that begin with `>` and quote: not mbox escaping (RFC 4155), a link's end, a prompt or a comparison."""
    quoted = bytearray(map(_MARKS.__contains__, [line.lstrip(" \t")[:1] for line in lines]))
    if all(line.lstrip(" \t").startswith(">>>") for line, marked in zip(lines, quoted, strict=True) if marked):
        return bytearray(len(lines))  # Python's prompt; quotes have a first and a second level
    for at, line in enumerate(lines):
        if quoted[at] and line[:1] == ">" and _is_alone(quoted, at) and _means_else(lines, at):
            quoted[at] = 0
    return quoted


def _take_other(lines: list[str], quoted: bytearray) -> None:
    """Mark the lines that begin as the first one right under an attribution does; a table's row ends with `|`."""
    for at, found in enumerate(map(_OTHER.match, lines)):
        if found and lines[at].rstrip()[-1:] != "|" and _is_attributed(lines, at):
            mark = found[0].strip()
            quoted[at] = 1
            for below in range(at + 1, len(lines)):
                quoted[below] |= lines[below].lstrip(" \t").startswith(mark)
            return


def _is_attributed(lines: list[str], at: int) -> bool:
    """Whether the line above, if need be over empty ones, says who wrote what follows."""
    above = next((lines[n] for n in range(at - 1, -1, -1) if lines[n].strip()), "")
    return attribution.closes(above) and attribution.says_wrote(above)


def _hide(lines: list[str], quoted: bytearray) -> None:
    """`[Quoted text hidden]` stands for a quote Gmail did not print."""
    for at, line in enumerate(lines):
        if line[:1] == "[" and len(line) < 70 and any(words in line.lower() for words in _HIDDEN):
            quoted[at] = 1


_HIDDEN = (
    "quoted text hidden", "teks kutipan disembunyikan", "kutipan teks disembunyikan", "teks yang dikutip disembunyikan",
    "zitierter text wird ausgeblendet", "zitierten text ausblenden", "texte des messages précédents masqué",
    "el texto citado está oculto", "texto das mensagens anteriores oculto", "testo tra virgolette nascosto",
    "tekst uit oorspronkelijke bericht is verborgen", "引用テキストを表示しない", "цитируемый текст скрыт",
)  # fmt: skip


def _is_alone(quoted: bytearray, at: int) -> bool:
    return not (at and quoted[at - 1]) and not (at + 1 < len(quoted) and quoted[at + 1])


def _means_else(lines: list[str], at: int) -> bool:
    """Whether a lone `>` line escapes `From `, closes the link of the line above, or compares ("> 60, < 18")."""
    line, above = lines[at], lines[at - 1] if at else ""
    opened = above.rfind("<")
    if line.startswith(">From ") or (
        opened >= 0 and ">" not in above[opened:] and above[opened + 1 : opened + 5] in _LINK
    ):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else ""
    compared = line[1:].lstrip(" =")[:1].isdigit() or line[1:2] == "="
    return compared and (above.lstrip()[:1] in _LESS or below.lstrip()[:1] in _LESS)


_LINK = frozenset(("http", "mail"))
_LESS = frozenset("<≤≥")


def join_wrapped(lines: list[str], quoted: bytearray) -> None:
    """The end of a quoted line that a client broke without a new `>` belongs to the quote, and so does a link."""
    for at in range(1, len(lines) - 1):
        if quoted[at] or not (quoted[at - 1] and quoted[at + 1]):
            continue
        line, before = lines[at], lines[at - 1].rstrip()
        shown = line.strip()
        wrapped = line[:1].islower() and len(before) >= 60 and len(line) < 40 and before[-1] not in ".?!:"
        cut = "://" in shown and shown[0] in "(<" and shown[-1] in ")>"  # a bare link may be an answer
        if wrapped or ((cut or ("(http" in before and shown.endswith(")"))) and " " not in shown.rstrip(" >")):
            quoted[at] = 1
