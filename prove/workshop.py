"""What one run works with: a folder of its own, a small company, databases, and how often things are tried."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from prove import postgres
from prove.ground import Ground, small_company


@dataclass
class Workshop:
    """``databases`` names those to try; ``seed`` makes a run that can be had again."""

    folder: Path
    quick: bool
    seed: int
    databases: Sequence[str] = ("sqlite", "postgresql")
    _root: Path | None = field(default=None, init=False)

    def rounds(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def ground(self, name: str, database: str, var: Path | None = None) -> Ground:
        """A new ground with tables and partners; ``var`` where it is to be written elsewhere than in our folder."""
        self._root = self._root or small_company(self.folder)
        var = var or self.folder / f"var-{name}"
        var.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{var / 'goodword.db'}" if database == "sqlite" else self.new_database(name)
        ground = Ground(self._root, var, url, self.folder / "servers.log")
        ground.prepare()
        return ground

    def new_database(self, name: str) -> str:
        server = postgres.running()
        plain = f"prove_{name.replace('-', '_')}"
        with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{plain}"'.encode())
        return f"{server}/{plain}"


@contextmanager
def databases() -> Iterator[None]:
    """A PostgreSQL server of our own, started when asked for and gone afterwards."""
    postgres.prepare()
    try:
        yield
    finally:
        postgres.stop()
