"""The archive: finished segments by journal and day, compressed, readable with ``zcat``."""

import io
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from goodword.journal.finished import PACKED, locked, replace
from goodword.journal.lines import line_of
from goodword.journal.reading import records_of
from goodword.journal.segments import DRAFT

DAY = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
DRAFTS_LIVE = 86_400  # seconds


def days(archive: Path) -> list[date]:
    """The days (UTC) of which there is something, oldest first."""
    return sorted(date.fromisoformat(folder.name) for folder in archive.glob(DAY))


def of_day(archive: Path, day: date) -> list[Path]:
    """A day's segments, oldest first. A record is in the day on which it was written, which around midnight may be the
    day after the one it names."""
    return sorted((archive / day.isoformat()).glob(f"*{PACKED}"))


def rewrite(path: Path, change: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]) -> int:
    """Has a finished segment, packed or not, hold what ``change`` makes of its records, None for none at all; how many
    it changed. Old or new, the file is whole at every moment; what was damaged is gone then. Raises OSError."""
    with locked(path):
        records = list(records_of(path))
        changed = [change(record) for record in records]
        count = sum(new != old for new, old in zip(changed, records, strict=True))
        if count:
            text = b"".join(line_of(record) for record in changed if record is not None)
            replace(path, io.BytesIO(text), packed=path.suffix == PACKED)
    return count


def forget_old(var: Path, names: tuple[str, ...], today: date, keep: int) -> int:
    """Removes days older than ``keep`` days, and what writers that died left half done; how many days that were."""
    old = [
        var / "archive" / name / day.isoformat()
        for name in names
        for day in days(var / "archive" / name)
        if day < today - timedelta(days=keep)
    ]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)  # another worker may be at it as well
    for name in names:
        _forget_drafts(var, name)
    return len(old)


def _forget_drafts(var: Path, name: str) -> None:
    for pattern in (f"journal/{name}/*{DRAFT}", f"archive/{name}/*/.*{DRAFT}"):
        for path in var.glob(pattern):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - DRAFTS_LIVE:
                    path.unlink()
