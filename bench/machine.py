"""The machine that was measured on, and how busy others kept it."""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from bench.processes import TICK

BUSY = 0.2  # cores that others may use before it is said


@dataclass(frozen=True, slots=True)
class Cores:
    """Where servers and where those who ask them run; the same one if there is only one."""

    server: int
    client: int
    every: frozenset[int]

    @classmethod
    def of_machine(cls) -> "Cores":
        usable = sorted(os.sched_getaffinity(0))
        return cls(usable[0], usable[-1], frozenset(usable))

    def __str__(self) -> str:
        if self.server == self.client:
            return f"one core: servers and wrk share core {self.server}, so ratios lean towards 1"
        return f"each server alone on core {self.server}, wrk on core {self.client}"


def described() -> str:
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.release()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {system}, Python {platform.python_version()}"


def used_by_others(seconds: float = 2.0) -> float:
    """Cores in use while we do nothing; what a host takes from a virtual machine counts as well."""
    before, start = busy_seconds(), time.monotonic()
    time.sleep(seconds)
    return (busy_seconds() - before) / (time.monotonic() - start)


def busy_seconds() -> float:
    """Seconds, over all cores, in which some process ran or the host kept it from running (proc(5))."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICK


def busyness(cores: float) -> str:
    load = "load average " + ", ".join(f"{value:.1f}" for value in os.getloadavg())
    warning = "  THE MACHINE IS BUSY: trust ratios more than times, and neither much" if cores > BUSY else ""
    return f"others use {cores:.1f} cores, {load}{warning}"
