"""The drain of a real server: its worker does it, and its processes do it while the worker is gone."""

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from people import database_of
from running import Site, serving, wait_for
from sqlalchemy import func, select

from goodword.db import db, now
from goodword.journal import Journals
from goodword.referrals import partners
from goodword.referrals.click_rows import Click, PartnerTotal
from goodword.referrals.draining_lock import drained_by
from goodword.referrals.entries import Entry
from goodword.referrals.lead_rows import Credit
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.records import Evidence, LeadGiven, encoded


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("drained"), sqlite_template) as site:
        ada = Entry("ada", "ada@example.com", "affiliate", "en", {"en": {"name": "Ada"}}, program="friends")
        with database_of(site.var):
            partners.add(ada, "test")
        site.shows("/with/ada", "Ada")
        yield site


def drainer(site: Site) -> tuple[str, int]:
    """``worker`` or ``server``, and its number."""
    name, _, number = drained_by(site.var).partition(" ")
    return name, int(number or 0)


def has_worker(site: Site) -> Callable[[], bool]:
    return lambda: drainer(site)[0] == "worker"


def visit(site: Site) -> str:
    """A recorded one; its id."""
    found = re.search(r"gw_id=(clk_\w+)", site.ask("/with/ada").text)
    assert found
    return found[1]


def recorded(site: Site, visits: set[str]) -> Callable[[], bool]:
    """Whether they are in the database, and nothing else counts."""

    def there() -> bool:
        with database_of(site.var):
            ids, total = set(db.session.scalars(select(Click.id))), db.session.scalar(func.sum(PartnerTotal.count))
        assert total == len(ids)
        return visits <= ids

    return there


def test_the_worker_drains_and_when_it_is_killed_others_do_until_there_is_another(site: Site) -> None:
    wait_for(has_worker(site), "a worker that drains")
    first = drainer(site)[1]
    assert first not in site.workers
    assert json.loads(site.ask("/readyz").text)["journal"]["drained_by"] == f"worker {first}"
    visits = {visit(site) for _ in range(5)}
    wait_for(recorded(site, visits), "visits of both processes")
    wait_for(lambda: nices(first) == {"0", "5"}, "that mail may wait, and visits may not")
    os.kill(first, signal.SIGKILL)
    visits |= {visit(site) for _ in range(5)}
    wait_for(recorded(site, visits), "visits after it was killed")
    wait_for(lambda: drainer(site)[0] == "worker" and drainer(site)[1] != first, "another worker")
    visits |= {visit(site) for _ in range(5)}
    wait_for(recorded(site, visits), "visits recorded by the other worker")


def nices(process: int) -> set[str]:
    """How nice its threads are (proc(5))."""
    found = set()
    for path in Path(f"/proc/{process}/task").glob("*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            found.add(path.read_text().rpartition(")")[2].split()[16])
    return found


def test_the_worker_credits_by_the_programs_as_they_are_now(site: Site) -> None:
    wait_for(has_worker(site), "a worker that drains")
    file = site.root / "partners" / "programs" / "friends.md"
    lead = given_lead(site, "cy@example.com")
    wait_for(lambda: windows(site) == {lead: 45}, "a lead by the program's window")
    file.write_text(file.read_text(encoding="utf-8").replace("window_days: 45", "window_days: 9"), encoding="utf-8")
    time.sleep(1.5)  # files are looked at once a second
    later = given_lead(site, "mo@example.com")
    wait_for(lambda: windows(site) == {lead: 45, later: 9}, "another lead by its new one")
    assert has_worker(site)()


def given_lead(site: Site, email: str) -> str:
    """Somebody who came by Ada's page writes; the lead's id."""
    touches = (Evidence(kind="click", at=now().isoformat(), click=visit(site), partner="ada"),)
    at = now()
    record = LeadGiven(
        id=f"evt_{email}", at=at, lead=lead_id(email, at), how="form", email=email, language="en", touches=touches
    )
    journals = Journals(site.var)
    journals.facts.append(encoded(record))
    journals.stop()
    return record.lead


def windows(site: Site) -> dict[str, int]:
    """The window, in days, by which each credited lead was judged."""
    with database_of(site.var):
        rows = list(db.session.scalars(select(Credit).where(Credit.partner_id.is_not(None))))
    return {row.subject_id: one["given"]["days"] for row in rows for one in row.why if one["rule"] == "terms"}
