"""Permanent or temporary: by enhanced status (RFC 3463), by SMTP reply (RFC 5321), by phrase."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from liaison_sync.formats.bounce_status import derived

Kind = Literal["permanent", "temporary", "unknown"]

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d./-])(?<!\d:)([45])[0-7]\d(?=[ \t\-#:;,)\"']|$)")
_PERMANENT = re.compile(
    r"(?:unknown (?:user|recipient|address|local)|user[ _-]?unknown|no such (?:user|recipient|mailbox|address|"
    r"person|account)|"
    r"(?:user|recipient|mailbox|account|address|domain|name|person|addressee)\b.{0,60}?"
    r"(?:not found|unknown|doesn't exist|does not exist|not exist|doesn't have|invalid|disabled|inactive|"
    r"suspended|deactivated|closed|not listed|"
    r"rejected|unavailable|no longer|not known|couldn't be found|could not be found|wasn't found|not be found|"
    r"is not valid|undeliverable|deleted|expired)|"
    r"(?:invalid|bad|illegal|non-?existent|unrouteable|unroutable|undeliverable|unresolvable|rejected|unknown|"
    r"inactive|disabled|discontinued) "
    r"(?:recipient|address|user|mailbox|domain|e-?mail|destination|local)|not (?:our|a valid) (?:customer|user|"
    r"mailbox|recipient|account)|"
    r"wasn't found at|isn't in our|not listed in|does not exist|doesn't exist|no mailbox (?:here|by that)|"
    r"no account by that|permanent(?:ly)?|fatal|host (?:not found|unknown)|"
    r"unknown host|name (?:service|server) error|(?:domain|host) name not found|doesn't have an? .{0,20}account|"
    r"can't find|cannot find|unable to relay|relay(?:ing)? (?:access )?(?:denied|not (?:allowed|permitted)|"
    r"prohibited)|"
    r"access denied|(?:has been |was |message )?blocked|blacklist|spam|not (?:authori[sz]ed|allowed|permitted|"
    r"accepting)|policy|too (?:large|big|many hops)|loop|no longer|"
    r"retired|closed|wasn't delivered|account is disabled|recipient refused|refused|failed permanently|"
    r"tidak ditemukan|tidak ada|tidak dikenal|"
    r"tidak terdaftar|ditolak|diblokir|alamat (?:salah|tidak valid)|nicht gefunden|unbekannt|inconnu|"
    r"n'existe pas|no existe|desconocid|não existe|inesistente|sconosciuto|"
    r"存在しません|見つかりません|不存在|未找到|找不到|не найден|не существует)",
    re.IGNORECASE,
)
_TEMPORARY = re.compile(
    r"(?:will (?:be )?(?:re-?tr|keep|continue|still)|still (?:being )?(?:re-?tr|trying)|re-?tr(?:y|ied|"
    r"ying) (?:for|until|again|later)|try(?:ing)? again|"
    r"temporar|(?:over|exceed\w*|exceeds|out of|full|above)\W{0,3}(?:the |its |their |your |allotted |storage |"
    r"disk |mailbox |message |size )*(?:quota|storage|disk|limit|allocation)|"
    r"exceed\w* (?:the |its )?(?:allowed|maximum|permitted)|"
    r"quota.{0,30}(?:exceed|full|reached|over)|mail(?:box|file|folder)?.{0,20}\b(?:is |was )?(?:full|over quota)|"
    r"insufficient (?:system |disk )?storage|"
    r"timed? ?out|time-?out|connection (?:refused|dropped|lost|timed)|couldn't connect|could not connect|"
    r"grey-?list|delayed|not yet been delivered|has not been delivered yet|"
    r"no action is required|too many (?:connections|messages|sessions)|rate limit|deferred|unable to connect|"
    r"network (?:error|unreachable)|no route|"
    r"(?:host|server|network).{0,30}(?:unreachable|not respond|unavailable|down|busy)|expired|"
    r"in (?:the )?queue (?:too long|for)|gave up|giving up|too busy|resources|"
    r"kotak (?:surat|masuk).{0,20}penuh|penuh|tertunda|ditunda|sementara|kuota|dicoba (?:lagi|kembali)|coba lagi|"
    r"容量|一時的|満杯|已满|voll\b|pleine|llen[oa]|cheia|piena|переполнен)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"(?:delay(?:ed|ing)?\b|warning: (?:message|could not send|.{0,20}still)|still being (?:retried|processed)|"
    r"not yet (?:been )?delivered|will (?:be )?(?:continue|keep|retr)\w*|"
    r"will continue to (?:be )?(?:try|tried|attempt)|this is a warning message only|you do not need to resend|"
    r"temporary (?:failure|problem|non-?delivery)|"
    r"tertunda|masih (?:akan )?dicoba|has not yet been delivered|no action is required on your part|"
    r"delivery attempts will continue|keep trying)",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"(?:permanent|fatal|could ?n[o']t be delivered|cannot be delivered|undeliver|giving up|gave up|"
    r"failed permanently|has failed|delivery (?:has )?failed|"
    r"unable to deliver|will not be retried|returned to sender|no further attempts)",
    re.IGNORECASE,
)


def enhanced_status(said: str) -> str | None:
    """The enhanced status code a diagnostic contains, never part of an IP address or a version.

    X.0.0 says nothing but its class (RFC 3463 §3.1): a code of that class which says more counts before it.
    """
    said = said[:4_000]
    found = [m for m in _ENHANCED.finditer(said) if not _VERSION.search(said[max(0, m.start() - 24) : m.start()])]
    if not found:
        return None
    first = found[0]
    if first[2] != "0" or first[3] != "0":
        return first[0]
    return next((m[0] for m in found if m[1] == first[1] and m[2] + m[3] != "00"), first[0])


# "Exim 4.9.2 at mx": what runs there, not what failed.
_VERSION = re.compile(
    r"\b(?:exim|postfix|sendmail|qmail|courier|exchange|mdaemon|imail|mercury|groupwise|kerio|zimbra|"
    r"james|haraka|opensmtpd|smail|pmdf|version|ver|release|rel|build|v)[ \t]?[./(=-]?[ \t]?v?$",
    re.IGNORECASE,
)


def judge(said: str, context: str, *, delayed: bool, final: bool = False) -> tuple[str | None, Kind]:
    """(enhanced status or None, kind) of one recipient: what is said of it, else what the whole report says.

    A status nobody stated is derived from the reason told (RFC 3463 §3); `final`: a failure, even if nobody tells why.
    """
    stated = enhanced_status(said)
    if stated and stated[0] == "2":  # a success that failed contradicts itself: its own words tell
        return stated, _by_words(said, derived(said), _of_report(context), final=final)
    if stated:
        return stated, "temporary" if delayed else _of_class(stated)
    reply = reply_class(said)
    own = derived(said)
    whole = _of_report(context)
    told = own or whole.reason
    if delayed:
        return _status("4", told), "temporary"
    kind = _of_class(reply) if reply else _by_words(said, own, whole, final=final)
    if kind == "unknown":
        return None, kind
    return _status(reply or ("5" if kind == "permanent" else "4"), told), kind


def _by_words(said: str, own: tuple[str, str] | None, whole: _Report, *, final: bool) -> Kind:
    if own:
        return _of_class(own[1])
    return _by_phrase(said[:2_000]) or whole.kind or ("permanent" if final else "unknown")


class _Report(NamedTuple):
    """What the text of a whole report tells, for recipients of whom nothing is said."""

    reason: tuple[str, str] | None
    kind: Kind | None


@lru_cache(maxsize=8)  # asked once per recipient, and a report may name hundreds
def _of_report(context: str) -> _Report:
    reason = derived(context[:4_000])
    if reply := reply_class(context[:8_000], alone=True):
        return _Report(reason, _of_class(reply))
    return _Report(reason, _of_class(reason[1]) if reason else _by_phrase(context[:8_000]))


def _status(kind: str, told: tuple[str, str] | None) -> str:
    """A code for the class and the reason; a reason of the other class than the reply is still the reason told."""
    return f"{kind}.{told[0] if told else '0.0'}"


def _of_class(code: str) -> Kind:
    return "permanent" if code.startswith("5") else "temporary"


def reply_class(said: str, *, alone: bool = False) -> str:
    """ "5" or "4" by the first SMTP reply code (RFC 5321 §4.2.1), or "" where there is none."""
    found = _REPLY.search(said[:8_000])
    if found is None or (alone and said[found.end() : found.end() + 1] not in (" ", "-")):
        return ""
    return found[1]


def _by_phrase(said: str) -> Kind | None:
    if _TEMPORARY.search(said):
        return "temporary"
    return "permanent" if _PERMANENT.search(said) else None


def is_final(text: str) -> bool:
    """Whether the report says that the message will not be delivered any more."""
    return bool(_FAILED.search(text[:4_000].replace("’", "'")))


_FAILED = re.compile(
    r"(?:(?:delivery|deliver|message|mail)[^.\n]{0,60}(?:failed|failure|aborted)|could ?n[o']t be delivered|"
    r"(?:can ?not|can't|not) be delivered|was(?: not|n't) (?:delivered|able)|not able to deliver|undeliver|"
    r"(?:unable|failed) to deliver|returned to (?:the )?sender|"
    r"did not (?:reach|receive)|"
    r"has not been delivered|not accepting mail|tidak (?:dapat |bisa |berhasil )?(?:ter|di)(?:kirim|"
    r"sampaikan)|"
    r"gagal|nicht (?:zugestellt|zustellbar)|fehler bei der nachrichtenzustellung|échec|n'a pas pu|non remis|"
    r"mislukt|non riuscito|falha n|error de entrega|失敗|失败|impossibile|"
    r"no se (?:ha podido|pudo)|não (?:pôde|foi)|non è stato|niet (?:worden )?bezorgd|できません|无法|退信|退回|"
    r"не может|"
    r"не удалось)",
    re.IGNORECASE,
)


def is_delay(subject: str, text: str) -> bool:
    """Whether the report warns of a delay only: the server goes on trying."""
    if _FINAL.search(subject):
        return False
    if _DELAYED.search(subject):
        return True
    head = text[:2_500]
    found = _DELAYED.search(head)
    return bool(found) and not _FINAL.search(head[: found.start() + 1] if found else head)
