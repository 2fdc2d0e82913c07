"""`python -m tests.journey.screenshots` writes the pictures of docs/screenshots anew from the demo's office."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journey.addresses import addresses
from tests.journey.visitor import ARGUMENTS, CHROMIUM, sign_in
from tests.journey.world import World, world

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
SIZES = {"": (1280, 900), "-390": (390, 844)}


def pictures(office: World) -> dict[str, str]:
    """File name → address."""
    found = addresses(office)
    return {
        "today": "/",
        "thread": f"/threads/{office.playing.threads['gerai-aruna']}",
        "followup": f"/followups/{office.reminder('gerai-aruna')}",
        "agenda": "/agenda",
        "engagement": found["/agenda/{key}"][0],
        "report": found["/reports/{name}/{period}"][0],
    }


def write(office: World, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        context = browser.new_context(base_url=office.url, locale="id-ID")
        page = context.new_page()
        sign_in(page, "id")
        for name, address in pictures(office).items():
            for suffix, (width, height) in SIZES.items():
                if suffix and name != "today":
                    continue
                page.set_viewport_size({"width": width, "height": height})
                page.goto(address, wait_until="networkidle")
                page.screenshot(path=folder / f"{name}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made, world(Path(made)) as one:
        write(one, Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
