"""The disk gets full under load, then is full, and then it is not."""

import errno
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from prove.asking import Reply, Site
from prove.findings import Finding
from prove.ground import ProveError
from prove.kills import judged
from prove.load import Heard, load
from prove.outages import together
from prove.workshop import Workshop

PROMISE = (
    "clicks give way first, leads and sales are kept; on a full disk pages answer, what cannot be kept is not "
    "acknowledged (503 for leads and sales), is logged; /readyz is 503 only then"
)
MEGABYTES = 512
LEFT = 22 << 20
"""Bytes: less than the twentieth of the disk that is for leads and sales alone, and enough for what comes in the time:
their lines, their rows, and the log that SQLite keeps of them."""
GIVEN_WAY = {"page without a click's id 200"}
LEGAL = {*GIVEN_WAY, "lead 503", "reported lead 503", "sale 503"}
SAID = ("Clicks are not kept", "cannot be written")
NOTICED = 1.5
"""Seconds until every process has looked at the disk."""


def disks(shop: Workshop, database: str) -> Finding:
    """A small disk of our own holds all that is written; it is filled but for a little, then to the last byte."""
    seconds = shop.rounds(full=20, quick=3)
    with small_disk(shop.folder / "small-disk") as disk:
        ground = shop.ground("full", database, disk / "var")
        before, scarce, during, after = Heard(), Heard(), Heard(), Heard()
        with ground.served() as (site, _):
            with load(site, before):
                time.sleep(1)
            with filled(disk, LEFT):
                time.sleep(NOTICED)
                with load(site, scarce):
                    time.sleep(seconds)
                    wait_for_some(scarce)
                    ready = site.ask("GET", "/readyz")
            with filled(disk), load(site, during):
                time.sleep(seconds)
                full = site.ask("GET", "/readyz").status
            wait_until_ready(site)
            with load(site, after):
                time.sleep(1)
        heard = together(before, scarce, during, after)
        finding = judged(ground, heard, f"disk nearly full and full, {seconds} s each, under load", PROMISE)
    log = ground.log.read_text(errors="replace")
    wrong = (
        *gave_way(scarce, ready),
        *refused_only(LEGAL, during, "while it was full"),
        *((f"/readyz was {full} while it was full",) if full != 503 else ()),
        *((f"afterwards: {after.refused[0]}",) if after.refused else ()),
        *(f"the log does not say: {words}" for words in SAID if words not in log),
    )
    found = (
        f"nearly full: {len(scarce.pages):,} pages, 0 clicks, {len(scarce.leads):,} leads and {len(scarce.sales):,} "
        f"sales kept; full: {len(during.refused):,} answers said that nothing was kept"
    )
    return replace(finding, found=f"{finding.found}; {found}", wrong=(*finding.wrong, *wrong))


def gave_way(scarce: Heard, ready: Reply) -> tuple[str, ...]:
    """What was wrong while clicks had to give way."""
    told = json.loads(ready.body)["journal"]["clicks"] if ready.status == 200 else f"a {ready.status}"
    return (
        *refused_only(GIVEN_WAY, scarce, "while it was nearly full"),
        *((f"{len(scarce.clicks)} clicks were kept on a disk that was nearly full",) if scarce.clicks else ()),
        *(() if scarce.leads and scarce.sales else ("no leads or sales were kept on a disk that was nearly full",)),
        *((f"/readyz said {told} of clicks on a disk that was nearly full",) if "not kept" not in told else ()),
    )


def refused_only(legal: set[str], heard: Heard, when: str) -> tuple[str, ...]:
    strange = sorted({*heard.refused, *heard.broken} - legal)
    return (f"{when}: {', '.join(strange)}",) if strange else ()


def wait_for_some(heard: Heard) -> None:
    """A lead and a sale: a machine that is busy with other things may take a while."""
    deadline = time.monotonic() + 20
    while not (heard.leads and heard.sales) and time.monotonic() < deadline:
        time.sleep(0.1)


def wait_until_ready(site: Site) -> None:
    """The journal can be written again, and clicks are kept."""
    deadline = time.monotonic() + 15
    while site.ask("GET", "/readyz").status != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(NOTICED)


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
def filled(disk: Path, left: int = 0) -> Iterator[None]:
    """Not one byte is left, nor does any become free by itself: who makes room finds it taken. Or so many are left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        if left:
            free = os.statvfs(disk)
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - left)
        else:
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
