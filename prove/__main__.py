"""`bin/prove [--quick] [NAME …]`: breaks things, and prints what was promised beside what was found."""

import argparse
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.failing import BenchError
from prove.backups import backups
from prove.disks import disks
from prove.findings import Finding, table
from prove.garbage import garbage
from prove.ground import ProveError
from prove.keys import keys
from prove.kills import kills
from prove.outages import outages
from prove.reloads import reloads
from prove.twice import twice
from prove.workshop import Workshop

BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Fault:
    """``run`` tries it on one database and says what it found; ``databases`` are those it is tried on."""

    run: Callable[[Workshop, str], Finding]
    databases: tuple[str, ...] = BOTH


FAULTS: Mapping[str, Fault] = {
    "kills": Fault(kills),
    "outages": Fault(outages),
    "disk": Fault(disks, ("sqlite",)),
    "twice": Fault(twice),
    "keys": Fault(keys),
    "reloads": Fault(reloads, ("sqlite",)),
    "backup": Fault(backups, ("sqlite",)),
    "garbage": Fault(garbage, ("sqlite",)),
}


def main() -> int:
    """0 when every promise was kept, 1 when one was not or something could not be tried."""
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us, servers and folders go as well
    findings: list[Finding] = []
    failed = False
    try:
        with (
            tempfile.TemporaryDirectory(prefix="goodword-prove-") as folder,
            Workshop(Path(folder), asked.quick, asked.seed) as shop,
        ):
            print(f"prove: seed {asked.seed}", file=sys.stderr)
            for name in asked.names or FAULTS:
                failed |= not tried(name, shop, findings)
    except KeyboardInterrupt:
        print("\nprove: stopped; everything started was ended again", file=sys.stderr)
        return 130
    print(table(findings))
    if asked.quick:
        print("\nA quick run: few rounds, short outages. Good for every day, not for a claim.")
    return 0 if not failed and all(finding.kept for finding in findings) else 1


def tried(name: str, shop: Workshop, findings: list[Finding]) -> bool:
    """Adds what was found; whether it could be tried."""
    print(f"prove: {name}", file=sys.stderr, flush=True)
    try:
        for database in FAULTS[name].databases:
            finding = FAULTS[name].run(shop, database)
            findings.append(finding)
            print(f"prove:   {'kept' if finding.kept else 'BROKEN'}: {finding.fault}", file=sys.stderr, flush=True)
    except (ProveError, BenchError) as error:
        print(f"prove: {name} could not be tried. {error}", file=sys.stderr)
        return False
    return True


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/prove", description="Breaks things and counts what was lost.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(FAULTS)}; none: all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and shorter outages")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000), help="to have a run again")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in FAULTS:
            parser.error(f"nothing is tried under the name {name!r}; there are {', '.join(FAULTS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
