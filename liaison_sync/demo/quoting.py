"""How the clients of real offices quote the mail they answer or pass on, in Indonesian and English."""

from __future__ import annotations

from datetime import datetime
from html import escape

from liaison_sync.demo.when import DAYS_EN, DAYS_ID, MONTHS_EN, MONTHS_ID

Names = tuple[str, str]
SHORT_DAYS = {"id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
              "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}  # fmt: skip
OUTLOOK = {"id": ("Dari", "Dikirim", "Kepada", "Tembusan", "Perihal"), "en": ("From", "Sent", "To", "Cc", "Subject")}
FORWARD_MARK = {"id": "---------- Pesan terusan ---------", "en": "---------- Forwarded message ---------"}
ORIGINAL_MARK = {"id": "----- Pesan Asli -----", "en": "----- Original Message -----"}
SENT_FROM_PHONE = {"id": "Dikirim dari iPhone saya", "en": "Sent from my iPhone"}


def shown(who: Names) -> str:
    return f"{who[0]} <{who[1]}>" if who[0] else who[1]


def _day(at: datetime, days: tuple[str, ...], months: tuple[str, ...]) -> str:
    return f"{days[at.weekday()]}, {at.day} {months[at.month - 1]} {at.year}"


def long_date(at: datetime, language: str) -> str:
    names = (DAYS_ID, MONTHS_ID) if language == "id" else (DAYS_EN, MONTHS_EN)
    return _day(at, *names)


def short_date(at: datetime, language: str) -> str:
    months = MONTHS_ID if language == "id" else MONTHS_EN
    return _day(at, SHORT_DAYS[language], tuple(month[:3] for month in months))


def attribution(client: str, who: Names, at: datetime, language: str) -> str:
    """The line above a quote of Gmail, Yahoo, Apple Mail or Thunderbird."""
    indonesian = language == "id"
    match client:
        case "yahoo":
            if indonesian:
                return f"    Pada {long_date(at, language)} {at:%H.%M.%S} WIB, {shown(who)} menulis:"
            return f"    On {long_date(at, language)} at {at:%I:%M:%S %p} GMT+7, {shown(who)} wrote:"
        case "apple":
            months = MONTHS_ID if indonesian else MONTHS_EN
            day = f"{at.day} {months[at.month - 1][:3]} {at.year}"
            return f"Pada {day}, pukul {at:%H.%M}, {shown(who)} menulis:" if indonesian else (
                f"On {day}, at {at:%H:%M}, {shown(who)} wrote:"
            )  # fmt: skip
        case "thunderbird":
            return f"Pada {at:%d/%m/%y} {at:%H.%M}, {who[0]} menulis:" if indonesian else (
                f"On {at:%d/%m/%Y} {at:%H:%M}, {who[0]} wrote:"
            )  # fmt: skip
        case _:
            if indonesian:
                return f"Pada {short_date(at, language)} pukul {at:%H.%M} {shown(who)} menulis:"
            return f"On {short_date(at, language)} at {at:%H:%M} {shown(who)} wrote:"


def header_block(
    client: str, who: Names, to: tuple[Names, ...], cc: tuple[Names, ...], at: datetime, subject: str, language: str
) -> list[tuple[str, str]]:
    """The header block of Outlook or Zimbra, as (label, value)."""
    labels = OUTLOOK[language]
    if client == "zimbra":
        labels = ("Dari", "Terkirim", "Kepada", "Tembusan", "Judul") if language == "id" else labels
    clock = f"{at:%H.%M}" if language == "id" else f"{at:%H:%M}"
    rows = [
        (labels[0], shown(who)),
        (labels[1], f"{long_date(at, language)} {clock}"),
        (labels[2], "; ".join(shown(one) for one in to)),
    ]
    if cc:
        rows.append((labels[3], "; ".join(shown(one) for one in cc)))
    return [*rows, (labels[4], subject)]


def angle(text: str) -> str:
    """The text with `> ` before each line."""
    return "\n".join(">" + ("" if line.startswith(">") else " ") + line if line else ">" for line in text.split("\n"))


def paragraphs_html(text: str) -> str:
    """Plain text as the HTML a client would write: one block a paragraph, breaks inside."""
    blocks = [escape(block).replace("\n", "<br>\r\n") for block in text.split("\n\n")]
    return "\r\n".join(f"<p>{block}</p>" for block in blocks)
