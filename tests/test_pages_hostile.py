"""Attacks in material, in partners' words and in addresses, looked at with a real browser: nothing of them runs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

import pytest
from browser_hostile import attack, hostile_addresses, hostile_company
from browser_pages import Visit, check, visiting
from conftest import close, migrate
from factories import add_partner, ask
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from goodword.app import create_app

WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "msgbox"]) window[name] = (what) => ran.push(`${name}: ${what}`);
document.addEventListener("securitypolicyviolation", (event) => ran.push(`refused: ${event.violatedDirective}`));
"""
DATA = "(all) => all.map((one) => one.textContent)"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing: a test reports by failing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port, in this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The hostile company, with two hostile partners; tests only read from it."""
    folder = tmp_path_factory.mktemp("hostile")
    database = f"sqlite:///{folder / 'goodword.db'}"
    migrate(database)
    app = create_app(hostile_company(folder), var=folder / "var", database_url=database)
    for slug, kind in (("ada", "affiliate"), ("omar", "customer")):
        words = {language: {name: attack()[:250] for name in ("name", "company", "intro")} for language in ("en", "ar")}
        add_partner(app, slug, kind, **words)
    yield app
    close(app)


def test_nothing_of_the_company_is_refused(hostile: Flask) -> None:
    done = hostile.test_cli_runner().invoke(args=["content", "check", "--format", "json"])
    assert [one for one in json.loads(done.stdout)["problems"] if one["level"] == "error"] == []


@pytest.mark.parametrize("guarded", [True, False], ids=["under our policy", "without it"])
def test_no_script_runs(hostile: Flask, browser: Browser, guarded: bool) -> None:
    with served(hostile) as site, visiting(browser, site, locale="it", alone=True, bypass_csp=not guarded) as visit:
        visit.page.context.add_init_script(WATCH)
        for path in paths(hostile, site):
            assert dangers(visit, path) == [], path


def test_no_address_runs_a_script(hostile: Flask, browser: Browser) -> None:
    with served(hostile) as site, visiting(browser, site, locale="it", alone=True) as visit:
        visit.page.context.add_init_script(WATCH)
        for path in hostile_addresses():
            assert dangers(visit, path) == [], path


def paths(app: Flask, site: str) -> list[str]:
    """Every page that search engines are told of, and those that they are not."""
    sitemap = ET.fromstring(ask(app, "/sitemap.xml", host=site.removeprefix("http://")).data)
    listed = [found.text.removeprefix(site) or "/" for found in sitemap.iter(SITEMAP) if found.text]
    assert len(listed) > 20
    more = ["/with/ada", "/it/with/ada", "/ar/with/omar", "/with/omar/for/bike-shops", "/?pain=no-shows", "/nothing"]
    return [*listed, *more, "/?use-case=remind", "/customers", "/use-cases", "/guides", "/ar/customers"]


def dangers(visit: Visit, path: str) -> list[str]:
    """What ran on a page, would have run, or could."""
    visit.trouble.clear()
    answer = visit.page.goto(visit.site + path)
    assert answer and answer.status in (200, 404), answer and answer.status
    for data in visit.page.locator("script[type='application/ld+json']").evaluate_all(DATA):
        json.loads(data)
    found: list[str] = check(visit.page, "dangers")
    missing = [one for one in visit.trouble if "status of 404" not in one]
    return [*found, *(missing if answer.status == 404 else visit.trouble)]
