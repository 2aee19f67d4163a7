"""What tests share: databases of their own on real servers, an application on a second company's material.

The cast: Ada is a partner, Ben another, Cy is nobody, Mina is the marketer.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import browser_site
import flask_migrate
import hypothesis
import once
import places
import psycopg
import pytest
from browser import chromium
from flask import Flask
from playwright.sync_api import Browser

from goodword import config, db, journal, migrating
from goodword.referrals import commands, directory
from prove import postgres

# A machine that is busy with other things is no mistake of whoever is tried. Nor is bad luck: everybody tries the same
# examples, and whoever looks for new ones says `bin/test --hypothesis-profile=exploring`.
BUSY = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("exploring", deadline=None, suppress_health_check=BUSY)
hypothesis.settings.register_profile("steady", hypothesis.settings.get_profile("exploring"), derandomize=True)
hypothesis.settings.load_profile("steady")

WORKER = "PYTEST_XDIST_WORKER"
LONGEST = {"test_prove", "test_pages_everyone"}
"""Files that take minutes: whichever begins late is what a run ends with."""
WAITING = {"Browser", "Workshop", "serving", "subprocess"}
"""What a file of tests knows that waits for browsers, servers and processes."""


def pytest_configure() -> None:
    """Once per run: settings of whoever runs the tests are left out, and servers get a place."""
    if WORKER not in os.environ:
        for name in [name for name in os.environ if name.startswith(config.PREFIX)]:
            del os.environ[name]
        places.prepare()
        postgres.prepare()
        browser_site.prepare()


def pytest_unconfigure() -> None:
    """Once per run, after the last worker."""
    if WORKER not in os.environ:
        browser_site.stop()
        postgres.stop()


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: tests of servers and browsers wait for others half of their time."""
    return 3 * (os.cpu_count() or 1) // 2 or 1


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """The longest files come first, then those whose tests wait for others: at the end, when workers run out of files,
    all is quick."""
    items.sort(key=lambda item: (item.module.__name__ not in LONGEST, WAITING.isdisjoint(vars(item.module))))


@pytest.fixture(scope="session", autouse=True)
def what_comes_to_the_same_is_done_once() -> Iterator[None]:
    """For all applications of a worker."""
    with pytest.MonkeyPatch.context() as patch:
        once.catalogs(patch)
        once.statements(patch)
        once.templates(patch)
        once.routes(patch)
        yield


@pytest.fixture(scope="session")
def company() -> Path:
    """The material of the tests' own company."""
    return Path(__file__).parent / "company"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, one per worker; take a context of your own from it: ``browser.new_context(...)``."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site() -> str:
    """Where the sample company is served, without a slash at the end."""
    return browser_site.running()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to copy."""
    file = tmp_path_factory.mktemp("template") / "goodword.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template() -> str:
    """The name of a migrated, empty PostgreSQL database, to copy."""
    url = blank_postgres()
    migrate(url)
    return url.rpartition("/")[2]


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    file = tmp_path / "goodword.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    url = blank_postgres(postgres_template)
    yield url
    drop_postgres(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own: each test that asks runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
    else:
        url = blank_postgres()
        yield url
        drop_postgres(url)


@pytest.fixture
def make_bare(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications that know settings, the database and partners, but no material and no pages."""
    made = []

    def make(**overrides: object) -> Flask:
        root = tmp_path / "root"
        root.mkdir(exist_ok=True)
        settings = config.load({}, **{"root": root, "var": tmp_path / "var"} | overrides)
        app = Flask("goodword")
        app.extensions["goodword.settings"] = settings
        db.init_app(app, settings)
        migrating.init_app(app)
        directory.init_app(app, settings)
        app.cli.add_command(commands.partners)
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


@pytest.fixture
def bare(make_bare: Callable[..., Flask], database_url: str) -> Iterator[Flask]:
    """Such an application with its context pushed: on SQLite and on PostgreSQL."""
    app = make_bare(database_url=database_url)
    with app.app_context():
        yield app


@pytest.fixture
def make_app(company: Path, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications on the tests' company; settings are given by name."""
    from factories import ran_before  # noqa: PLC0415 - what stands below applications is tested without them

    from goodword.app import create_app  # noqa: PLC0415

    made = []

    def make(**overrides: object) -> Flask:
        if not {"root", "var"} & overrides.keys():
            ran_before(tmp_path / "var")
        app = create_app(**{"root": company, "var": tmp_path / "var"} | overrides)
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Iterator[Flask]:
    """An application on a migrated database, with its context pushed: on SQLite and on PostgreSQL."""
    app = make_app(database_url=database_url)
    with app.app_context():
        yield app


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who makes receipts looks at every page: on a busy machine the seconds they have are over too soon."""
    monkeypatch.setattr("goodword.team.publishing.monotonic", lambda: 0.0)


def blank_postgres(template: str = "template1") -> str:
    """The URL of a new database."""
    server, name = postgres.running(), f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{plain(server)}/postgres", autocommit=True) as connection:
        # Where there is a choice, its files are copied: to log each page of them takes twice the time.
        how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
        postgres.alone(connection, f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}')
    return f"{server}/{name}"


def drop_postgres(url: str) -> None:
    """Removes a database; whoever is still connected is thrown out."""
    server, _, name = plain(url).rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        postgres.alone(connection, f'DROP DATABASE "{name}" WITH (FORCE)')


def plain(url: str) -> str:
    """The URL without SQLAlchemy's driver name."""
    return url.replace("+psycopg", "")


def migrate(url: str, revision: str = "head") -> None:
    """Brings the database at ``url`` to ``revision``."""
    app = Flask("goodword")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app, config.Settings(Path(), Path(), url, "", None, ()))
    migrating.init_app(app)
    with app.app_context():
        flask_migrate.upgrade(revision=revision)
    close(app)


def close(app: Flask) -> None:
    """Ends what ``app`` holds open: a run makes thousands of them."""
    if shelf := app.extensions.get("goodword.shelf"):
        shelf.close()
    if journals := app.extensions.get(journal.EXTENSION):
        journals.stop()
    with app.app_context():
        db.db.engine.dispose()
