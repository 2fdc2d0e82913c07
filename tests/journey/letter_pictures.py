"""`python -m tests.journey.letter_pictures` draws docs/screenshots/letters anew: every letter, subject and HTML."""

from __future__ import annotations

import io
import sys
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.formats.letter_scenes import Scene, scenes
from tests.journey.visitor import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parents[2] / "docs/screenshots/letters"
DIGESTS = "rendered.txt"
_WIDTH, _COLOURS = 680, 16


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    every = list(scenes())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": _WIDTH, "height": 100})
        for one in every:
            page.set_content(_framed(one))
            whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            whole.convert("L").quantize(_COLOURS).save(folder / f"{one.name}.png", optimize=True)
        browser.close()
    (folder / DIGESTS).write_text("".join(f"{one.digest}  {one.name}\n" for one in every), "utf-8")


def _framed(one: Scene) -> str:
    """The letter below its subject, as an inbox shows it."""
    subject = (
        f'<p style="margin:0;padding:12px 18px;font:600 17px Arial;background:#eee">{escape(one.letter.subject)}</p>'
    )
    head, tag, rest = one.html.partition('<body style="margin:0;padding:0">')
    return f"{head}{tag}{subject}{rest}"


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
