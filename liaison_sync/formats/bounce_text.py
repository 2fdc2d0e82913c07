"""Bounces written for people: which recipients the text of a mail server names, and what it says of each."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.bounce_address import parted
from liaison_sync.formats.bounce_status import derived

MAX_LINES = 400
_SUBJECT = re.compile(
    r"(?:undeliver|un-?delivered|non-?deliver|returned (?:mail|e-?mail|to sender|message)|"
    r"mail(?: could not be)? returned|return(?:ed)? to sender|failure notice|failed (?:mail|delivery|to deliver)|"
    r"deliver\w* (?:status|fail|error|problem|report|has failed|notification|delay|unsuccessful|incomplete|"
    r"temporarily)|mail (?:delivery|error|system error|failure|status report|not delivered|undeliver)|"
    r"message (?:status|delivery|could not|not delivered|undeliver|failed|has been delayed|delayed|rejected|"
    r"returned|blocked)|could ?n[o']t (?:be )?(?:send|sent|deliver)|cannot (?:be )?(?:send|sent|deliver)|"
    r"unable to deliver|(?:not|wasn't) delivered|"
    r"bounced|user unknown|unknown (?:user|recipient|address)|warning: (?:message|could not)|delayed mail|"
    r"delivery delayed|still being retried|address (?:error|rejected)|error (?:sending|delivering|in delivery)|"
    r"rejected (?:mail|message|posting)|"
    r"returning message|nondeliverable|not deliverable|unrecogni[sz]ed recipient|invalid (?:recipient|address)|"
    r"mail system error|mdaemon|"
    r"notification of (?:delivery|non)|"
    r"(?:tidak|belum|tak) (?:dapat |bisa |berhasil )?(?:terkirim|dikirim|tersampaikan|disampaikan)|gagal (?:terkirim|"
    r"dikirim|kirim|mengirim)|"
    r"pengiriman (?:surel |pesan |surat |e-?mail )?(?:gagal|tertunda|ditunda)|pemberitahuan (?:status )?pengiriman|"
    r"mail failed|returning to sender|pemberitahuan kegagalan|"
    r"kegagalan pengiriman|"
    r"tidak boleh dihantar|nicht zustellbar|unzustellbar|zustellung|unzustellbarkeit|rücksendung|non remis|"
    r"non distribué|échec (?:de|d')|remise (?:différée|impossible)|no se (?:puede|pudo) entregar|no entregad|"
    r"devuelto|"
    r"não (?:é possível|foi possível) entregar|não entregue|falha na entrega|devolvid|mancat[ao] (?:recapito|"
    r"consegna)|non recapit|impossibile recapitare|onbestelbaar|niet (?:worden )?bezorgd|niet bezorgd|"
    r"未送達|配信不能|配信(?:エラー|できません)|送信エラー|メール(?:が|を)?送信できません|届きませんでした|"
    r"无法投递|無法投遞|无法传递|無法傳遞|退信|未送达|未傳遞|投递失败|배달되지|전송 실패|"
    r"반송|недоставлен|не удается доставить|не доставлено|возвращ)",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"(?:(?:could|can) ?n[o']t be (?:delivered|sent)|cannot be delivered|was(?:n't| not) (?:delivered|able to)|"
    r"were not (?:delivered|able)|(?:unable|not able|failed|could not|couldn't|can't|cannot) (?:to )?(?:deliver|"
    r"send|be delivered)|undeliver|did not reach|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|transient (?:non-)?fatal|has(?: not|"
    r" n't)? (?:yet )?been (?:delivered|returned|rejected|delayed)|delivery (?:to|of|has|attempt|status|error|"
    r"fail|notification)|not yet been delivered|returned (?:to sender|mail|below|unopened)|"
    r"following (?:recipient|address|mailbox|e-?mail|destination|user)|user unknown|unknown user|no such user|"
    r"recipient (?:address )?rejected|mailbox (?:full|unavailable|not found|is full|disabled)|"
    r"message (?:you sent )?(?:was|is|has) (?:been )?(?:undeliver|not deliver|reject|return|block|delay|"
    r"quarantin)|this is the (?:mail|postfix|qmail|exim|mail delivery)|mail(?:er)?[ -](?:delivery|daemon|system)|"
    r"(?:tidak|belum|tak) (?:dapat |bisa |berhasil )?(?:terkirim|dikirim|disampaikan|dikirimkan|tersampaikan)|"
    r"failed addresses|no valid recipients|(?:addressee|receiver|recipient) not found|"
    r"belum (?:selesai|terkirim)|"
    r"gagal (?:terkirim|dikirim|disampaikan)|nicht zugestellt|nicht zustellbar|n'a pas pu|n'a pas été|"
    r"no se ha podido|no se pudo|não pôde|non è stato|"
    r"non è possibile|niet worden bezorgd|配信できませんでした|送信できませんでした|届けることができ|"
    r"お届けできません|无法(?:送达|投递|传递)|無法|배달할 수 없|"
    r"не (?:может|удалось|было)|error occurred while trying to deliver|"
    r"i'm (?:sorry|afraid)|sorry.{0,30}(?:unable|couldn't|wasn't)|account (?:is )?(?:disabled|inactive)|"
    r"\b5\d\d[ -]5\.\d\.\d|smtp error|giving up)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^(?:[-=*_ ]{0,60}(?:original message|returned message|below this line|this is a copy|"
    r"message headers? follow|(?:the )?(?:header|text|body) of (?:your|the) (?:original )?message|"
    r"undelivered message|"
    r"start of (?:the )?returned|transcript of session follows.{0,5}$|unsent message|copy of (?:the|"
    r"your) message|original (?:mail|headers|letter)|forwarded message|the headers? of|"
    r"your (?:original )?message (?:follows|reads)|mail header|"
    r"pesan asli|rfc ?822 headers|--- enclosed|unmodified|included below)|Received: (?:from|by)|Return-Path:|"
    r"DKIM-Signature:|ARC-Seal:|MIME-Version:|X-Original-To:|Message-ID: ?<)",
    re.IGNORECASE,
)
_KEEPS_GOING = re.compile(r"transcript of session", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w.+=%/-])([A-Za-z0-9_.+=%'&*!#$/{}|~^-]{1,64}@[A-Za-z0-9\[][A-Za-z0-9.-]{1,188}[A-Za-z0-9\]])"
)
_ALONE = re.compile(
    r"[ \t*•·\-–>\"'<(\[]{0,12}(?:smtp:|mailto:|rfc822;)?[ ]?([^\s@<>:;,()\[\]\"]{1,64}@[^\s@<>:;,()\[\]\"']{1,190})"
    r"[>\])\"']{0,3}(?:[ \t]*(?:[:,;<(\[]|\.(?=\s|\.|$)|$|…)|[ \t]+\S)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"[ \t*•|-]{0,8}(?:recipients?|failed recipients?|recipient address|recipient e-?mail|final-recipient|"
    r"original-recipient|to|address|e-?mail(?: address)?|destination|user|mailbox|intended recipient|rcpt to|"
    r"for|delivery to|unknown user|user unknown|no such user|invalid user|undeliverable to|mail to|"
    r"could not be delivered to|(?:user )?mailbox exceeds allowed size|delivery failed \d{1,3} attempts|"
    r"penerima|kepada|alamat|unknown local user|unknown or illegal user|"
    r"宛先|受信者|送信先|收件人|收件者|收信人|수신자|받는 ?사람|адресат\w*|получател\w*|empfänger|destinataires?|"
    r"destinat[aá]ri?os?|ontvangers?|ผู้รับ)"
    r"(?: address| e-?mail)?(?:\(s\))?[ \t]*[:=]?[ \t]{0,8}.{0,12}?[<\[\"' ]?(?:smtp:|"
    r"rfc822;)?[ ]?([^\s@<>\[\]\"]{1,64}@[^\s@<>\[\]\"]{1,190})",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"(?:deliver(?:ed|ing|y)?|deliver (?:it|your message|mail|message|the message)|reach|sent?|terkirim|dikirim|"
    r"disampaikan|mailbox|recipients?|users?|address(?:es)?|account|kepada|penerima|forward(?:ed)?|"
    r"queue)\b[^@\n]{0,80}?[\s<\"'(\[]([^\s@<>\[\]\"'()]{1,64}@[^\s@<>\[\]\"'()]{1,190})",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"(?:contact|postmaster|please (?:send|forward|e-?mail|write)|for (?:further |more )?(?:assistance|help|"
    r"information)|support|administrator|hubungi|abuse@|mailer-daemon|if you (?:believe|think|have)|"
    r"reporting-mta|mail from(?=[ \t]*[:<]|[ \t]+command)|message-id|"
    r"(?<!expanded )from:|sender\b|pengirim\b|dari:|return-path|reply-to|x400|questions)",
    re.IGNORECASE,
)
_WRITER = re.compile(r"(?<!expanded )\b(?:from|dari|oleh|von|de la part de)[ \t:<\"']{0,4}$", re.IGNORECASE)
_TO = re.compile(
    r"^[ \t>]*(?:To|X-Original-To|Envelope-To|RCPT TO)[ \t]*:[ \t]*([^\n]{1,2000}(?:\n[ \t]+[^\n]{1,500}){0,20})",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """An address that failed and what the text says of it (may be "")."""

    address: str
    said: str


def subject_says(subject: str) -> bool:
    """Whether a subject speaks of a failed or delayed delivery, and is no person's reply to one."""
    head = subject[:300].strip()
    if re.match(r"(?:re|fw|fwd|bls|balas|trs|aw|wg)\s*:", head, re.IGNORECASE):
        return False
    return bool(_SUBJECT.search(head))


