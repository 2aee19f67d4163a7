"""Visits of a real server with two workers: links known to both at once, one visit for both, midnight between."""

import fcntl
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from people import database_of
from running import Answer, Site, serving, wait_for

from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals import links, partners
from goodword.referrals.click_ids import LENGTH
from goodword.referrals.entries import Entry

EVENING = datetime(2026, 7, 1, 23, 50, tzinfo=UTC)
SOON = 60.0
"""`bin/bench` measures how soon; a machine that runs tests is busy."""


def set_clock(site: Site, to: datetime) -> None:
    """From the next answer on it is then."""
    (site.var.parent / "clock").write_text(f"{to.timestamp()} {time.clock_gettime(time.CLOCK_MONOTONIC)}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("visits-live")
    (folder / "clock").write_text(f"{EVENING.timestamp()} {time.clock_gettime(time.CLOCK_MONOTONIC)}")
    environ = {"PYTHONPATH": str(Path(__file__).parent), "CLOCK_FILE": str(folder / "clock"), "GUNICORN": "clocked:app"}
    with no_worker(folder / "var"), serving(folder, sqlite_template, **environ) as site:
        ada = Entry("ada", "ada@example.com", "affiliate", "en", {"en": {"name": "Ada"}}, program="friends")
        with database_of(site.var):
            partners.add(ada, "test")
        site.shows("/with/ada", "Ada")
        yield site


@contextmanager
def no_worker(var: Path) -> Iterator[None]:
    """The server starts no worker: its clock would be the machine's, by which every key of those days is long over."""
    var.mkdir()
    with (var / "worker.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def visit_of(answer: Answer) -> str:
    """The one id that a page carries."""
    (found,) = set(re.findall(r"gw_id=(clk_\w+)", answer.text))
    assert len(found) == LENGTH
    return str(found)


def clicks(site: Site) -> dict[str, str]:
    """The visitors of all clicks in the journal and its archive, by id."""
    while True:
        paths = [*segments(site.var / "journal" / "clicks"), *(site.var / "archive" / "clicks").rglob("*.gz")]
        with suppress(FileNotFoundError):  # it went into the archive meanwhile
            return {record["id"]: record["visitor"] for path in paths for record in records_of(path)}


def test_a_new_link_is_known_to_every_worker_at_once(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    with database_of(site.var):
        links.add(links.NewLink(partner="ada", path="/plans", language="en", code="live"), "test")
    late = site.until("/r/live", lambda answer: answer.headers["Location"].startswith("/plans?via=ada&gw_id=clk_"))
    record_property("seconds until a link was known", round(late, 2))
    print(f"link: {late:.2f} s")
    assert late < SOON


def test_a_visit_goes_on_in_whichever_worker_answers_and_over_midnight(site: Site) -> None:
    set_clock(site, EVENING)
    first = visit_of(site.ask("/with/ada"))
    same = f"/plans?via=ada&gw_id={first}"
    assert {visit_of(answer) for answer in site.ask_each(same).values()} == {first}
    set_clock(site, EVENING.replace(day=2, hour=0, minute=10))
    assert {visit_of(answer) for answer in site.ask_each(same).values()} == {first}
    tomorrow = visit_of(site.ask("/with/ada"))
    seen = clicks(site)
    assert seen[first] and seen[tomorrow] and seen[first] != seen[tomorrow]
    set_clock(site, EVENING.replace(day=2, hour=0, minute=35))
    assert first not in {visit_of(answer) for answer in site.ask_each(same).values()}
    wait_for(lambda: not (site.var / "keys" / "2026-07-01.key").exists(), "the end of the day's key")
    goes_on = f"/plans?via=ada&gw_id={tomorrow}"
    assert {visit_of(answer) for answer in site.ask_each(goes_on).values()} == {tomorrow}
