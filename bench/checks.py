"""`flask content check` as a whole process, after one file was changed."""

import subprocess
import sys
import time
from collections.abc import Iterator

from bench.edits import FILE
from bench.failing import BenchError
from bench.figures import Figure, Promise
from bench.server import REPOSITORY, clean_environ
from bench.sites import Site

PROMISED = Promise("≤", 3.0)
COMMAND = ("flask", "--app", "wsgi", "content", "check")
RECEIPT = "niches/niche-1: "


def checks(site: Site, name: str, rounds: int, promised: bool) -> Iterator[Figure]:
    """The first check of all, then one after each edit, with the receipt of what was edited. What the site rendered is
    there, as where a site runs."""
    first, _ = check_seconds(site)
    seconds = tuple(edited_and_checked(site, number) for number in range(rounds))
    note = f"the first one took {first:.1f} s"
    yield Figure(f"{name}: check, one file changed", seconds, "s", PROMISED if promised else None, note)


def edited_and_checked(site: Site, number: int) -> float:
    file = site.root / FILE
    file.write_text(f"{file.read_text(encoding='utf-8')}\nEdition {number}.\n", encoding="utf-8")
    seconds, said = check_seconds(site)
    if RECEIPT not in said:
        raise BenchError(f"A check after an edit of {FILE} said nothing of it: {said[-500:]}")
    return seconds


def check_seconds(site: Site) -> tuple[float, str]:
    """How long it took, and what it said."""
    begun = time.monotonic()
    command = [sys.executable, "-m", *COMMAND]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=clean_environ() | site.environ, capture_output=True, check=False, timeout=900
    )
    if done.returncode:
        raise BenchError(f"A check ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return time.monotonic() - begun, done.stdout.decode()
