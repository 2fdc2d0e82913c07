"""Where a text stops being new: attribution lines, header blocks, rules, forwards."""

from __future__ import annotations

import re

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import attribution, forwards, header_block, notes_table, signature

MAX_CHECKS = 600  # lines that could open a quote; only crafted texts have more …
MAX_COST = 240  # … 1 for a line that ends like an attribution, 4 for one that reads so, 3 for a header's first
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|trs|terusan|tr|wg|i|rv|enc|doorst|vs|vb|vl|pd|ilt|i̇lt|redir\.?|videresend|"
    r"転送|转发|轉寄|전달|пересл|fs|fyi|πρθ|הועבר|továbbítás)\s*[:：]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:re|bls|balas|aw|sv|antw|odp|ynt|回复|答复|回覆|返信|답장|отв|απ|השב|ad|rif|res|vá)"
    r"\s*(?:\[\d+\])?[:：]",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"\b(?:fyi|forwarding|forwarded|meneruskan|diteruskan|teruskan|sebagai informasi|mohon ditindaklanjuti|"
    r"weiterleit)",
    re.IGNORECASE,
)
_RULED = frozenset(("--", "__", "==", "——", "──", "－－", "‐‐", "##", "* ", "**"))


@dataclass(frozen=True, slots=True)
class Cut:
    """The lines `at:end` are not new: a reply's unmarked quote, or a forward."""

    at: int
    end: int
    forward: bool


def is_rule(line: str) -> bool:
    """A line a client draws: underscores, dashes, `* * *`."""
    text = line[:200].strip()
    return not text.strip("_-=*─— ") and (len(text) >= 5 or text == "====")


def find(lines: list[str], quoted: bytearray, subject: str | None) -> Cut | None:
    """Mark attribution lines over `>` quotes in `quoted`; return where the first unmarked quote or forward begins."""
    return _Scan(lines, quoted, subject or "").cut()


def passes_on(subject: str | None, above: list[str], *, default: bool) -> bool:
    """Whether an unnamed header block is a forward: the subject says so, or what is said above it."""
    if subject and _FORWARD_SUBJECT.match(subject[:200]):
        return True
    if subject and _REPLY_SUBJECT.match(subject[:200]):
        return False
    return default or any(_PASSED_ON.search(line[:400]) for line in above[-12:])


def _may_open(line: str) -> bool:
    """A cheap look that sorts out nearly every line of prose."""
    return (
        ":" in line
        or "：" in line
        or line[:12].lstrip()[:2] in _RULED
        or "---" in line[:200]
        or ("@" in line[:400] and line.rstrip()[-1:] in _LAST)
    )


_LAST = frozenset(">esó")  # `<budi@contoh.id>`, wrote, menulis, escribió: no colon follows


