"""An officer's answer to the mail that asks for approval, read: never raises for any text, linear in its length.

An order is a line of its own ("SETUJU", "APPROVE K7QM-2XTP", "BATAL K7QM-2XTP: sudah ditelepon"). Whatever else is
said, beyond a greeting, thanks and a name, is kept: it may mean that the order is not meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from liaison_sync.domain.approval_answer import ApprovalAnswer, Order, Verb
from liaison_sync.formats.closing_card import on_card

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # no vowels, so no words; nothing that looks like something else
HALF = 4  # signs on either side of the hyphen
_LONGEST = 200_000
_MOST_LINES, _MOST_CODES, _MOST_ORDERS = 200, 60, 60
_LONGEST_REASON = 500

_HALF = f"[{ALPHABET}{ALPHABET.lower()}]{{{HALF}}}"
_PRINTED = re.compile(rf"\b({_HALF})[-\u2010-\u2015]({_HALF})\b")
_TYPED = re.compile(rf"({_HALF})[-\u2010-\u2015 ]?({_HALF})(?!\w)")
_VERB = re.compile(
    r"(disetujui|setujui|setuju|acc|approved|approve|batalkan|batal|cancel)(?!\w)[ \t]*[:,.!\u2013\u2014-]*",
    re.IGNORECASE,
)
_LEADING = re.compile(r"([^\W\d_]+)[\s,.!]+")
_BETWEEN = re.compile(r"[\s,;&+]+|(?:dan|and)(?!\w)", re.IGNORECASE)
_ALL = re.compile(r"(?:semuanya|semua|all)(?!\w)", re.IGNORECASE)
_REASON = re.compile(r"[\s:,.\u2013\u2014-]*(?:(?:alasan|reason)\s*:\s*)?", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(r"(?:n\.?b|p\.?s)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_CANCELS = frozenset({"batalkan", "batal", "cancel"})
_POLITE_WORDS = (
    "halo hai hi hello dear yth tim team selamat pagi siang sore malam terima kasih terimakasih thanks thank you "
    "makasih trims salam regards best kind warm sincerely hormat saya kami ok oke okay baik siap sip ya bu pak ibu "
    "bapak mbak mas rekan many so much very for the atas bantuannya yes i we silakan silahkan kirim dikirim lanjut "
    "lanjutkan please send it go ahead"
)
_MANNERS = frozenset(_POLITE_WORDS.split())


def read(new: str, whole: str, names: Iterable[str] = (), signature: str = "") -> ApprovalAnswer:
    """`new`: the officer's own text, `whole`: with all quotes; `names`: what they and their house are called."""
    known = {word.casefold() for name in names for word in _WORD.findall(name)}
    lines = [line.strip().strip("*_").strip() for line in new[:_LONGEST].split("\n")]
    orders, beside = _orders(lines[:_MOST_LINES], known)
    after = (line.strip() for line in signature[:_LONGEST].split("\n"))
    late = next((line for line in after if _AFTERTHOUGHT.match(line)), "")
    more = "…" if len(lines) > _MOST_LINES or len(orders) > _MOST_ORDERS else ""
    found = (code(*halves.groups()) for halves in _PRINTED.finditer(whole[:_LONGEST]))
    codes = [*(one for order in orders for one in order.codes), *found]
    return ApprovalAnswer(tuple(orders), tuple(dict.fromkeys(codes))[:_MOST_CODES], (beside or late or more)[:200])


def code(first: str, second: str) -> str:
    """A code as it is printed and kept."""
    return f"{first}-{second}".upper()


def _orders(lines: Sequence[str], known: set[str]) -> tuple[list[Order], str]:
    """The orders, and the first line that is none and no courtesy either."""
    orders: list[Order] = []
    beside, signed, card = "", False, False
    for line in lines:
        order = _order(line)
        if order is not None:
            orders.append(order)
        elif orders and orders[-1].verb == "cancel" and line and not _polite(line, known):
            orders[-1] = replace(orders[-1], reason=f"{orders[-1].reason} {line}".strip()[:_LONGEST_REASON])
        elif line and not _polite(line, known) and not (signed and not _AFTERTHOUGHT.match(line)):
            beside = beside or ("" if card and on_card(line) else line)
        # What stands right below the name belongs to it: a title, a telephone number; below a gap what looks like one.
        signed = bool(line) and (signed or _named(line, known)) and order is None
        card = (card or signed) and order is None
    return orders, beside


def _order(line: str) -> Order | None:
    begin = _VERB.match(line, _after_manners(line))
    if begin is None:
        return None
    verb: Verb = "cancel" if begin[1].casefold() in _CANCELS else "approve"
    at, codes, everything = begin.end(), list[str](), False
    while at < len(line):
        if between := _BETWEEN.match(line, at):
            at = between.end()
        elif typed := _TYPED.match(line, at):
            codes.append(code(*typed.groups()))
            at = typed.end()
        elif all_ := _ALL.match(line, at):
            everything, at = True, all_.end()
        else:
            break
    rest = line[at:].strip()
    if "?" in rest or (verb == "approve" and not _polite(rest, set())):
        return None
    reason = line[_end(line, at) :].strip() if verb == "cancel" else ""
    return Order(verb, tuple(codes), everything and not codes, reason[:_LONGEST_REASON])


def _after_manners(line: str) -> int:
    """Where "OK, " and "Ya, saya " end."""
    at = 0
    while (word := _LEADING.match(line, at)) and word[1].casefold() in _MANNERS:
        at = word.end()
    return at


def _end(line: str, at: int) -> int:
    found = _REASON.match(line, at)
    return found.end() if found else at


def _words(line: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(line)]


def _polite(line: str, known: set[str]) -> bool:
    plain = "?" not in line and not any(map(str.isdigit, line))
    return plain and all(word in _MANNERS or word in known for word in _words(line))


def _named(line: str, known: set[str]) -> bool:
    words = _words(line)
    return bool(words) and all(word in known for word in words)
