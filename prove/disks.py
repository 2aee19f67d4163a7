"""The disk gets full under load, then is full, and then it is not."""

import errno
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bench.processes import still
from bench.server import Server
from prove.asking import Reply, Site
from prove.findings import Finding
from prove.ground import ProveError
from prove.kills import judged
from prove.load import PARTNERS, Heard, load
from prove.outages import together
from prove.workshop import Workshop

PROMISE = (
    "clicks give way first, then forms; sales are kept to the last; on a full disk pages answer, what cannot be kept "
    "is not acknowledged (503 for leads and sales), is logged; /readyz is 503 only then"
)
MEGABYTES = 512
SCARCE, TIGHT = 24 << 20, 11 << 20
"""Bytes: less than the twentieth of the disk that is for leads and sales, and less than half of that, which is for what
the product reports; each enough for what comes in the time: lines, rows, and the log that SQLite keeps of them."""
NO_CLICKS = {"page without a click's id 200"}
NO_FORMS = {*NO_CLICKS, "lead 503"}
LEGAL = {*NO_FORMS, "reported lead 503", "sale 503"}
SAID = ("Clicks are not kept", "Forms are not taken", "cannot be written")
PATIENCE = 60.0
"""Seconds in which whatever is waited for happens on the busiest machine."""


def disks(shop: Workshop, database: str) -> Finding:
    """A small disk of our own holds all that is written; it is filled but for a little, then to the last byte."""
    seconds, nearly = shop.rounds(full=20, quick=3), shop.rounds(full=5, quick=3)
    with small_disk(shop.folder / "small-disk") as disk:
        ground = shop.ground("full", database, disk / "var")
        before, scarce, tight, during, after = Heard(), Heard(), Heard(), Heard(), Heard()
        with ground.served() as (site, server):
            with load(site, before):
                time.sleep(1)
            with filled(disk, SCARCE):
                noticed(site, server, {"clicks": "not kept"})
                few = loaded(site, scarce, nearly, lambda: bool(scarce.leads and scarce.sales))
            with filled(disk, TIGHT):
                noticed(site, server, {"clicks": "not kept", "forms": "not kept"})
                fewer = loaded(site, tight, nearly, lambda: bool("lead 503" in tight.refused and tight.sales))
                form = site.send_form(site.arrive(PARTNERS[0], 0).body, "typed@prove.example", 0)
            with filled(disk):
                full = loaded(
                    site, during, seconds, lambda: bool({"reported lead 503", "sale 503"} & {*during.refused})
                )
            noticed(site, server, {"clicks": "kept", "forms": "kept"})
            with load(site, after):
                time.sleep(1)
            heard = together(before, scarce, tight, during, after)
            fault = f"disk nearly full, {nearly} s each for clicks and forms, and full, {seconds} s, under load"
            finding = judged(ground, site, heard, fault, PROMISE)
    log = ground.log.read_text(errors="replace")
    wrong = (
        *gave_way(scarce, few),
        *gave_way_too(tight, fewer, form),
        *refused_only(LEGAL, during, "while it was full"),
        *((f"/readyz was {full.status} while it was full",) if full.status != 503 else ()),
        *((f"afterwards: {after.refused[0]}",) if after.refused else ()),
        *(f"the log does not say: {words}" for words in SAID if words not in log),
    )
    found = (
        f"nearly full: {len(scarce.pages):,} pages, 0 clicks, {len(scarce.leads):,} leads and {len(scarce.sales):,} "
        f"sales kept; fuller: {len(tight.pages):,} pages, 0 clicks, {tight.refused.count('lead 503'):,} forms refused, "
        f"{len(tight.sales):,} sales kept; "
        f"full: {len(during.refused):,} answers said that nothing was kept"
    )
    return replace(finding, found=f"{finding.found}; {found}", wrong=(*finding.wrong, *wrong))


def gave_way(scarce: Heard, ready: Reply) -> tuple[str, ...]:
    """What was wrong while clicks had to give way."""
    told = told_of("clicks", ready)
    return (
        *refused_only(NO_CLICKS, scarce, "while it was nearly full"),
        *((f"{len(scarce.clicks)} clicks were kept on a disk that was nearly full",) if scarce.clicks else ()),
        *(() if scarce.leads and scarce.sales else ("no leads or sales were kept on a disk that was nearly full",)),
        *((f"/readyz said {told} of clicks on a disk that was nearly full",) if "not kept" not in told else ()),
    )


def gave_way_too(tight: Heard, ready: Reply, form: Reply) -> tuple[str, ...]:
    """What was wrong while forms had to give way as well."""
    told = told_of("forms", ready)
    sent = len(tight.clicks) + len(tight.leads)
    explained = form.status == 503 and b"no room to keep it" in form.body and b"typed@prove.example" in form.body
    return (
        *refused_only(NO_FORMS, tight, "while it was fuller"),
        *((f"{sent} clicks and forms were kept on the part of a disk that is for sales",) if sent else ()),
        *(() if tight.sales else ("no sales were kept on the part of a disk that is for them",)),
        *((f"/readyz said {told} of forms on a disk that was nearly full",) if "not kept" not in told else ()),
        *(() if explained else (f"a form was answered with {form.status} and not with what was typed and why",)),
    )


def told_of(what: str, ready: Reply) -> str:
    """What /readyz says of this."""
    return str(json.loads(ready.body)["journal"][what]) if ready.status == 200 else f"a {ready.status}"


def refused_only(legal: set[str], heard: Heard, when: str) -> tuple[str, ...]:
    strange = sorted({*heard.refused, *heard.broken} - legal)
    return (f"{when}: {', '.join(strange)}",) if strange else ()


def loaded(site: Site, heard: Heard, seconds: int, enough: Callable[[], bool]) -> Reply:
    """People and the product ask for a while, and longer until they did ``enough``, for the machine may be busy with
    other things. What /readyz says at the end."""
    with load(site, heard):
        time.sleep(seconds)
        deadline = time.monotonic() + PATIENCE
        while not enough() and time.monotonic() < deadline:
            time.sleep(0.1)
        return site.ask("GET", "/readyz")


def noticed(site: Site, server: Server, wanted: Mapping[str, str]) -> None:
    """Returns once /readyz of every worker begins so, of clicks and of forms. Each looks at the disk by itself, and is
    asked while the others stand still."""
    deadline = time.monotonic() + PATIENCE
    for worker in server.workers:
        with still(*(other for other in server.workers if other != worker)):
            while time.monotonic() < deadline:
                ready = site.ask("GET", "/readyz")
                if all(told_of(what, ready).startswith(words) for what, words in wanted.items()):
                    break
                time.sleep(0.1)


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
