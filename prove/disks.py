"""The disk is full under load, and then it is not."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from prove.asking import Site
from prove.findings import Finding
from prove.ground import ProveError
from prove.kills import judged
from prove.load import Heard, load
from prove.outages import together
from prove.workshop import Workshop

PROMISE = "pages answer; what cannot be kept is not acknowledged (503 for leads and sales), is logged; /readyz is 503"
MEGABYTES = 48
LEGAL = {"page without a click's id 200", "lead 503", "reported lead 503", "sale 503"}


def disks(shop: Workshop, database: str) -> Finding:
    """A small disk of our own holds everything that is written; it is filled to the last byte."""
    seconds = shop.rounds(full=20, quick=3)
    with small_disk(shop.folder / "small-disk") as disk:
        ground = shop.ground("full", database, disk / "var")
        before, during, after = Heard(), Heard(), Heard()
        with ground.served() as (site, _):
            with load(site, before):
                time.sleep(1)
            with filled(disk), load(site, during):
                time.sleep(seconds)
                ready = site.ask("GET", "/readyz").status
            wait_until_ready(site)
            with load(site, after):
                time.sleep(1)
        finding = judged(ground, together(before, during, after), f"disk full for {seconds} s under load", PROMISE)
    strange = sorted({*during.refused, *during.broken} - LEGAL)
    wrong = (
        *((f"while it was full: {', '.join(strange)}",) if strange else ()),
        *((f"/readyz was {ready} while it was full",) if ready != 503 else ()),
        *((f"afterwards: {after.refused[0]}",) if after.refused else ()),
        *(() if "cannot be" in ground.log.read_text(errors="replace") else ("the log says nothing of it",)),
    )
    refused = f"{len(during.refused):,} answers said that nothing was kept"
    return replace(finding, found=f"{finding.found}; {refused}", wrong=(*finding.wrong, *wrong))


def wait_until_ready(site: Site) -> None:
    deadline = time.monotonic() + 15
    while site.ask("GET", "/readyz").status != 200 and time.monotonic() < deadline:
        time.sleep(0.2)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own, in memory. Raises ProveError where this machine does not let us make one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProveError(f"A small disk cannot be made here ({done.stderr.strip()}); run this as root.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not one byte is left, nor does any become free by itself: who makes room finds it taken."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            fill(file.fileno(), bytes(size))
    try:
        yield
    finally:
        filler.unlink()


def fill(file: int, piece: bytes) -> None:
    with suppress(OSError):
        while os.write(file, piece):
            pass
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
