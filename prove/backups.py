"""A backup is made while people come, and restored elsewhere, as the guide for operators says."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from prove.findings import Finding, missing
from prove.ground import Ground
from prove.load import Heard, load
from prove.twice import bring_back
from prove.workshop import Workshop

KEPT = ("journal", "archive", "secret-key")


def backups(shop: Workshop, database: str) -> Finding:
    """Everything that was acknowledged before the backup began has to be in what was restored."""
    ground = shop.ground("backup", database)
    restored = replace(ground, var=shop.folder / "restored", database=f"sqlite:///{shop.folder / 'restored.db'}")
    heard = Heard()
    seconds = shop.rounds(full=10, quick=2)
    with ground.served() as (site, _), load(site, heard):
        time.sleep(seconds)
        before = Heard(clicks=[*heard.clicks], leads=[*heard.leads], sales=[*heard.sales])
        back_up(ground, restored)
        time.sleep(seconds / 2)
    bring_back(restored.var)
    restored.flask("referrals", "drain")
    totals = restored.totals()
    clicks = restored.kept("click", "id")
    wrong = (
        *missing("clicks", before.clicks, clicks),
        *missing("leads", before.leads, restored.kept("lead", "email")),
        *missing("sales", before.sales, restored.kept("sale", "invoice_id")),
        *(() if totals["difference"] == 0 else (f"totals differ from rows by {totals['difference']}",)),
    )
    found = f"{len(before.clicks):,} clicks acknowledged before, {len(clicks):,} restored; "
    return Finding(
        "backup during writes, restored elsewhere",
        "reconcile difference 0",
        f"{found}totals differ by {totals['difference']}",
        wrong,
    )


def back_up(ground: Ground, to: Ground) -> None:
    """The database first, then the journal and its archive: what comes in between is in the latter."""
    source, target = (Path(each.database.removeprefix("sqlite:///")) for each in (ground, to))
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    to.var.mkdir()
    for name in KEPT:
        path = ground.var / name
        if path.is_dir():
            shutil.copytree(path, to.var / name, ignore_dangling_symlinks=True, copy_function=copy_if_there)
        elif path.exists():
            shutil.copy(path, to.var / name)


def copy_if_there(source: str, target: str) -> None:
    """A segment that is archived at this moment is found in the archive, which is copied after the journal."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return
