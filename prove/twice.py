"""The whole journal is drained a second time, as after a restored backup or by an operator's mistake."""

import gzip
import json
import time
from pathlib import Path

from goodword.journal.segments import DRAFT
from prove.findings import Finding
from prove.ground import Ground
from prove.load import Heard, load
from prove.workshop import Workshop


def twice(shop: Workshop, database: str) -> Finding:
    ground = shop.ground(f"twice-{database}", database)
    heard = Heard()
    with ground.served() as (site, _), load(site, heard):
        time.sleep(shop.rounds(full=20, quick=2))
    ground.flask("referrals", "drain")
    first = everything(ground)
    records = bring_back(ground.var)
    ground.forget_positions()
    ground.flask("referrals", "drain")
    second = everything(ground)
    wrong = [f"{name}: {first[name]}, then {second[name]}" for name in first if first[name] != second[name]]
    if not records:
        wrong.append("nothing was in the archive to drain again")
    found = f"{records:,} records again; {json.dumps(second, default=str)}"
    return Finding(f"whole journal drained twice, {database}", "totals identical to the cent", found, tuple(wrong))


def everything(ground: Ground) -> dict[str, object]:
    """Totals, counts of rows, and the sum of money."""
    totals = {name: value for name, value in ground.totals().items()}
    money = sum(map(int, ground.kept("sale", "amount")))
    return {
        **totals,
        "money": money,
        "credits": len(ground.kept("credit", "id")),
        "rows": len(ground.kept("click", "id")),
    }


def bring_back(var: Path) -> int:
    """Every archived segment stands in the journal again, whole from the first moment on: whoever drains removes an
    empty one that nobody has locked. How many records that is."""
    lines = 0
    for archived in sorted((var / "archive").rglob("*.log.gz")):
        data = gzip.decompress(archived.read_bytes())
        journal = archived.relative_to(var / "archive").parts[0]
        segment = var / "journal" / journal / archived.name.removesuffix(".gz")
        draft = segment.with_suffix(DRAFT)
        draft.write_bytes(data)
        draft.rename(segment)
        lines += data.count(b"\n")
    return lines
