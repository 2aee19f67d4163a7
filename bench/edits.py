"""One edit of a file, and when its page is the new one everywhere."""

import os
import time
from pathlib import Path

from bench.failing import BenchError
from bench.server import Server
from goodword.site.answers import REVISION

PAGE, FILE = "/for/niche-1", "content/niches/niche-1.md"
LONGEST = 30.0
SURE = 1.0  # seconds without an old answer, over all workers
QUIET_SHARE = 0.3  # of a core: looking at ten thousand files costs about 0.1 of one


def edit_seconds(server: Server, root: Path, number: int) -> float:
    """Seconds from the save until the last answer that was still made of the old content: each says which it was."""
    marker = f"Edition {number} of {os.getpid()}"
    file = root / FILE
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    headline = next(place for place, line in enumerate(lines) if line.startswith("headline:"))
    lines[headline] = f"headline: {marker}\n"
    old, _ = revision_and_body(server)
    time.sleep(0.13 * number)  # at another moment between two looks each time
    file.write_text("".join(lines), encoding="utf-8")
    saved = last_old = time.monotonic()
    body = b""
    while (now := time.monotonic()) - last_old < SURE or not body:
        if now - saved > LONGEST:
            raise BenchError(f"An edit of {FILE} was not live after {LONGEST:.0f} s.")
        revision, page = revision_and_body(server)
        if revision == old:
            last_old = time.monotonic()
        else:
            body = page
        time.sleep(0.01)
    if marker.encode() not in body:
        raise BenchError(f"{PAGE} is made of new content and does not show the edit.")
    return last_old - saved


def revision_and_body(server: Server) -> tuple[str, bytes]:
    status, headers, body = server.ask(PAGE)
    if status != 200:
        raise BenchError(f"{PAGE} answered {status} around an edit.")
    return dict(headers)[REVISION], body


def settled_seconds(server: Server, longest: float = 120.0) -> float:
    """Waits until the workers only look, and no longer work, for two seconds; how long it took them."""
    begun = time.monotonic()
    quiet = 0
    while time.monotonic() - begun < longest:
        before = server.cpu()
        time.sleep(1)
        quiet = quiet + 1 if server.cpu() - before < QUIET_SHARE else 0
        if quiet == 2:
            return time.monotonic() - begun - quiet
    raise BenchError(f"The workers were still at work {longest:.0f} s after the first answer.")