def text_says(text: str) -> bool:
    """Whether a text reports a failed or delayed delivery."""
    return bool(_TEXT.search(text[:6_000].replace("’", "'")))


def reports(text: str) -> bool:
    """Whether a text reports a failed delivery of mail so that no parcel or letter can be meant."""
    head = text[:6_000].replace("’", "'")
    return bool(_TEXT.search(head)) and bool(_OF_MAIL.search(head))


def tells_of_success(subject: str, text: str) -> bool:
    """Whether a report says that mail arrived, and nothing of a failure."""
    return bool(_ARRIVED.search(f"{subject[:300]}\n{text[:2_000]}")) and not _FAILED.search(text[:4_000])


_MAIL = r"(?:e-?mail|surel|messages?|pesan|nachricht|courriel|mensaje|mensagem|messaggio|bericht)\b"
_OF_MAIL = re.compile(
    r"\b[45]\d\d[ \-][^\n]|\b[245]\.\d\.\d|mailbox|kotak (?:surat|masuk)|mail (?:server|system)|\bsmtp\b|"
    rf"{_MAIL}[^.\n]{{0,60}}(?:deliver|sent|send|kirim|sampai|undeliver|return|reject|remis|entreg|consegn|bezorg|"
    rf"zugestellt)|"
    rf"(?:deliver|sending|kirim|sampaikan|reject|return)\w*[^.\n]{{0,30}}{_MAIL}|メール|邮件|郵件|메일|письмо|сообщение",
    re.IGNORECASE,
)
_ARRIVED = re.compile(
    r"^(?:delivered|relayed|expanded|terkirim)\b|success(?:fully|ful)|delivery to (?:these|"
    r"the following) recipients? "
    r"(?:or groups )?is complete|(?:has|have) been (?:successfully )?delivered to|was delivered to|"
    r"berhasil (?:dikirim|terkirim|disampaikan)|telah (?:dikirim|terkirim|disampaikan) (?:ke|kepada)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"fail|undeliver|could ?n[o']t|can ?not|can't|unable|reject|delay|\b[45]\d\d[ -]|not (?:yet )?been|tidak|gagal|"
    r"tertunda",
    re.IGNORECASE,
)


def recipients(text: str, others: Iterable[str] = ()) -> list[Named]:
    """The addresses a report names as failed, in order; `others` are known not to be (its sender, its reader)."""
    lines = _whole_lists(report(text))
    apart = {one.lower() for one in others}
    for pattern in (_ALONE, _LABELLED, _PROSE):
        found = _by(pattern, lines, apart)
        if found:
            return found
    return _alone(lines, apart, _of_others)


def perhaps(text: str, others: Iterable[str] = ()) -> list[Named]:
    """An address behind "from", where nothing else tells who failed: some servers mean the recipient."""
    return _alone(_whole_lists(report(text)), {one.lower() for one in others}, _of_helpers)


def _alone(lines: list[str], apart: set[str], wrong: Callable[[str], bool]) -> list[Named]:
    """The first address of the text for which the words before it are not `wrong`, with those listed behind it."""
    for at, line in enumerate(lines):
        words = parted(line[:1_000]) if "@" in line else ""
        for m in _ADDRESS.finditer(words):
            if not wrong(words[: m.start()]) and _tidy(m[1]).lower() not in apart:
                said = _said(lines, at, line, set())
                return [Named(one, said) for one in (_tidy(m[1]), *_listed(words, m.end()))]
    return []


def _of_helpers(before: str) -> bool:
    return bool(_HELP.search(before))


def _of_others(before: str) -> bool:
    """Whether the words before an address make it that of a helper or, as far as can be told, of the sender."""
    return _of_helpers(before) or bool(_WRITER.search(before))


def local_names(text: str, domain: str) -> list[str]:
    """Users named without a domain below "the following recipients …:", at the domain of the server that speaks."""
    lines = report(text)
    at = next(
        (n for n, line in enumerate(lines) if _FOLLOWING.search(line[:400]) and line.rstrip().endswith(":")), None
    )
    if at is None or "." not in domain:
        return []
    below = (line.strip() for line in lines[at + 1 : at + 51])
    names = itertools.takewhile(_LOCAL_NAME.fullmatch, itertools.dropwhile(lambda line: not line, below))
    return [f"{name}@{domain.lower()}" for name in names]


_FOLLOWING = re.compile(r"following (?:recipient|address|user|mailbox)", re.IGNORECASE)
_LOCAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,40}")


