"""Waiting for a file to say something."""

import select
from math import ceil
from typing import Protocol


class HasNumber(Protocol):
    """An open file."""

    def fileno(self) -> int: ...


def readable(file: int | HasNumber, seconds: float) -> bool:
    """Whether ``file`` has something to read, or has ended, within so many seconds. Unlike ``select``, which ends at
    1,024, it may be any of the thousands that a server has open."""
    polling = select.poll()
    polling.register(file, select.POLLIN)
    return bool(polling.poll(ceil(max(0.0, seconds) * 1000)))
