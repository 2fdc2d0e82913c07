"""The enhanced status (RFC 3463) of a failure a server told in words only: which of the known reasons it names."""

from __future__ import annotations

import re

_USER = r"(?:user|recipient|mailbox|account|addressees?|receiver|e-?mail(?: address)?|userid|alias|person|customer)"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# (what is said, subject.detail of RFC 3463 §3.2–3.8, class where nobody said one): the first that is met counts.
_REASONS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (_any(r"null ?mx\b|does not accept (?:e-?)?mail"), "1.10", "5"),  # RFC 7505
    (
        _any(
            r"loops? back to|too many hops|mail(?:er)? loop|routing loop|hop count (?:was |has been )?exceeded|"
            r"exceeded (?:the )?(?:maximum )?hop|"
            r"too many \"?received\"? headers|detected a loop|looping|mx record points to (?:the )?local ?host"
        ),
        "4.6",
        "5",
    ),
    (  # before hosts nobody knows: these may be known tomorrow
        _any(
            r"host not found,? (?:please )?try again|(?:temporar\w+|transient) [^.\n]{0,20}(?:dns|name|lookup|resol)",
            r"(?:dns|name server|lookup|resol\w+)[^.\n]{0,30}(?:temporar|try again|timed? ?-?out)",
        ),
        "4.3",
        "4",
    ),
    (
        _any(
            r"lost connection with|(?:dropped|closed|lost|broke|reset) (?:the )?connection|"
            r"connection [^.\n]{0,24}(?:dropped|lost|died|reset|closed|broken)|"
            r"conversation with [^\n]{0,120}timed? ?out|premature(?:ly)? [^.\n]{0,20}(?:close|end|disconnect)",
        ),
        "4.2",
        "4",
    ),
    (_any(r"unable to lock|(?:could|can) ?n[o']t lock|lock(?:ing)? (?:timed|failed|error)"), "2.0", "4"),
    (_any(r"mail transport unavailable|(?:command|script|program) time limit exceeded"), "3.0", "4"),
    (
        _any(
            r"grey-?list|greylist|(?:temporarily|deferred).{0,20}policy",
        ),
        "7.1",
        "4",
    ),
    (
        _any(
            r"(?:message|mail|file|size).{0,40}(?:too (?:large|big)|exceeds? (?:the )?(?:size|maximum|fixed max|"
            r"limit))",
            r"(?:maximum|mail|message) size (?:limit )?(?:exceed|of)|exceeds? size limit|"
            r"larger than the current system limit",
            r"size limit exceeded|e?xceed\w* the maximum size|message size .{0,40}exceeds|pesan terlalu besar|"
            r"ukuran (?:pesan|surel|lampiran).{0,30}(?:melebihi|terlalu)",
        ),
        "3.4",
        "5",
    ),
    (
        _any(
            r"quota|over ?quota|(?:mail|post|in)[ -]?(?:box|file|folder)?[^.\n]{0,40}\b(?:is |was |has )?(?:full|"
            r"penuh|voll|"
            r"pleine|llen[oa]|cheia|piena|überfüllt)\b|(?:account|user|storage|recipient|disk|inbox|folder) (?:is |"
            r"storage )?full\b",
            r"mailbox[^.\n]{0,30}(?:exceed|size limit)|exceed\w*[^.\n]{0,40}(?:allowed size|storage|mailbox|"
            r"allocation|local limit)",
            r"insufficient (?:system |disk )?(?:storage|space)|not enough (?:free |disk )?space|"
            r"out of (?:disk )?(?:space|storage)",
            r"too many messages in|kuota|kotak (?:surat|masuk)[^.\n]{0,30}penuh|casella[^.\n]{0,20}piena|"
            r"postfach[^.\n]{0,20}voll|bo[iî]te[^.\n]{0,40}pleine|buz[oó]n[^.\n]{0,20}llen|caixa[^.\n]{0,30}cheia",
            r"переполнен|容量|満杯|いっぱい|邮箱(?:空间)?(?:已)?满|信箱已滿|空间不足",
        ),
        "2.2",
        "4",
    ),
    (
        _any(
            rf"{_USER}[^.\n]{{0,60}}?(?:disabled|inactive|suspended|deactivated|discontinued|terminated|locked|"
            rf"closed|expired|"
            r"not active|no longer (?:active|in use|available|valid)|blocked due to inactivity)",
            rf"(?:disabled|inactive|deactivated|suspended|discontinued|terminated|locked|closed|expired) {_USER}",
            r"administrati?ve?le?y disabled|(?:akun|alamat|pengguna|kotak surat)[^.\n]{0,60}(?:nonaktif|dinonaktif|"
            r"tidak aktif|"
            r"ditutup|ditangguhkan)|sudah tidak aktif|deaktiviert|désactivé|desactivad|desativad|disattivat|"
            r"заблокирован|停用|冻结",
        ),
        "2.1",
        "5",
    ),
    (
        _any(
            r"unrouteable|unroutable|host (?:name )?(?:not found|unknown)|unknown host|no such (?:host|domain)|"
            r"(?:domain|host)(?: or domain)?(?: name)?[^.\n]{0,40}(?:not found|n['o]t exist|not exist|invalid|"
            r"unknown|"
            r"not be (?:found|resolved)|does ?n[o']?t exist)",
            r"name (?:service|server) error|couldn't find any host|no mx|no mail servers? (?:appear|exist|found)|"
            r"unknown domain|illegal host|nxdomain|dns error|"
            r"bad destination (?:host|system)|domain (?:tidak|tujuan tidak|salah)|domínio|dominio .{0,20}(?:no|non) |"
            r"域名",
            r"all relevant mx records point to non-?existent|mail exchanger|no ip address(?:es)? found for",
        ),
        "1.2",
        "5",
    ),
    (
        _any(
            r"(?:bad|invalid|malformed|illegal) (?:address|recipient|mailbox)? ?(?:syntax|format)|malformed address|"
            r"syntax error in|angle-brackets nested|missing or malformed local part|domain missing",
        ),
        "1.3",
        "5",
    ),
    (
        _any(
            rf"(?:unknown|no such|non-?existent|invalid|illegal|bad|wrong|unrecogni[sz]ed|"
            rf"undefined)[^.\n]{{0,24}}?{_USER}",
            rf"{_USER}\b.{{0,80}}?(?:not found|unknown|n['o]t exist|not exist|n't have|invalid|not listed|not known|"
            r"n['o]t be found|not be found|wasn't found|not valid|not recogni[sz]ed|lookup failed|unavailable|"
            r"not available|"
            r"isn't in our|not in our|not a member|not a valid|misspelled|does ?n[o']t exist|doesn't exist|"
            r"cannot be verified|"
            r"is deleted|was deleted|has been deleted|not ok)",
            r"user unknown|no mailbox (?:here|by that)|no account by that|does not have an? [^.\n]{0,30}account|"
            r"not our customer",
            rf"no (?:valid )?{_USER}|not (?:our|a valid) {_USER}|no such (?:person|number|address)|wasn't found at|"
            r"not listed in|does not like recipient|mailbox not available|invalid final delivery",
            r"alamat[^.\n]{0,60}(?:tidak (?:ditemukan|terdaftar|dikenal|valid|ada|dapat ditemukan)|salah)|"
            r"(?:pengguna|penerima|akun|kotak surat)[^.\n]{0,40}tidak (?:ditemukan|terdaftar|dikenal|ada)|"
            r"tidak ada (?:kotak surat|pengguna|penerima|akun)|tidak terdaftar|tidak ditemukan",
            r"nicht gefunden|unbekannt\w* (?:empf|benutz|adress)|empfänger unbekannt|existiert nicht|introuvable|"
            r"inconnu|"
            r"n'existe pas|destinataire invalide|no existe|desconocid|não existe|usuário desconhecido|inesistente|"
            r"sconosciuto|bestaat niet|onbekende|impossibile trovare|no se (?:pudo encontrar|encontró)|"
            r"não foi encontrad|niet gevonden|tidak ditemui|não encontrad",
            r"存在しません|見つかりません|不存在|未找到|找不到|收件人.{0,10}(?:错误|无效)|"
            r"не найден|не существует|нет такого",
        ),
        "1.1",
        "5",
    ),
    (
        _any(
            r"retry time(?:out)? (?:exceeded|not reached)|in (?:the )?queue (?:too long|for)|(?:message|"
            r"delivery time) expired|"
            r"queue\.expired|not (?:be )?delivered within|gave up|giving up after|"
            r"could not be delivered for (?:more than )?\d+ day|have been failing for a long time",
        ),
        "4.7",
        "4",
    ),
    (
        _any(
            r"timed? ?-?out|connection refused|could ?n[o']t connect|"
            r"unable to connect|"
            r"not accept our requests to connect|no route to host|"
            r"(?:host|server|network|mxs?)[^.\n]{0,40}(?:unreachable|not respond|not reachable|is down|unavailable)|"
            r"network (?:error|is unreachable)|establish an smtp connection|network error on destination|habis waktu|"
            r"tidak dapat terhubung|koneksi (?:gagal|ditolak)",
        ),
        "4.1",
        "4",
    ),
    (
        _any(
            r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:allowed|permitted)|prohibited)|unable to relay|"
            r"not permitted to relay",
            r"block(?:ed)?\b|black-?list|spam|(?:block|deny) ?list|not (?:authori[sz]ed|allowed|permitted)|"
            r"not accepting (?:mail|messages)|polic(?:y|ies)|access denied|prohibited|reputation|virus|"
            r"recipient preferences|dmarc|\bspf\b|sender (?:address )?(?:rejected|denied)|refused|diblokir|ditolak|"
            r"administrative prohibition|content rejected|message rejected|not have permission|"
            r"abgelehnt|rejeté|rechazad|rejeitad|rifiutat|geweigerd|拒绝|拒絕|拒否|отклонен",
        ),
        "7.1",
        "5",
    ),
)


def derived(said: str) -> tuple[str, str] | None:
    """(subject.detail, class) of the first known reason `said` names, or None where it names none."""
    words = said[:2_000].replace("’", "'")
    return next(((detail, kind) for pattern, detail, kind in _REASONS if pattern.search(words)), None)
