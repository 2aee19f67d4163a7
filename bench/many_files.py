"""Ten thousand markdown files: the first start, the second, one edit, and the memory they take."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from markdown import Markdown

from bench.checks import checks
from bench.company import of_files
from bench.edits import edit_seconds, settled_seconds
from bench.figures import Figure, Promise
from bench.fresh import APPLICATION, start
from bench.memory import memory_of
from bench.sites import Site, Workshop

COUNT, COUNT_QUICK = 10_000, 1_000
SECOND = Promise("≤", 3.0)
EDIT = Promise("≤", 1.0)
# Those that goodword.content.markdown uses.
EXTENSIONS = ["tables", "footnotes", "def_list", "attr_list", "sane_lists", "fenced_code"]


def many_files(shop: Workshop) -> Iterator[Figure]:
    """Quick runs take fewer files and promise nothing about them."""
    count = shop.rounds(COUNT, COUNT_QUICK)
    name = f"{count:,} files"
    site = shop.site("files", shop.invent("files", of_files(count)))
    site.prepare()
    promised = count == COUNT
    yield from starts(shop, site, name, promised)
    yield from checks(site, name, shop.rounds(5, 3), promised)
    with site.server("/for/niche-1").running(shop.cores.every, shop.log) as server:
        quiet = settled_seconds(server)
        note = f"{quiet:.0f} s after the first answer until every file had been looked at; an edit in that time waits"
        edits = tuple(edit_seconds(server, site.root, number) for number in range(1, shop.rounds(7, 3)))
        yield Figure(
            f"{name}: one edit until no worker serves the old page", edits, "s", EDIT if promised else None, note
        )
        yield from memory_of(server, name)


def starts(shop: Workshop, site: Site, name: str, promised: bool) -> Iterator[Figure]:
    files = sorted((site.root / "content").rglob("*.md"))
    alone = rendered_alone(files)
    first = start(APPLICATION, site.environ, 900)
    each = first.seconds / len(files) * 1000
    size = sum(path.stat().st_size for path in files) / len(files)
    note = f"{first.seconds:.1f} s in all, {first.cpu:.1f} s of processor time; files of {size:,.0f} bytes"
    yield Figure(f"{name}: first start, per file", (each,), "ms", note=note)
    note = f"Python-Markdown alone, one thread: {alone / len(files) * 1000:.2f} ms a file"
    yield Figure(f"{name}: first start ÷ Python-Markdown alone, time", (first.seconds / alone,), "×")
    yield Figure(f"{name}: the same, processor time", (first.cpu / alone,), "×", note=note)
    again = [start(APPLICATION, site.environ) for _ in range(shop.rounds(5, 3))]
    yield Figure(
        f"{name}: second start",
        tuple(one.seconds for one in again),
        "s",
        SECOND if promised else None,
        "a new interpreter until the application is there, as a worker loads it; "
        f"{median(one.cpu for one in again):.2f} s of processor time",
    )


def rendered_alone(files: list[Path]) -> float:
    """Seconds of processor time that Python-Markdown takes for the bodies alone, in one thread."""
    bodies = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in files]
    markdown = Markdown(extensions=EXTENSIONS)
    begun = time.process_time()
    for body in bodies:
        markdown.reset().convert(body)
    return time.process_time() - begun
