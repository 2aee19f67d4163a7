"""Companies to measure, each with a VAR of its own in a folder that goes away at the end."""

import contextlib
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask

from bench import company
from bench.fronts import Size
from bench.machine import Cores
from bench.server import REPOSITORY, Server
from goodword import config, db, launch
from goodword.referrals import partners
from goodword.referrals.entries import Entry

ADDRESS = "https://bench.example"  # as where visitors come by https


@dataclass(frozen=True)
class Site:
    """A company's material, and where what is made of it is kept."""

    root: Path
    var: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GOODWORD_ROOT": str(self.root),
            "GOODWORD_VAR": str(self.var),
            "GOODWORD_BASE_URL": ADDRESS,
        }

    def server(self, path: str = "/") -> Server:
        return Server(self.environ, path)

    @property
    def settings(self) -> config.Settings:
        return config.load({}, root=self.root, var=self.var)

    def prepare(self) -> list[str]:
        """Makes the database as ``bin/run`` does; the slugs of its sample partners."""
        with contextlib.redirect_stdout(io.StringIO()):
            return launch.prepare(self.settings)

    def add_partners(self, count: int) -> None:
        """partner-1, partner-2 … without pictures, introduced in the first language."""
        app = Flask("goodword")
        db.init_app(app, self.settings)
        with app.app_context():
            with partners.changing() as (session, revision):
                for number in range(1, count + 1):
                    partners.new_partner(session, invented(number), "bench", revision)
            db.db.engine.dispose()


def invented(number: int) -> Entry:
    texts = {
        "name": f"Partner {number}",
        "company": f"Company {number}",
        "intro": f"We have used it for {number} days.",
    }
    return Entry(
        slug=f"partner-{number}",
        email=f"partner-{number}@partners.example",
        kind=("affiliate", "customer", "reseller")[number % 3],
        language="en",
        texts={"en": texts},
        program=("affiliates", "customers", "agencies")[number % 3],
    )


class Workshop:
    """What one run works with: a folder of its own, cores, and the company that several rows share."""

    def __init__(self, folder: Path, cores: Cores, quick: bool) -> None:
        self.folder, self.cores, self.quick = folder, cores, quick

    @property
    def log(self) -> Path:
        return self.folder / "servers.log"

    def rounds(self, many: int, few: int) -> int:
        """How often or how many, in a full or in a quick run."""
        return few if self.quick else many

    def site(self, name: str, root: Path) -> Site:
        """The material with a new VAR."""
        return Site(root, self.folder / f"var-{name}")

    def invent(self, name: str, size: Size) -> Path:
        """The folder of an invented company."""
        root = self.folder / name
        company.write(root, size)
        return root

    @cached_property
    def sample(self) -> tuple[Site, str]:
        """The sample company and the slug of one of its partners."""
        site = self.site("sample", REPOSITORY)
        return site, site.prepare()[0]
