"""The link of a click that is not in the database yet, found in the journal of clicks: who signs up within seconds of
arriving, or during an outage, is answered with the link they came by."""

import mmap
from datetime import datetime, timedelta
from pathlib import Path

from goodword.journal.finished import segments
from goodword.journal.lines import Found, found_in
from goodword.referrals.click_ids import parse

YOUNG = timedelta(hours=1)
MOST = 8
"""Segments to look into, the newest first: a few milliseconds each."""


def code_of_link(folder: Path, click: str, now: datetime) -> str:
    """The code of the link that a young click came by; empty where there is none, or it is not in the journal."""
    known = parse(click)
    if known is None or now - known.at > YOUNG:
        return ""
    for path in reversed(segments(folder)[-MOST:]):
        try:
            line = line_with(path, f'"id":"{click}"'.encode())
        except (OSError, ValueError):  # put away meanwhile, or empty
            continue
        for found in found_in(line):
            if isinstance(found, Found):
                return str(found.record().get("link", ""))
    return ""


def line_with(path: Path, words: bytes) -> bytes:
    """The last line of the file with these words; empty if there is none. Raises OSError, or ValueError for an empty
    file, which cannot be mapped."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = text.rfind(words)
        return text[text.rfind(b"\n", 0, at) + 1 : text.find(b"\n", at) + 1] if at >= 0 else b""
