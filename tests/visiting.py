"""Visits as their journal tells them: an application of one module's own, and what each request left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import time_machine
from conftest import close
from factories import COMPANY, NOON, add_partner, ask, ran_before
from flask import Flask

from goodword import journal
from goodword.app import create_app
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals import directory, links, partners
from goodword.referrals.models import Link
from goodword.referrals.records import ClickSeen, decoded

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Visits:
    """Asks the tests' company at a moment; ``clicks`` are those written down since it was asked last."""

    app: Flask
    read: set[str] = field(default_factory=set)

    def ask(self, url: str, method: str = "GET", at: Any = NOON, **headers: str) -> Any:
        with time_machine.travel(at, tick=False):
            return ask(self.app, url, method, **{"User-Agent": FIREFOX, **headers})

    def page(self, url: str, **headers: Any) -> str:
        answer = self.ask(url, **headers)
        assert answer.status_code == 200, f"{url}: {answer.status}"
        return str(answer.text)

    def clicks(self) -> list[ClickSeen]:
        folder = journal.of(self.app).clicks.folder
        found = [decoded(record) for path in segments(folder) for record in records_of(path)]
        new = [click for click in found if isinstance(click, ClickSeen) and click.id not in self.read]
        self.read |= {click.id for click in new}
        return new

    def click(self) -> ClickSeen:
        """The only new one."""
        (found,) = self.clicks()
        return found

    def link(self, code: str, path: str, partner: str = "ada", **given: str) -> Link:
        with self.app.app_context():
            made = links.add(
                links.NewLink(partner=partner, path=path, code=code, **{"language": "en", **given}), "Mina"
            )
        directory.of(self.app).refresh()
        return made


@contextmanager
def visited(database_url: str, var: Path, root: Path = COMPANY, **settings: object) -> Iterator[Visits]:
    """Ada presents the company, Omar is a customer, Ben is suspended, Cy is nobody."""
    kept = ran_before(var) if root == COMPANY else var
    app = create_app(root, var=kept, database_url=database_url, **settings)
    for slug, kind in (("ada", "affiliate"), ("omar", "customer"), ("ben", "affiliate")):
        add_partner(app, slug, kind)
    with app.app_context():
        partners.suspend("ben", "Mina")
    directory.of(app).refresh()
    yield Visits(app)
    journal.of(app).stop()
    close(app)
