"""Makes the pictures of the README from the demo: `make screenshots`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# The browser looks for services of its own at every start; without a network that only costs time.
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PICTURES: dict[str, tuple[Literal["light", "dark"], str]] = {
    "incident.png": ("light", "?focus=convert-prices"),
    "incident-dark.png": ("dark", "?focus=currency"),
}


def main() -> None:
    """Starts the demo, standing still where it opens, and takes each picture once all is drawn."""
    command = [sys.executable, "-m", "navigator", "demo", "--port", "0", "--paused"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo, sync_playwright() as player:
        try:
            assert demo.stdout is not None
            found = re.search(r"http://\S+", demo.stdout.readline())
            assert found is not None
            take(player.chromium.launch(executable_path=CHROMIUM, args=QUIET), found.group())
        finally:
            demo.terminate()


def take(browser: Browser, url: str) -> None:
    """Writes every picture at 1440×900."""
    IMAGES.mkdir(exist_ok=True)
    for name, (scheme, place) in PICTURES.items():
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
        page.goto(url + place)
        page.wait_for_selector("body[data-settled=true]")
        page.wait_for_selector("#detail-chart .scatterlayer path")
        page.wait_for_timeout(3000)  # the history of the strip and the time bar comes with the next refresh
        page.screenshot(path=IMAGES / name)
        page.close()


if __name__ == "__main__":
    main()