@dataclass(slots=True)
class _Scan:
    """One look through all lines; `judged` is the line up to which labels are known to head no mail."""

    lines: list[str]
    quoted: bytearray
    subject: str
    judged: int = 0
    cost: int = 0

    def cut(self) -> Cut | None:
        checks, quoted = 0, self.quoted
        for at, line in enumerate(self.lines):
            if quoted[at]:
                if at and quoted[at - 1]:
                    continue
            elif not line or not _may_open(line):
                continue
            checks += 1
            if checks > MAX_CHECKS or self.cost > MAX_COST:
                return None
            if found := self._marked_forward(at) if quoted[at] else self._opening(at):
                return found
        return None

    def _opening(self, at: int) -> Cut | None:
        lines, line, end = self.lines, self.lines[at], len(self.lines)
        opened = attribution.opening(line)
        if opened == "forward":
            return Cut(at, _end_of_marked(self.quoted, at), forward=True)
        if opened == "original":
            return Cut(_above(lines, at), end, self._passes_on(at, default=False))
        if attribution.is_groupwise(line):
            return Cut(at, end, self._passes_on(at, default=False))
        if attribution.says_reply_above(line):
            return Cut(_above(lines, at), end, forward=False) if any(map(str.strip, lines[:at])) else None
        block = notes_table.table_at(lines, at)
        if block or (at >= self.judged and (block := self._header(at) or header_block.columns_at(lines, at))):
            first = _dashes_above(lines, _above(lines, block.first))
            return Cut(first, end, self._passes_on(first, default=not _has_words(lines, first)))
        if (
            attribution.closes(line)
            or attribution.closes_bare(line)
            or attribution.closes_without_colon(line)
            or ("@" in line and _names_sender(line))
        ):
            return self._attributed(at)
        return None

    def _passes_on(self, at: int, *, default: bool) -> bool:
        return passes_on(self.subject, self.lines[max(0, at - 12) : at], default=default)

    def _header(self, at: int) -> header_block.HeaderBlock | None:
        lines = self.lines
        if not header_block.label(lines[at]):
            return None
        self.cost += 3
        block = header_block.labelled_at(lines, at)
        self.judged = max(block.last, at + 1)
        if not block.is_block():
            return _lone_sender(lines, at, reply=bool(_REPLY_SUBJECT.match(self.subject[:200])))
        if memo := header_block.with_named_sender(lines, at, block):
            return memo
        has_words = any(map(str.strip, lines[max(0, at - 50) : at]))
        return block if block.is_mail(ruled=_is_rule_above(lines, at), has_words=has_words) else None

    def _marked_forward(self, at: int) -> Cut | None:
        """A forward all of whose lines begin with `>`: Apple Mail's, and what the subject calls one."""
        lines, quoted = self.lines, self.quoted
        before = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), -1)
        if before >= 0 and quoted[before]:
            return None  # an attribution stands above
        first = next((n for n in range(at, min(len(lines), at + 4)) if lines[n].strip(" \t>")), at)
        shown = forwards.unmarked(lines[first])
        kind = attribution.opening(shown)
        if kind == "forward":
            return Cut(at, _last_marked(quoted) + 1, forward=True)
        if not kind and not header_block.label(shown):
            return None
        rest = [forwards.unmarked(line) for line in lines[first : first + 30]]
        opened = kind or header_block.is_mail_at(rest, 0)
        return (
            Cut(at, _last_marked(quoted) + 1, forward=True) if opened and self._passes_on(at, default=False) else None
        )

    def _attributed(self, at: int) -> Cut | None:
        lines, quoted = self.lines, self.quoted
        below = next((n for n in range(at + 1, min(len(lines), at + 4)) if lines[n].strip()), len(lines))
        before_quote = below < len(lines) and bool(quoted[below])
        if before_quote and _names_sender(lines[at]):
            quoted[at] = 1
            return None
        if not before_quote and not (attribution.closes(lines[at]) or attribution.closes_without_colon(lines[at])):
            return None
        forward = bool(_FORWARD_SUBJECT.match(self.subject[:200]))
        reply = forward or bool(_REPLY_SUBJECT.match(self.subject[:200]))
        self.cost += 1
        window = " ".join(line[: attribution.MAX_LINE] for line in lines[max(0, at - attribution.WINDOW + 1) : at + 1])
        if "@" not in window and not attribution.says_wrote(window):
            return None
        self.cost += 3
        first = _first_line(lines, quoted, at, before_quote=before_quote, reply=reply)
        if first is None:
            return None
        if not before_quote and "@" not in window and below < len(lines) and lines[below].lstrip()[:1] in _SPOKEN:
            return None  # somebody is quoted in words, not in a mail
        if not before_quote:
            return Cut(_above(lines, first), len(lines), forward)
        if forward and not any(quoted[:first]):
            return Cut(first, _last_marked(quoted) + 1, forward=True)
        quoted[first : at + 1] = b"\1" * (at + 1 - first)
        return None


_SPOKEN = frozenset('"“”„«「')


def _names_sender(line: str) -> bool:
    """`From: Budi <budi@contoh.id>`, which stands over a `>` quote in some clients."""
    found = header_block.label(line)
    return found is not None and found[0] == "from" and "@" in found[1]


def take_rules(lines: list[str], quoted: bytearray) -> None:
    """The rule a client draws over a quote is part of it."""
    for at in range(1, len(lines)):
        if quoted[at] and not quoted[at - 1]:
            above = at - 1 if lines[at - 1].strip() or at == 1 else at - 2
            if is_rule(lines[above]) or (above == at - 1 and lines[above].strip() == "---"):
                quoted[above:at] = b"\1" * (at - above)


