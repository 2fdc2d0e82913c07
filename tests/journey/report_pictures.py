"""`python -m tests.journey.report_pictures` draws docs/screenshots/reports anew: the mailed report."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from liaison_sync.formats import report_html
from liaison_sync.formats.report_words import page as worded
from tests.formats.report_scene import LOOKS, scenes, snapshot
from tests.journey.visitor import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parents[2] / "docs/screenshots/reports"
_COLOURS = 64


def _drawn(browser: Browser, html: str, width: int, scheme: str) -> Image.Image:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB").quantize(_COLOURS)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    every = list(scenes())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        for one in every:
            drawn = report_html.by_data(report_html.charts(worded(snapshot(), one.language)))
            html = one.html
            for name, data in drawn.items():
                html = html.replace(f"cid:{name}@report", data)
            for look in LOOKS:
                picture = _drawn(browser, html, *look)
                picture.save(folder / f"{one.name}.{look[0]}-{look[1]}.png", optimize=True)
        browser.close()
    (folder / "rendered.txt").write_text("".join(f"{one.digest}  {one.name}\n" for one in every), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
