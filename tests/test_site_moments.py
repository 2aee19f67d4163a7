"""Dates in content take effect at their minute by themselves: under a running server, whose clock is set to shortly
before a midnight of the company and then goes on as clocks do. Nobody touches a file."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from factories import DUBAI
from running import Site, serving, wait_for

MIDNIGHT = datetime(2026, 7, 2, tzinfo=DUBAI).timestamp()
EARLIER = 4.0  # seconds before midnight to which the clock is set
GUIDE = "---\ntitle: A guide\nsummary: In short.\n{dates}\n---\n\nHow it is done.\n"
STORY = """---
title: A story
summary: In short.
customer: {{name: {name}}}
consents:
  - {{granted_by: Odile, granted_on: {granted}, scope: [name], channels: [website], {ends}}}
---

What changed.
"""
FILES = {
    "guides/published.md": GUIDE.format(dates="publish_at: 2026-07-02"),
    "guides/ended.md": GUIDE.format(dates="expires_at: 2026-07-02T00:00"),
    "case-studies/granted.md": STORY.format(name="Granted", granted="2026-07-02", ends=""),
    "case-studies/revoked.md": STORY.format(name="Revoked", granted="2026-01-01", ends="revoked_on: 2026-07-02"),
    "case-studies/over.md": STORY.format(name="Over", granted="2026-01-01", ends="expires_on: 2026-07-01"),
}
BEFORE = {
    "/guides/published": 404,
    "/guides/ended": 200,
    "/customers/granted": 404,
    "/customers/revoked": 200,
    "/customers/over": 200,
}
AFTER = {path: 404 if status == 200 else 200 for path, status in BEFORE.items()}


def since_boot() -> float:
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def statuses(site: Site) -> dict[str, int]:
    return {path: site.ask(path).status for path in BEFORE}


def test_what_is_dated_comes_and_goes_at_its_minute(
    tmp_path: Path, sqlite_template: Path, record_property: Callable[[str, object], None]
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(f"{MIDNIGHT - 3_600} {since_boot()}")
    environ = {"PYTHONPATH": str(Path(__file__).parent), "CLOCK_FILE": str(clock), "GUNICORN": "clocked:app"}
    with serving(tmp_path, sqlite_template, **environ) as site:
        for path, text in FILES.items():
            site.write(path, text)
        wait_for(lambda: statuses(site) == BEFORE, "the state of the evening before")
        revision = site.ask("/").revision
        begun = since_boot()
        clock.write_text(f"{MIDNIGHT - EARLIER} {begun}")
        late = after_midnight(site, begun + EARLIER)
        record_property("seconds after midnight", round(late, 2))
        print(f"dates: {late:.2f} s after midnight")
        for path, status in AFTER.items():
            assert {answer.status for answer in site.ask_each(path).values()} == {status}, path
        assert {answer.revision for answer in site.ask_each("/").values()} == {revision}


def after_midnight(site: Site, midnight: float) -> float:
    """Seconds from midnight until it was asked whether everything is as it should be from then on: it has to be, the
    first time. Before, nothing may be."""
    while True:
        begun = since_boot()
        found = statuses(site)
        ended = since_boot()
        if ended < midnight - 0.1:
            assert found == BEFORE, f"{midnight - ended:.1f} s early"
        elif begun > midnight + 0.1:
            assert found == AFTER, f"{begun - midnight:.1f} s late"
            return begun - midnight