def _end_of_marked(quoted: bytearray, at: int) -> int:
    """A forward whose first line is marked ends with the last marked one; any other goes on to the end."""
    below = next((n for n in range(at + 1, min(len(quoted), at + 4)) if quoted[n]), None)
    return len(quoted) if below is None else _last_marked(quoted) + 1


def _last_marked(quoted: bytearray) -> int:
    return quoted.rfind(1)


def _lone_sender(lines: list[str], at: int, *, reply: bool) -> header_block.HeaderBlock | None:
    """`From: Budi <budi@contoh.id>` alone: right under a rule, or in a paragraph of its own in a reply."""
    found = header_block.label(lines[at])
    if not found or found[0] != "from" or "@" not in found[1]:
        return None
    apart = 0 < at < len(lines) - 1 and not lines[at - 1].strip() and not lines[at + 1].strip()
    if not _is_rule_above(lines, at) and not (reply and apart and found[1].count(" ") <= 4):
        return None
    return header_block.HeaderBlock(at, at + 1, {"from": found[1]})


def _is_rule_above(lines: list[str], at: int) -> bool:
    return _above(lines, at) < at


def _dashes_above(lines: list[str], first: int) -> int:
    """Three dashes right above a header block belong to it (WEB.DE)."""
    return first - 1 if first and lines[first - 1].strip() == "---" else first


def _above(lines: list[str], at: int) -> int:
    """Include the rule a client draws over its header block, and words between dashes in any language."""
    for before in range(at - 1, max(-1, at - 4), -1):
        if is_rule(lines[before]):
            return before
        if lines[before].strip():
            text = attribution.bare(lines[before])
            return before if attribution.is_ruled(text) and text.endswith("---") and len(text) < 120 else at
    return at


def _has_words(lines: list[str], end: int) -> bool:
    own = [line for line in lines[:end] if line.strip() and not is_rule(line)]
    return signature.start(own) > 0 if len(own) < signature.MAX_LINES else True


def _first_line(lines: list[str], quoted: bytearray, at: int, *, before_quote: bool, reply: bool) -> int | None:
    """Where the attribution that ends at `at` begins: the lines that hold most of one, the fewest of them."""
    best: tuple[int, int] | None = None
    for first in range(at, max(-1, at - attribution.WINDOW), -1):
        line = lines[first]
        if quoted[first] or not line.strip() or len(line) > attribution.MAX_LINE or (first < at and _ends(line)):
            break
        joined = attribution.bare(" ".join(lines[first : at + 1]))
        if not attribution.is_attribution(joined, before_quote=before_quote, reply=reply):
            continue
        opens = attribution.opens(line)
        weight = 0 if opens and best is None else attribution.weight(joined)
        if opens and (best is None or weight > best[0] or attribution.weight(line)):
            return _with_name(lines, quoted, first, at)
        if best is None or weight > best[0]:
            best = (weight, first)
    return _with_name(lines, quoted, best[1], at) if best else None


def _with_name(lines: list[str], quoted: bytearray, first: int, at: int) -> int:
    """`Budi <budi@contoh.id>` on a line of its own belongs to what says below when he wrote (Chinese, Turkish)."""
    above = first - 1
    if above < 0 or quoted[above] or any("@" in line for line in lines[first : at + 1]):
        return first
    return above if len(lines[above]) < _MAX_NAMED and _NAMED.fullmatch(lines[above].strip()) else first


_MAX_NAMED = 300
_NAMED = re.compile(r"[^<>@:]{1,80}<[^<>\s@]{1,64}@[^<>\s@]{1,190}>(?:,.{0,80})?")


def _ends(line: str) -> bool:
    """Whether a sentence ends with the line, so that nothing below carries it on; a name's degrees end no sentence."""
    if attribution.opens(line) and attribution.weight(line):
        return False
    text = line.rstrip(" *")
    return text.endswith((".", "!", "?", ":", "。")) and not text.endswith(_SHORTENED)


_SHORTENED = (" a.m.", " p.m.", " a. m.", " p. m.", "г.", "р.", *(f" {n}." for n in range(1, 32)))
