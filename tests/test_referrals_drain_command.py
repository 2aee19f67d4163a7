"""`flask referrals drain`, and the drain of a real server: in time, beside a command, at its end."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from journaling import click, ids, left_behind, refund
from running import Site, serving, wait_for
from sqlalchemy import func, select

from goodword import journal
from goodword.config import REPOSITORY
from goodword.db import db
from goodword.journal.finished import segments
from goodword.referrals.click_rows import Click
from goodword.referrals.draining_thread import GRACE
from goodword.referrals.sale_rows import Refund


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def drain(runner: FlaskCliRunner, *options: str) -> tuple[int, list[str]]:
    done = runner.invoke(args=["referrals", "drain", *options])
    return done.exit_code, done.output.splitlines()


def recorded() -> tuple[int, int]:
    """How many clicks and refunds there are."""
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count()).select_from(each)) for each in (Click, Refund))  # type: ignore[return-value]


def test_the_command_says_what_it_did(app: Flask, runner: FlaskCliRunner) -> None:
    journals = journal.of(app)
    path = left_behind(journals.clicks.folder, map(click, range(3)))
    with path.open("ab") as file:
        file.write(b"torn")
    left_behind(journals.facts.folder, [refund(1)])
    assert drain(runner) == (
        0,
        [
            "Recorded 3 clicks and 1 fact (leads, sales and the like).",
            "Left out 1 piece of damage, as a crash leaves them.",
            "Archived 2 finished segments.",
        ],
    )
    assert recorded() == (3, 1)


def test_where_nothing_waits_nothing_is_done(runner: FlaskCliRunner) -> None:
    assert drain(runner) == (0, ["Recorded 0 clicks and 0 facts (leads, sales and the like)."])


def test_what_could_not_be_recorded_is_a_problem_that_is_named(app: Flask, runner: FlaskCliRunner) -> None:
    left_behind(journal.of(app).facts.folder, [refund(1, amount=1 << 80), refund(2)])
    code, lines = drain(runner)
    assert (code, recorded()) == (1, (0, 1))
    assert lines[-1].startswith("Error: Could not record 1 record; ") and "journal/refused holds what" in lines[-1]
    code, lines = drain(runner, "--refused")
    assert (code, lines[0]) == (1, "Given back to the journal: 1 record.")
    assert drain(runner)[0] == 0, "it is told once"


def test_a_database_that_is_away_is_one_sentence(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(database_url=f"sqlite:///{tmp_path / 'none' / 'goodword.db'}")
    left_behind(journal.of(app).clicks.folder, [click(1)])
    code, lines = drain(app.test_cli_runner())
    assert (code, len(lines)) == (1, 1)
    assert "does not answer" in lines[0] and "The journal keeps what it has" in lines[0]
    assert ids(journal.of(app).clicks.folder) == [click(1)["id"]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("drain"), sqlite_template) as site:
        command(site, "partners", "add", "ada", "--name", "Ada", "--email", "ada@example.com")
        wait_for(lambda: "Ada" in site.ask("/with/ada").text, "Ada's page")
        yield site


def command(site: Site, *given: str) -> str:
    environ = os.environ | {"GOODWORD_ROOT": str(site.root), "GOODWORD_VAR": str(site.var)}
    flask = [sys.executable, "-m", "flask", *given]
    done = subprocess.run(flask, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def clicks(site: Site) -> int:
    with closing(sqlite3.connect(site.var / "goodword.db")) as connection:
        count: int = connection.execute("SELECT count(*) FROM click").fetchone()[0]
        return count


def visit(site: Site, times: int) -> None:
    for number in range(times):
        assert site.ask(f"/with/ada?sid={number}").status == 200


def lying(site: Site) -> list[Any]:
    return [path for name in ("clicks", "facts") for path in segments(site.var / "journal" / name)]


def test_clicks_are_soon_in_the_database(site: Site) -> None:
    before = clicks(site)
    visit(site, 10)
    wait_for(lambda: clicks(site) >= before + 10, "ten clicks")


def test_a_command_brings_in_what_a_server_holds_that_stands_still(site: Site) -> None:
    before = clicks(site)
    with closing(sqlite3.connect(site.var / "goodword.db", isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        visit(site, 20)
        still = [site.master, *site.workers]  # the master would end workers that do not move
        for process in still:
            os.kill(process, signal.SIGSTOP)
        busy.execute("ROLLBACK")
    try:
        said = command(site, "referrals", "drain")
        assert clicks(site) >= before + 20, said
        assert lying(site), "what is open stays where it is"
    finally:
        for process in reversed(still):
            os.kill(process, signal.SIGCONT)
    visit(site, 5)
    wait_for(lambda: clicks(site) >= before + 25, "the clicks since")


def test_a_worker_that_ends_leaves_nothing_in_its_journal(site: Site) -> None:
    before, old = clicks(site), set(site.two_workers())
    visit(site, 30)
    begun = time.monotonic()
    os.kill(site.master, signal.SIGHUP)
    wait_for(lambda: not old & set(site.workers), "the end of the old workers")
    left = [path for path in lying(site) if int(path.name.split("-")[2]) in old]
    assert left == [] or time.monotonic() - begun > GRACE, "a worker ended before its time was over"
    wait_for(lambda: clicks(site) >= before + 30, "the clicks")
    wait_for(lambda: archived(site) & old, "that they are put away")


def archived(site: Site) -> set[int]:
    """The processes of which clicks were put away."""
    return {int(path.name.split("-")[2]) for path in (site.var / "archive" / "clicks").rglob("2*.gz")}
