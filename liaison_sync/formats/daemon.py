"""Who sent a report: the signs that a mail server wrote a message, not a person."""

from __future__ import annotations

import re

from liaison_sync.formats.headers import Headers

_DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_. ]?deliver(?:y|er)?[-_. ]?(?:system|subsystem|service|agent)?|"
    r"mdaemon|postfix|exim|qmail|sendmail|"
    r"(?:nondelivery|non-delivery|bounces?|bounced|mailerdaemon|mail-?system|mail-?server|deliveryfailure|"
    r"microsoftexchange[0-9a-f]+|"
    r"mail[-_]?admin(?:istrator)?|maildaemon|mailsystem|system[-_ ]administrator|smtp[-_.]?(?:gateway|server)|root|"
    r"complaints?|no-?reply-?bounces?|dsn|auto-?bounce|scanmail|smtplink|mxhero|symantec|spamfilter))(?=@|$|[-+._ ])",
    re.IGNORECASE,
)
_DAEMON_NAMES = re.compile(
    r"(?:mail(?:er)?[- ](?:delivery|daemon|system|server|administrator)|delivery (?:subsystem|system|status|"
    r"notification)|"
    r"system administrator|internet mail delivery|microsoft outlook|mail administrator|postmaster|exchange server|"
    r"sistem surel|administrator surel)",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"(?:no-?_?reply|do-?_?not-?_?reply|donotreply|administrator|sysadmin|daemon)(?=@|$|[-+._])", re.IGNORECASE
)


def report_type(headers: Headers, message_type: str) -> str | None:
    """`report-type` of a multipart/report (RFC 6522), lower-case; `message_type` may bring its own parameters."""
    if not message_type.lower().lstrip().startswith("multipart/report"):
        return None
    value = message_type if ";" in message_type else headers.get("Content-Type") or message_type
    _, found, rest = value.lower().partition("report-type")
    return rest.lstrip(" =\"'\t\r\n").partition(";")[0].strip(" \"'\t\r\n") if found else None


def is_machine(headers: Headers) -> bool:
    """Whether a mail server sent this: daemon From, or a null sender with no person's From."""
    sender = headers.get("From") or ""
    if _DAEMON.match(_local(sender)):
        return True
    null, bare = null_sender(headers), "@" not in address(sender).strip("@")
    return (null and bare) or ((null or bare) and bool(_DAEMON_NAMES.search(sender)))


def speaks(headers: Headers, text: str) -> bool:
    """Whether a null sender's text opens with the words mail servers put above their reports, whoever From names."""
    return null_sender(headers) and bool(_HEADING.search(text[:2_000]))


# At the start of a line: what a person quotes has a mark before it.
_HEADING = re.compile(
    r"^[ \t]*(?:[-=*#_]{2,60}[ \t]*(?:the following addresses had|transcript of session follows|"
    r"recipients of this delivery|non-delivered information)|"
    r"hi\. this is the [^\n]{2,60} (?:program|server|daemon) at\b|"
    r"this is the (?:mail system|postfix program) at host\b|"
    r"this is the [^\n]{2,60}mail delivery agent\b|this message was created automatically by mail delivery software|"
    r"this is an automatically generated delivery status notification|"
    r"delivery has failed to these recipients or (?:distribution lists|groups)|"
    r"your message did not reach some or all of the intended recipients)",
    re.IGNORECASE | re.MULTILINE,
)


def is_automatic(headers: Headers) -> bool:
    """Weaker signs: a null sender, Auto-Submitted (RFC 3834), an address that takes no answers, a return path's."""
    submitted = (headers.get("Auto-Submitted") or "no").strip().lower()
    return (
        null_sender(headers)
        or not submitted.startswith("no")
        or bool(_SILENT.match(_local(headers.get("From") or "")))
        or bool(_RETURN_PATH.search(_local(headers.get("To") or "")))
    )


_RETURN_PATH = re.compile(r"(?:^|[-+._])bounces?(?:$|[-+=])", re.IGNORECASE)  # no person writes there


def null_sender(headers: Headers) -> bool:
    """Whether the envelope named no sender, as RFC 5321 §4.5.5 asks of reports; sendmail writes its own name then."""
    return any(
        path.strip() in ("<>", "") or path.strip("< ").lower().startswith("mailer-daemon@")
        for path in headers.all("Return-Path")
    )


def address(sender: str) -> str:
    """The addr-spec of a From value."""
    return sender.rpartition("<")[2].strip("<> ")


def _local(sender: str) -> str:
    found = address(sender)
    return (found.rpartition("@")[0] or found).strip('"\\')