def returned_to(text: str) -> list[str]:
    """The To addresses of a returned message or of the header copied into a report."""
    found = _TO.search(text)
    return list(dict.fromkeys(_tidy(m[1]) for m in _ADDRESS.finditer(found[1]))) if found else []


def report(text: str) -> list[str]:
    """The lines of the report without the returned message below them."""
    lines = text.replace("\r", "").split("\n")[:MAX_LINES]
    for at, line in enumerate(lines):
        if at and _RETURNED.match(line[:200]) and not _KEEPS_GOING.search(line[:200]):
            return _without_letter(lines[:at])
    return _without_letter(lines)


def _without_letter(lines: list[str]) -> list[str]:
    """The lines without what Exchange tells of the letter first: to whom it went, not for whom it failed."""
    at = next((n for n, line in enumerate(lines[:40]) if line.strip().lower() in _YOUR_LETTER), None)
    if at is None:
        return lines
    told = itertools.takewhile(lambda line: not line.strip() or _FIELD.match(line), lines[at + 1 :])
    return [*lines[:at], *lines[at + 1 + len(list(told)) :]]


_YOUR_LETTER = ("your message", "pesan anda")
_FIELD = re.compile(r"[ \t]+(?:to|cc|subject|sent|kepada|tembusan|subjek|perihal|dikirim):", re.IGNORECASE)


