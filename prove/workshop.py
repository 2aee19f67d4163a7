"""What one run works with: a folder of its own, a small company, databases, and how often things are tried."""

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

import psycopg

from prove import postgres
from prove.ground import Ground, small_company

CALM = 0.05
"""Seconds between two visits of each who loads a server in a quick run: some dozens of visits in each second."""


@dataclass
class Workshop:
    """``seed`` makes a run that can be had again. Use it in a ``with``: it may start a PostgreSQL server."""

    folder: Path
    quick: bool
    seed: int
    _postgres: Path | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._postgres:
            postgres.end(self._postgres)
            shutil.rmtree(self._postgres)

    def rounds(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    @cached_property
    def root(self) -> Path:
        """The company that is served."""
        return small_company(self.folder)

    @cached_property
    def server(self) -> tuple[Path, str]:
        """The folder and the URL of a PostgreSQL server that nobody else uses."""
        self._postgres = Path(tempfile.mkdtemp(prefix="goodword-prove-postgres-"))
        port = postgres.start(self._postgres)
        return self._postgres, f"postgresql+psycopg://goodword@127.0.0.1:{port}"

    def ground(self, name: str, database: str, var: Path | None = None) -> Ground:
        """A new ground on ``sqlite`` or ``postgresql``, with tables and partners.

        ``var`` is where it is written if not in our folder.
        """
        var = var or self.folder / f"var-{name}"
        var.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{var / 'goodword.db'}" if database == "sqlite" else self.new_database(name)
        pause = CALM if self.quick else 0.0
        ground = Ground(self.root, var, url, self.folder / "servers.log", self._postgres, pause)
        ground.prepare()
        return ground

    def new_database(self, name: str) -> str:
        _, server = self.server
        plain = f"prove_{name.replace('-', '_')}"
        with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            postgres.alone(connection, f'CREATE DATABASE "{plain}"')
        return f"{server}/{plain}"
