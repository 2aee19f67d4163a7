"""A reload without a gap: workers of before go on serving until those that follow them are ready.

Gunicorn tells the old ones to end as soon as it has started the new ones, which then need seconds to be ready;
meanwhile nobody would take a connection. What is shared here is made in the master, once; every worker inherits it.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from types import FrameType

LONGEST = 60.0  # seconds, as long as gunicorn lets a new worker take: on a busy machine twenty were too few
STEP = 0.1
fork = multiprocessing.get_context("fork")
ready = fork.Value("i", 0)
"""How many workers have become ready so far."""
awaited = fork.Value("i", 0)
"""How many there have to be for the reload that is under way to be over."""
Handler = Callable[[int, FrameType | None], None]


def begins(workers: int) -> None:
    """A reload begins, in the master, before so many new workers are started."""
    awaited.value = ready.value + workers


def joins() -> None:
    """A worker is ready."""
    with ready.get_lock():
        ready.value += 1


def under_way() -> bool:
    return bool(ready.value < awaited.value)


def patient(leave: Handler) -> Handler:
    """A handler for the signal to end that calls ``leave``, in a reload only once the others are ready.

    Who waits is a thread that is there already: starting one inside a handler could wait for a lock for ever.
    """
    asked: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if under_way():
            asked.append(number)
        else:
            leave(number, frame)

    def wait() -> None:
        while not asked:
            time.sleep(STEP)
        end = time.monotonic() + LONGEST
        while under_way() and time.monotonic() < end:
            time.sleep(STEP)
        leave(asked[0], None)

    threading.Thread(target=wait, name="relay", daemon=True).start()
    return handle
