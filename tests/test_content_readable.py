"""Waiting for a file: also where a server has so many open that its number is beyond what ``select`` knows."""

import fcntl
import os
import resource
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from goodword.content.readable import readable

BEYOND = 1_100


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Its end to read, by a high number, and its end to write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * BEYOND), hard))
    low, write = os.pipe()
    read = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, BEYOND)
    os.close(low)
    yield read, write
    os.close(read)
    with suppress(OSError):
        os.close(write)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_is_there_is_seen_at_once(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"x")
    assert readable(pipe[0], 0)


def test_nothing_is_waited_for_as_long_as_was_said(pipe: tuple[int, int]) -> None:
    begun = time.monotonic()
    assert not readable(pipe[0], 0.05)
    assert time.monotonic() - begun >= 0.05


def test_time_that_is_over_is_no_time(pipe: tuple[int, int]) -> None:
    assert not readable(pipe[0], -1.0)


def test_an_end_is_something(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    assert readable(pipe[0], 0)
