"""Asking every process to finish its segments: what is in an open one can be neither archived nor changed."""

import io
import time
from pathlib import Path

from goodword.journal.finished import replace
from goodword.journal.segments import make_folder

FILE = "finish"


def ask_to_finish(var: Path) -> float:
    """Segments opened until now are finished soon, by whoever appends (`referrals.draining_thread`); the
    moment, in seconds as of the system."""
    make_folder(var / "journal")
    moment = time.time()
    replace(var / "journal" / FILE, io.BytesIO(f"{moment!r}\n".encode()), packed=False)
    return moment


def asked_to_finish(var: Path) -> float:
    """That moment; 0 where nobody ever asked."""
    try:
        return float((var / "journal" / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0
