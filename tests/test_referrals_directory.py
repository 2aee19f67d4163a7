"""The directory: what visits see of partners, at once, and also while the database is away."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import plain
from flask import Flask
from running import wait_for

from goodword.config import REPOSITORY
from goodword.db import db, writing
from goodword.referrals import directory, partners
from goodword.referrals.entries import Entry
from goodword.referrals.models import Partner, Revision


def add(slug: str, **texts: dict[str, str]) -> None:
    texts.setdefault("en", {"name": slug.title()})
    entry = Entry(
        slug, f"{slug}@example.com", "affiliate", "en", texts, program="friends", known_languages=("en", "it")
    )
    partners.add(entry, "test")


def fresh(app: Flask) -> directory.Directory:
    """A directory as another process would have it."""
    with app.app_context():
        return directory.Directory(db.engine, app.extensions["goodword.settings"].var / "directory.json")


@pytest.fixture(params=["sqlite", "postgres"])
def away(request: pytest.FixtureRequest) -> Callable[[Flask], Callable[[], None]]:
    """Takes an application's database away; what it returns brings it back."""
    return hide_file if request.param == "sqlite" else close_door


def hide_file(app: Flask) -> Callable[[], None]:
    path = Path(db.engine.url.database or "")
    db.engine.dispose()
    hidden = path.rename(path.with_suffix(".hidden"))
    path.mkdir()

    def bring_back() -> None:
        db.engine.dispose()
        path.rmdir()
        hidden.rename(path)

    return bring_back


def close_door(app: Flask) -> Callable[[], None]:
    server, _, name = plain(db.engine.url.render_as_string(hide_password=False)).rpartition("/")

    def allow(connections: bool) -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {connections}')
            if not connections:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    allow(False)
    return lambda: allow(True)


@pytest.fixture
def app(
    away: Callable[[Flask], Callable[[], None]], make_bare: Callable[..., Flask], request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application whose database ``away`` can take away."""
    app = make_bare(database_url=request.getfixturevalue("sqlite_url" if away is hide_file else "postgres_url"))
    with app.app_context():
        yield app


def test_a_card_falls_back_to_the_partners_own_language(bare: Flask) -> None:
    add("ada", en={"name": "Ada Moreno", "intro": "Hello", "photo": "1/a.png"}, it={"intro": "Ciao", "logo": "2/b.svg"})
    card = directory.of(bare).get("ada")
    assert card is not None
    assert (card.name("it"), card.intro("it"), card.intro("ar")) == (
        ("Ada Moreno", "en"),
        ("Ciao", "it"),
        ("Hello", "en"),
    )
    assert (card.company("it"), card.photo("it"), card.logo("it"), card.logo("en")) == (
        ("", "en"),
        "1/a.png",
        "2/b.svg",
        "",
    )
    assert card.program == "friends"


@pytest.mark.parametrize("status", ["pending", "invited", "rejected", "suspended"])
def test_a_partner_without_an_approved_enrollment_is_not_shown(bare: Flask, status: str) -> None:
    add("ada")
    with writing() as session:
        session.get_one(Partner, 1).enrollments[0].status = status
    assert directory.of(bare).get("ada") is None


def test_a_version_changes_with_what_is_shown_and_only_then(bare: Flask) -> None:
    add("ada")
    before = directory.of(bare).get("ada")
    partners.suspend("ada", "test")
    partners.approve("ada", "test")
    directory.of(bare).refresh()
    after = directory.of(bare).get("ada")
    assert before is not None and before == after
    with partners.changing() as (session, revision):
        partner = session.get_one(Partner, 1)
        partner.texts["en"].intro, partner.revision = "Hello", revision
    directory.of(bare).refresh_if_changed()
    edited = directory.of(bare).get("ada")
    assert edited is not None and edited.version != before.version


def test_one_change_reads_one_partner(bare: Flask) -> None:
    add("ada")
    add("ben")
    ada = directory.of(bare).get("ada")
    partners.suspend("ben", "test")
    directory.of(bare).refresh_if_changed()
    assert directory.of(bare).get("ada") is ada
    assert directory.of(bare).get("ben") is None


def test_another_process_is_seen_within_a_second(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what the machine takes for it: there are no longer rests between two looks."""
    add("ada")
    partner_directory, rests = directory.of(bare), []
    wait = partner_directory._stopping.wait
    monkeypatch.setattr(partner_directory._stopping, "wait", lambda seconds: rests.append(seconds) or wait(seconds))
    partner_directory.start_refreshing()
    partner_directory.start_refreshing()
    assert partner_directory.get("ada")
    settings = bare.extensions["goodword.settings"]
    environ = {"GOODWORD_VAR": str(settings.var), "GOODWORD_DATABASE_URL": settings.database_url}
    code = (
        "import os, flask; from goodword import config, db; from goodword.referrals import partners;"
        "app = flask.Flask('other'); db.init_app(app, config.load(os.environ)); app.app_context().push();"
        "partners.suspend('ada', 'test')"
    )
    subprocess.run([sys.executable, "-c", code], env=environ, cwd=REPOSITORY, check=True)
    wait_for(lambda: not partner_directory.get("ada"), "that she is off the pages")
    partner_directory.stop_refreshing()
    assert 0 < max(rests) < 1


def test_a_start_without_the_database_knows_the_snapshot(
    app: Flask, away: Callable[[Flask], Callable[[], None]]
) -> None:
    add("ada", it={"intro": "Ciao"})
    card = fresh(app).get("ada")
    bring_back = away(app)
    restarted = fresh(app)
    assert restarted.get("ada") == card and card is not None
    bring_back()
    partners.suspend("ada", "test")
    restarted.refresh_if_changed()
    assert restarted.get("ada") is None


def test_while_the_database_is_away_what_was_known_stays(
    app: Flask, away: Callable[[Flask], Callable[[], None]], caplog: pytest.LogCaptureFixture
) -> None:
    add("ada")
    partner_directory = fresh(app)
    card = partner_directory.get("ada")
    bring_back = away(app)
    with caplog.at_level(logging.INFO, "goodword.referrals.directory"):
        for _ in range(3):
            partner_directory.refresh()
        assert partner_directory.get("ada") is card is not None
        bring_back()
        partner_directory.refresh_if_changed()
    assert partner_directory.get("ada") == card
    assert ["away" in record.message for record in caplog.records] == [True, False]


def test_a_broken_snapshot_is_as_good_as_none(app: Flask, away: Callable[[Flask], Callable[[], None]]) -> None:
    add("ada")
    (app.extensions["goodword.settings"].var / "directory.json").write_text('1\n[{"slug": "ada"}]')
    bring_back = away(app)
    assert fresh(app).get("ada") is None
    bring_back()


def test_a_database_set_back_to_an_older_state_is_read_anew(bare: Flask) -> None:
    add("ada")
    add("ben")
    assert set(directory.of(bare).cards()) == {"ada", "ben"}
    with writing() as session:
        session.delete(session.get_one(Partner, 2))
        session.get_one(Revision, "partners").number = 1
    directory.of(bare).refresh_if_changed()
    assert set(directory.of(bare).cards()) == {"ada"}
