"""What the sink got, as files one can open: every letter as .eml, each report also as a page with its charts in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from liaison_sync.demo.peers import Kept


def write_letters(kept: Iterable[Kept], folder: Path) -> tuple[Path, ...]:
    """Write the letters below `folder`; returns the pages of the reports among them, by name."""
    letters = folder / "letters"
    letters.mkdir(parents=True, exist_ok=True)
    pages = []
    for number, letter in enumerate(kept, 1):
        (letters / f"{number:03}.eml").write_bytes(letter.raw)
        mail = message_from_bytes(letter.raw, policy=policy.default)
        page = _page(mail)
        if page is not None:
            pages.append(folder / f"report-{mail['Content-Language'] or number}.html")
            pages[-1].write_text(page, "utf-8")
    return tuple(sorted(pages))


def _page(mail: EmailMessage) -> str | None:
    """The HTML of a letter that carries pictures, with them in it; None for other letters."""
    pictures = {
        str(part["Content-ID"]).strip("<>"): part for part in mail.walk() if part.get_content_maintype() == "image"
    }
    html = mail.get_body(("html",))
    if html is None or not pictures:
        return None
    text = str(html.get_content())
    for name, part in pictures.items():
        data = b64encode(part.get_content()).decode("ascii")
        text = text.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    return text
