"""What `bin/run` does once the packages are there: prepares the database and becomes gunicorn."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from goodword import config, db, migrating
from goodword.content.library import Terms
from goodword.content.shelf import Shelf
from goodword.content.source import content_root
from goodword.errors import GoodwordError, SettingError
from goodword.material.last_good import LastGood
from goodword.referrals import importing, partners
from goodword.site.brand import read_brand
from goodword.welcome import note_address, reachable

SAMPLE = Path("partners/sample/partners.csv")


def main() -> None:
    """Never returns: gunicorn takes this process over."""
    try:
        host, port = address(os.environ)
        refuse_taken(host, port)
        settings = config.load(os.environ)
        slugs = prepare(settings)
        read_content(settings)
        note_address(settings.var, host, port)
    except GoodwordError as error:
        print(f"run: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    pages = ",".join(f"/for/{slug}" for slug in niches(content_root(settings)))
    partner_pages = ",".join(f"/with/{slug}" for slug in slugs)
    welcome = ["goodword.welcome", reachable(host), str(port), settings.trusted_hosts[0]]
    sys.stdout.flush()
    subprocess.Popen([sys.executable, "-m", *welcome, pages, partner_pages])
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn"])


def address(environ: Mapping[str, str]) -> tuple[str, int]:
    """Where to serve, and that WEB_CONCURRENCY is a number: gunicorn.conf.py reads the same three."""
    for name, least, most in (("PORT", 1, 65535), ("WEB_CONCURRENCY", 1, 1000)):
        found = environ.get(name) or str(least)
        if not found.isascii() or not found.isdigit() or not least <= int(found) <= most:
            raise SettingError(name, found, f"a number from {least} to {most}")
    return environ.get("HOST") or "127.0.0.1", int(environ.get("PORT") or 8000)


def refuse_taken(host: str, port: int) -> None:
    """Raises GoodwordError if something answers there already: two servers on one port confuse everybody."""
    try:
        with socket.create_connection((reachable(host), port), timeout=1):
            pass
    except OSError:
        return
    hint = f"Stop it, or choose another port: PORT={port % 65535 + 1} bin/run"
    raise GoodwordError(f"Something answers at {reachable(host)}, port {port}, already. {hint}")


def prepare(settings: config.Settings) -> list[str]:
    """Brings the database up to date, gives a new one its sample partners; the slugs of partners worth a look.

    A database that is away does not keep pages from being served, so it is no error here.
    """
    app = Flask("goodword")
    db.init_app(app, settings)
    migrating.init_app(app)
    with app.app_context():
        try:
            new = not inspect(db.db.engine).has_table("partner")
            migrating.upgrade()
            if new:
                print(f"run: made the database {db.db.engine.url.render_as_string()}")
            if new and settings.development and settings.sample and (settings.root / SAMPLE).exists():
                report = importing.import_csv(settings.root / SAMPLE, settings.root, settings.var, "bin/run")
                print(f"run: added {len(report.added)} sample partners from {SAMPLE}")
            return [partner.slug for partner in partners.all_partners() if partner.shown][:3]
        except OperationalError as error:
            reason = str(error.orig).strip().partition("\n")[0]
            print(f"run: no answer from the database ({reason}); serving without it.", file=sys.stderr)
            print("     Once it answers, run this again: it may need `flask db upgrade`.", file=sys.stderr)
            return []


def read_content(settings: config.Settings) -> None:
    """Renders what was never rendered, here and not in a worker, whose patience is limited."""
    if not (settings.var / "content.sqlite").exists():
        print("run: reading the content for the first time", flush=True)
    brand, _ = read_brand(settings.root, LastGood(settings.var))
    shelf = Shelf(content_root(settings), settings.var, Terms(brand.site_languages().codes, brand.zone))
    shelf.load()
    shelf.close()


def niches(root: Path) -> list[str]:
    """Slugs of some niches, those of whole trades before their branches."""
    found = sorted((root / "content" / "niches").glob("*.md"))
    files = [file for file in found if "." not in file.stem]
    return [file.stem for file in sorted(files, key=lambda file: b"\nparent:" in file.read_bytes())][:5]


if __name__ == "__main__":
    main()
