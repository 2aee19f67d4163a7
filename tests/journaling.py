"""What tests of the journal and of the drain share: clicks, segments that a dead process left."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from goodword.journal.finished import segments
from goodword.journal.lines import line_of
from goodword.journal.reading import records_of

Plain = Mapping[str, Any]


def click(number: int, **given: Any) -> dict[str, Any]:
    """A click as the journal holds it."""
    usual = {"kind": "click", "id": f"clk_{number:032d}", "at": "2026-07-01T08:00:00.000+00:00", "page": "/"}
    return usual | {"language": "en", "partner": "ada"} | given


def refund(number: int, **given: Any) -> dict[str, Any]:
    """The plainest fact."""
    usual = {"kind": "refund", "id": f"evt_{number:032d}", "at": "2026-07-01T08:00:00.000+00:00", "invoice_id": "in_1"}
    return usual | {"amount": 100, "asked": {"api_key": "key"}} | given


def left_behind(folder: Path, records: Iterable[Plain], name: str = "20260701T080000-1-dead") -> Path:
    """A segment whose owner is dead."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    path.write_bytes(b"".join(map(line_of, records)))
    return path


def ids(folder: Path) -> list[str]:
    """The ids of all records that lie in a journal's folder, in order."""
    return [record["id"] for path in segments(folder) for record in records_of(path)]


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))
