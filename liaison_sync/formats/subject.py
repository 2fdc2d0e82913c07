"""Base subject: what a subject is about, without prefixes and tags (RFC 5256 §2.1 and the prefixes we meet)."""

from __future__ import annotations

import re

from liaison_sync.formats.folded import names_any

_ALWAYS = (
    "re fw fwd bls balas trs terusan antw doorst wg réf vá нa на "
    "отв пересл απ σχετ πρθ תגובה השב הועבר 回复 答复 回覆 答覆 转发 轉發 轉寄 转寄 返信 転送 답장 전달"
)
# Words or marks of their own in some language we meet: a prefix only on a mail that answers something.
_REPLY_ONLY = (
    "aw sv vs vb vl odp pd ynt ilt i̇lt res rif rv enc tr ref ha i r ct tl "
    "antwort rép reenv betr fs továbbítás atb yml vast رد balasan diteruskan jwb redir videresend"
)
_CALENDAR = (
    "undangan|invitation|undangan diperbarui|updated invitation|accepted|declined|tentative|"
    "tentatively accepted|canceled|cancelled|canceled event|cancelled event|diterima|ditolak|tentatif|dibatalkan|"
    "updated|diperbarui|acara dibatalkan"
)
_PHRASES = "إعادة توجيه|اعادة توجيه"  # of two words, which are never those of a subject of its own
_REPLY_PHRASES = "trả lời|chuyển tiếp"
_COLONS = ":：﹕"
_COLON = rf"[ \t]*[{_COLONS}]"
_MARK = r"(?:[ \t]*[\[(]\d{1,4}[\])]|[\^*-]\d{1,4})?"
_ONE = re.compile(
    rf"(?P<word>(?:{_PHRASES}|{_REPLY_PHRASES})|[^\W\d_]{{1,10}}(?:\u0307[^\W\d_]{{1,6}})?)\.?{_MARK}{_COLON}\s*",
    re.IGNORECASE,
)
_CALENDAR_ONE = re.compile(rf"(?:{_CALENDAR}){_COLON}\s*", re.IGNORECASE)
_TAG = re.compile(
    r"\[[^\[\]\n]{1,80}\]\s*|\(external\)\s*|external:\s+|"
    r"\*{3,5} ?(?:spam|possible spam|junk|virus) ?\*{3,5}\s*|"
    r"\{(?:spam|virus|filename|disarmed|dangerous content)\??\}\s*",
    re.IGNORECASE,
)
_REPLY_MARKS = frozenset((*_ALWAYS.split(), *_PHRASES.split("|")))
_WORDY = frozenset((*_REPLY_ONLY.split(), *_REPLY_PHRASES.split("|")))


def base_subject(subject: str, *, is_reply: bool, calendar: bool) -> tuple[str, bool]:
    """(`subject` without its prefixes and list tags, whether a reply or forward prefix was taken off).

    `is_reply`: the mail has References or In-Reply-To. `calendar`: it carries an iTIP component.
    """
    rest = " ".join(subject[:2_000].split())
    prefixed = False
    while True:
        if (after := _without_prefix(rest, is_reply)) is not None:
            rest, prefixed = after, True
        elif calendar and (match := _CALENDAR_ONE.match(rest)):
            rest = rest[match.end() :]
        elif (after := _without_tag(rest)) is not None:
            rest = after
        elif rest[-5:].lower() == "(fwd)" and (before := rest[:-5].rstrip()):
            rest, prefixed = before, True
        elif rest[:5].lower() == "[fwd:" and rest.endswith("]"):
            rest, prefixed = rest[5:-1].strip(), True
        else:
            return rest, prefixed


def topic(title: str) -> str:
    """What a meeting's title is about, without the prefixes it may have got on its way."""
    return base_subject(title, is_reply=True, calendar=True)[0]


def _without_prefix(rest: str, is_reply: bool) -> str | None:
    match = _ONE.match(rest) if names_any(_COLONS, rest) else None
    if match is None:
        return None
    word = match["word"].lower()
    return rest[match.end() :] if word in _REPLY_MARKS or (is_reply and word in _WORDY) else None


def _without_tag(rest: str) -> str | None:
    """RFC 5256 §2.1 (5): a leading [tag] goes where something is left; [Fwd: …] is a prefix, not a tag."""
    match = _TAG.match(rest)
    if match is None or match.end() == len(rest) or rest[:5].lower() == "[fwd:":
        return None
    return rest[match.end() :]