def _whole_lists(lines: list[str]) -> list[str]:
    """The lines, each list of addresses that is wrapped behind a comma joined to one."""
    joined: list[str] = []
    for line in lines:
        if joined and "@" in line and len(joined[-1]) < MAX_LIST and _GOES_ON.search(joined[-1][-260:]):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


MAX_LIST = 20_000  # characters of a list of recipients
_GOES_ON = re.compile(r"@[^\s@,;:]{1,190}[>\])\"']{0,3}[ \t]{0,4}[,;][ \t]{0,4}$")


def _by(pattern: re.Pattern[str], lines: list[str], apart: set[str]) -> list[Named]:
    hits = {at: found for at, line in enumerate(lines) if "@" in line and (found := _in(pattern, line, apart))}
    named: dict[str, Named] = {}
    for at, found in hits.items():
        before = lines[at].partition(found[0])[0].strip(" :<[\t")
        rest = lines[at].partition(found[-1])[2]
        alone = not rest.strip(" >])") and lines[at + 1 : at + 2] == [""] and derived(before)  # "unknown user: <a@x>"
        said = before if alone else _said(lines, at, rest, set(hits)) or before
        for address in found:
            known = named.get(address.lower())
            if not _is_apart(address, apart) and not (known and (known.said or not said)):
                named[address.lower()] = Named(address, said)
    return list(named.values())


