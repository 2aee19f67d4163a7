"""New content and templates are taken in while people come."""

import os
import signal
import time
from dataclasses import replace

from bench.server import Server
from prove.findings import Finding
from prove.kills import judged
from prove.load import Heard, load
from prove.workshop import Workshop

PATIENCE = 180.0


def reloads(shop: Workshop, database: str) -> Finding:
    """HUP to the master, several times, each after the one before has ended."""
    ground = shop.ground("reloads", database)
    times = shop.rounds(full=20, quick=2)
    heard = Heard()
    with ground.served() as (site, server):
        with load(site, heard):
            for _ in range(times):
                renewed(server)
        finding = judged(ground, site, heard, f"reload (HUP) under load, {times} times", "0 failed requests")
    failed = [*heard.refused, *heard.broken]
    wrong = (f"{len(failed)} requests failed: {', '.join(sorted(set(failed)))}",) if failed else ()
    slowest = f"{finding.found}; slowest page {max(heard.pages, default=0):.1f} s"
    return replace(finding, found=slowest, wrong=(*finding.wrong, *wrong))


def renewed(server: Server) -> None:
    """Returns once none of the workers of before is left."""
    old = set(server.workers)
    os.kill(server.pid, signal.SIGHUP)
    deadline = time.monotonic() + PATIENCE
    while (set(server.workers) & old or not server.workers) and time.monotonic() < deadline:
        time.sleep(0.1)
