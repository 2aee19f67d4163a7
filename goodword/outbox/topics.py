"""What work looks like to those who do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LEASE = timedelta(seconds=60)


class Hopeless(Exception):
    """Work that will never succeed, however often it is tried; its words are shown to operators."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as handed to its handler. ``created`` and ``id`` stay the same at each try."""

    id: int
    topic: str
    payload: Mapping[str, Any]
    created: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Topic:
    """Who does the work of one kind.

    ``run`` may be called again for the same job, after a crash: it makes the same thing again, or nothing. It runs
    outside of any transaction. Of the payload only ``keep`` is kept once the work is done; the rest may be secret.

    With ``hourly`` no more than so many are done in any hour, by all workers together. What is over waits, and is done
    later, the newest first, after everything else that is due.
    """

    run: Callable[[Job], None]
    keep: tuple[str, ...] = ()
    lease: timedelta = LEASE
    hourly: int | None = None
