"""Asking a server as fast as it answers, for about a second at a time."""

import random
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bench.failing import BenchError
from bench.machine import Cores
from bench.processes import on_cores
from bench.server import Server
from bench.slices import Slice

SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 8  # as many as the threads of two workers
TRIES = 5
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked for: ``path``; or, where ``partners`` is given, pages of partners and niches at random."""

    cores: Cores
    path: str = "/"
    coding: str = "identity"
    partners: int = 0
    niches: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return {**BROWSER, "Accept-Encoding": self.coding}

    def slice_of(self, server: Server, seconds: int = 1) -> Slice:
        """One slice: keep-alive connections, each asking again as soon as it is answered."""
        server.resume()
        time.sleep(0.05)
        for _ in range(TRIES):
            before = server.cpu()
            requests, duration = self._ask(server, seconds)
            if requests:
                cpu = server.cpu() - before
                server.pause()
                return Slice(requests, duration, cpu)
        raise BenchError(
            f"{server.host} answered nothing in {TRIES} slices. Is the machine busy? Try again when it is not."
        )

    def _ask(self, server: Server, seconds: int) -> tuple[int, float]:
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT)]
        command += [f"-H{name}: {value}" for name, value in self.headers.items()]
        command += [f"http://{server.host}{self.path}"]
        if self.partners:
            command += ["--", "random", str(self.partners), str(self.niches), str(random.randrange(2**31))]
        with on_cores({self.cores.client}):
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
        return read(done.stdout, done.stderr)


def read(output: str, complaints: str = "") -> tuple[int, float]:
    """Requests and seconds, as the script told them. Raises BenchError if an answer was not a good one."""
    for line in output.splitlines():
        if line.startswith("RESULT "):
            requests, microseconds, errors = map(int, line.split()[1:])
            if errors:
                raise BenchError(f"Of {requests} requests {errors} failed: what is measured is not what should be.")
            return requests, microseconds / 1e6
    raise BenchError(f"wrk said nothing that can be read:\n{output}{complaints}")


def refuse_without_wrk() -> None:
    """Raises BenchError where there is no wrk."""
    if not shutil.which("wrk"):
        raise BenchError("There is no wrk, which asks the questions. Debian, Ubuntu: apt-get install wrk")
