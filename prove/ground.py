"""The ground things are broken on: a server of our own, with a VAR and a database of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from bench.processes import family
from bench.server import REPOSITORY, Server, clean_environ
from goodword import config, db, migrating
from goodword.referrals.api.key_commands import api_key
from goodword.referrals.commands import partners
from goodword.referrals.recording.commands import reconcile_command
from prove.asking import Site
from prove.load import PARTNERS

DRAIN_SECONDS = 300.0
WORKERS = "2"


class ProveError(Exception):
    """Something could not be tried at all; in words for whoever runs it."""


@dataclass(frozen=True)
class Ground:
    """``root`` is the material, ``var`` where everything is written, ``database`` a URL, ``postgres`` the folder of its
    server if it has one; for ``pause`` see ``Site``."""

    root: Path
    var: Path
    database: str
    log: Path
    postgres: Path | None = None
    pause: float = 0.0

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GOODWORD_ROOT": str(self.root),
            "GOODWORD_VAR": str(self.var),
            "GOODWORD_DATABASE_URL": self.database,
            "GOODWORD_TRUSTED_PROXIES": "127.0.0.1",
            "WEB_CONCURRENCY": WORKERS,
        }

    def flask(self, *words: str) -> str:
        """What a command prints. Raises ProveError if it fails."""
        command = [sys.executable, "-m", "flask", *words]
        environ = {**clean_environ(), **self.environ}
        done = subprocess.run(command, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProveError(f"flask {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self) -> None:
        """Tables and partners."""
        with self.bare() as app:
            migrating.init_app(app)
            migrating.upgrade()
            for slug in PARTNERS:
                mail = f"{slug}@partners.example"
                commanded(app, "partners", "add", slug, "--name", slug.title(), "--email", mail)

    @cached_property
    def key(self) -> str:
        """An API key."""
        with self.bare() as app:
            return commanded(app, "api-key", "add", "prove").split()[-1]

    @contextmanager
    def bare(self) -> Iterator[Flask]:
        """An application that knows settings and database and no pages: it is there at once."""
        app = Flask("goodword")
        settings = config.load({}, root=self.root, var=self.var, database_url=self.database)
        app.extensions["goodword.settings"] = settings
        db.init_app(app, settings)
        app.cli.add_command(partners)
        app.cli.add_command(api_key)
        app.cli.add_command(reconcile_command)
        with app.app_context():
            yield app
            db.db.engine.dispose()

    @contextmanager
    def served(self) -> Iterator[tuple[Site, Server]]:
        """A server that answers, ended in the ordinary way unless it was killed before."""
        server = Server(self.environ, "/healthz")
        cores = os.sched_getaffinity(0)
        with server.running(cores, self.log):
            yield Site(server.port, self.key, self.pause), server

    def drained(self, site: Site) -> None:
        """Returns once a running server has emptied its journal. Raises ProveError if it never does, or set records
        aside because it could not record them."""
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline:
            ready = site.ask("GET", "/readyz")
            state = json.loads(ready.body)["journal"] if ready.status else {"waiting_bytes": None}
            if state["waiting_bytes"] == 0:
                break
            time.sleep(0.2)
        else:
            raise ProveError(f"The journal was not empty after {DRAIN_SECONDS:.0f} s: {ready.body!r}")
        if state["refused"]:
            raise ProveError(f"{state['refused']} records could not be recorded; VAR/journal/refused says why.")

    def kept(self, table: str, column: str) -> list[str]:
        """A column of everything the database holds."""
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                return [str(row[0]) for row in connection.execute(text(f"SELECT {column} FROM {table}"))]
        finally:
            engine.dispose()

    def credited(self) -> dict[str, str]:
        """Which partner each given lead (by address) and each sale (by invoice) is credited to."""
        leads = "SELECT lead.email, partner.slug FROM lead LEFT JOIN partner ON partner.id = lead.partner_id"
        sales = "SELECT sale.invoice_id, partner.slug FROM sale LEFT JOIN partner ON partner.id = sale.partner_id"
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                rows = connection.execute(text(f"{leads} WHERE lead.kind = 'form' UNION ALL {sales}"))
                return {str(what): str(partner or "") for what, partner in rows}
        finally:
            engine.dispose()

    def forget_positions(self) -> None:
        """The database no longer knows how far the journal was read."""
        engine = create_engine(self.database)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM journal_position"))
        engine.dispose()

    def totals(self) -> dict[str, Any]:
        """What ``flask referrals reconcile`` says. Its exit code is not asked: the difference is."""
        with self.bare() as app:
            done = app.test_cli_runner().invoke(args=("reconcile", "--format", "json"))
        try:
            found: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise ProveError(f"flask referrals reconcile said no JSON: {done.output}") from None
        return found


def commanded(app: Flask, *words: str) -> str:
    """What a command prints. Raises ProveError if it fails."""
    done = app.test_cli_runner().invoke(args=words)
    if done.exit_code:
        raise ProveError(f"flask {' '.join(words)} ended with {done.exit_code}: {done.output}")
    return done.output


def kill(server: Server) -> None:
    """The server and everything it started, at once: the master first, so that it brings nobody back."""
    for pid in family(server.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def small_company(folder: Path) -> Path:
    """The sample company with little content, so that a server is there soon."""
    root = folder / "company"
    for name in ("site", "partners"):
        shutil.copytree(REPOSITORY / name, root / name)
    pages = root / "content" / "pages"
    pages.mkdir(parents=True)
    for path in (REPOSITORY / "content" / "pages").glob("*.md"):
        if "." not in path.stem:
            shutil.copy(path, pages)
    return root
