"""`bin/bench [--quick] [NAME …]`: measures, and prints a table."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.classing import classing
from bench.cold import cold_start
from bench.crowds import crowds
from bench.failing import BenchError
from bench.figures import Figure, table
from bench.journal import journal
from bench.landing import partner_page, public_page
from bench.load import refuse_without_wrk
from bench.machine import Cores, busyness, described, used_by_others
from bench.many_files import many_files
from bench.memory import sample_memory
from bench.planning import plans
from bench.sites import Workshop
from goodword.errors import GoodwordError

WORKS: Mapping[str, Callable[[Workshop], Iterator[Figure]]] = {
    "page": public_page,
    "partner": partner_page,
    "plan": plans,
    "journal": journal,
    "classing": classing,
    "partners": crowds,
    "start": cold_start,
    "memory": sample_memory,
    "files": many_files,
}


def main() -> int:
    """0 when everything could be measured, short or not; 1 when something could not."""
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us, servers and folders go as well
    figures: list[Figure] = []
    failed = 0
    try:
        refuse_without_wrk()
        cores = Cores.of_machine()
        print(f"bench: {described()}\nbench: {cores}; before: {busyness(used_by_others())}", flush=True)
        with tempfile.TemporaryDirectory(prefix="goodword-bench-") as folder:
            shop = Workshop(Path(folder), cores, asked.quick)
            for name in asked.names or WORKS:
                print(f"bench: {name}", file=sys.stderr, flush=True)
                failed += not measured(name, shop, figures)
        print(f"bench: after: {busyness(used_by_others())}\n\n{table(figures)}")
    except (BenchError, GoodwordError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: stopped; everything started was ended again", file=sys.stderr)
        return 130
    if asked.quick:
        print("\nA quick run: few slices, 1,000 files where there should be 10,000. Good for a look, not for a claim.")
    return 1 if failed else 0


def measured(name: str, shop: Workshop, figures: list[Figure]) -> bool:
    """Adds the figures of one work; what cannot be measured is said, and keeps nothing else from it."""
    try:
        for figure in WORKS[name](shop):
            figures.append(figure)
            print(f"bench:   {figure.cells()[0]}: {figure.cells()[1]}", file=sys.stderr, flush=True)
    except (BenchError, GoodwordError) as error:
        print(f"bench: {name} could not be measured. {error}", file=sys.stderr)
        return False
    return True


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Figures reached beside figures promised.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(WORKS)}; none: all")
    parser.add_argument("--quick", action="store_true", help="fewer slices and files: a look, not a claim")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in WORKS:
            parser.error(f"nothing is measured under the name {name!r}; there are {', '.join(WORKS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
