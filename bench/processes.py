"""What Linux says about processes: who their children are, what they cost, how much memory they hold."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
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


def cpu_seconds(pid: int) -> float:
    """Processor time of the process, of all its threads, and of its children that ended."""
    stat = stat_of(pid)
    return sum(map(int, stat[11:15])) / TICK if stat else 0.0


def memory(pid: int) -> tuple[float, float]:
    """Megabytes: all that is resident, and the same with what is shared divided among those who share it."""
    text = (PROC / str(pid) / "smaps_rollup").read_text()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    return kilobytes["Rss"] / 1000, kilobytes["Pss"] / 1000


def stat_of(pid: int) -> list[str] | None:
    """The fields of ``/proc/<pid>/stat`` from the state on (proc(5)); None if it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
