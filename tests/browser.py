"""The browser that tests look at pages with: chromium, better one without windows, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

# bin/test looks for, and if it may installs, the same.
NAMED = os.environ.get("CHROMIUM")
PROGRAMS = (NAMED or "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 90_000.0
"""How long anything is waited for, in milliseconds: on a busy machine what is well may take long."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; its sandbox is off for root, who has none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, f"there is none of {', '.join(PROGRAMS)}: apt-get install chromium, or CHROMIUM=/path/to/it"
    expect.set_options(PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=os.geteuid() != 0, timeout=PATIENCE
        )
        yield browser
        browser.close()