def _in(pattern: re.Pattern[str], line: str, apart: set[str]) -> list[str]:
    """The addresses `pattern` names in a line: of several in a sentence the first that is not known to be another's,
    with those listed behind it.
    """
    words = parted(line[:400])
    matches = pattern.finditer(words) if pattern is _PROSE else filter(None, [pattern.match(words)])
    found = [m for m in matches if not _of_others(words[: m.start(1)]) and _is_address(_tidy(m[1]))]
    if not found:
        return []
    first = next((one for one in found if not _is_apart(_tidy(one[1]), apart)), found[0])
    return [_tidy(first[1]), *_listed(words if len(line) <= 400 else parted(line[:MAX_LIST]), _bare_end(first))]


def _bare_end(found: re.Match[str]) -> int:
    """Where the address ends without the sign behind it."""
    return found.start(1) + len(found[1].rstrip(",;:."))


def _listed(line: str, end: int) -> Iterator[str]:
    """The addresses that go on a list behind the one that ends at `end`."""
    while found := _NEXT.match(line, end):
        end = _bare_end(found)
        if not _of_others(found[0]) and _is_address(_tidy(found[1])):
            yield _tidy(found[1])


_NEXT = re.compile(
    r"[>\])\"']{0,3}[ \t]{0,4}"
    r"(?:[,;&][ \t]{0,4}(?:(?:and|dan|serta|und|et|en) )?|[ \t](?:and|dan|serta|und|et|en|y|e) )"
    r"(?:[^<>@,;]{0,60}<|[\[\"'])?(?:smtp:|mailto:|rfc822;)?([^\s@<>\[\]\"'();,:]{1,64}@[^\s@<>\[\]\"'();,:]{1,190})",
    re.IGNORECASE,
)


def _is_apart(address: str, apart: set[str]) -> bool:
    address = address.lower()
    return address in apart or "mailer-daemon@" in address or "postmaster@" in address


def _tidy(address: str) -> str:
    address = _PREFIX.sub("", address.strip("<>()[]\"',;:.`* "))
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


_PREFIX = re.compile(r"^(?:mailto:|rfc822;|dda:)?(?:smtp[:=])?", re.IGNORECASE)


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) or (not text.isascii() and "@" in text)


_LEAD = re.compile(r"[ \t>\])\"'”’」』》】）]*(?:[:;,.\-–(=：；，。、（]+[ \t]*)?")


def _said(lines: list[str], at: int, rest: str, hits: set[int]) -> str:
    """The rest of the recipient's line and what follows, to the next blank line after words or the next recipient."""
    parts = [_LEAD.sub("", rest, count=1).strip()]
    for number in range(at + 1, min(len(lines), at + 14)):
        line = lines[number].strip()
        if number in hits or line.startswith("-----"):
            break
        if not line and any(parts) and not parts[-1].endswith(("because:", "：")):
            break
        parts.append(line)
    return " ".join(part for part in parts if part)[:1_000]
