"""What Linux says about processes: who their children are, what they cost, how much memory they hold."""

import os
import signal
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def on_cores(cores: Collection[int]) -> Iterator[None]:
    """What is started in here stays on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def children(pid: int) -> list[int]:
    """The processes that ``pid`` started and that still run."""
    return [int(path.name) for path in PROC.glob("[0-9]*") if (stat := stat_of(int(path.name))) and stat[1] == str(pid)]


def family(pid: int) -> list[int]:
    """``pid``, its children, and theirs."""
    return [pid, *(each for child in children(pid) for each in family(child))]


@contextmanager
def still(*pids: int) -> Iterator[None]:
    """These processes stand still, threads and all, until the block ends."""
    signalled(pids, signal.SIGSTOP)
    try:
        while any((stat := stat_of(pid)) and stat[0] not in "TZ" for pid in pids):
            time.sleep(0.01)
        yield
    finally:
        signalled(pids, signal.SIGCONT)


def signalled(pids: Iterable[int], number: int) -> None:
    """Sends a signal to those of them that have not ended by now."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def cpu_seconds(pid: int) -> float:
    """Processor time of the process, of all its threads, and of its children that ended."""
    stat = stat_of(pid)
    return sum(map(int, stat[11:15])) / TICK if stat else 0.0


def memory(pid: int) -> tuple[float, float]:
    """Megabytes: all that is resident, and the same with what is shared divided among those who share it."""
    text = (PROC / str(pid) / "smaps_rollup").read_text()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    return kilobytes["Rss"] / 1000, kilobytes["Pss"] / 1000


def runs(pid: int) -> bool:
    """Whether it has not ended; one that has, and that nobody has noticed yet, does not run."""
    stat = stat_of(pid)
    return bool(stat and stat[0] != "Z")


def stat_of(pid: int) -> list[str] | None:
    """The fields of ``/proc/<pid>/stat`` from the state on (proc(5)); None if it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
