"""Permanent or temporary: by enhanced status (RFC 3463), by SMTP reply (RFC 5321), by phrase."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["permanent", "temporary", "unknown"]

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.:/-])([45])\d{2}(?=[ \t\-#:;,]|$)")
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
    """The enhanced status code a diagnostic contains, never part of an IP address or a version."""
    found = _ENHANCED.search(said[:4_000])
    return found[0] if found else None


def judge(said: str, context: str, *, delayed: bool) -> tuple[str | None, Kind]:
    """(enhanced status or None, kind) from what is said of one recipient, else from the whole report."""
    status = enhanced_status(said)
    if delayed:
        return status, "temporary"
    code = status or ((found := _REPLY.search(said[:4_000])) and found[0])
    if code and code[0] in "45":
        return status, "permanent" if code[0] == "5" else "temporary"
    return status, _by_phrase(said[:2_000]) or _by_context(context[:8_000])


def _by_phrase(said: str) -> Kind | None:
    if _TEMPORARY.search(said):
        return "temporary"
    return "permanent" if _PERMANENT.search(said) else None


def _by_context(context: str) -> Kind:
    code = _REPLY.search(context)
    if code and context[code.end() : code.end() + 1] in " -":
        return "permanent" if code[1] == "5" else "temporary"
    return _by_phrase(context) or "unknown"


def is_delay(subject: str, text: str) -> bool:
    """Whether the report warns of a delay only: the server goes on trying."""
    if _FINAL.search(subject):
        return False
    if _DELAYED.search(subject):
        return True
    head = text[:2_500]
    found = _DELAYED.search(head)
    return bool(found) and not _FINAL.search(head[: found.start() + 1] if found else head)
