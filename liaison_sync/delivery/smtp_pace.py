"""How fast an SMTP account may send: as set, else as its provider documents for one account."""

from __future__ import annotations

from liaison_sync.delivery.smtp_session import SmtpSettings

# Letters a minute and in any 24 hours. Google Workspace: 2,000 a day; its relay: 10,000 recipients a day.
# Exchange Online: 30 messages a minute, 10,000 recipients a day.
DOCUMENTED: tuple[tuple[str, int | None, int | None], ...] = (
    ("smtp-relay.gmail.com", None, 10_000),
    ("gmail.com", None, 2_000),
    ("googlemail.com", None, 2_000),
    ("office365.com", 30, 10_000),
)


def smtp_pace(settings: SmtpSettings) -> tuple[int | None, int | None]:
    """Letters a minute and a day; None: any number."""
    host = settings.host.lower().rstrip(".")
    known = next((pace for end, *pace in DOCUMENTED if host == end or host.endswith(f".{end}")), [None, None])
    return settings.per_minute or known[0], settings.per_day or known[1]
