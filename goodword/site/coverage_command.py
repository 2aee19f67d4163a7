"""``flask content coverage``: how well each niche's page is filled in each language."""

import json
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from goodword.site.asking import site_of
from goodword.site.coverage import coverage
from goodword.site.coverage_telling import as_data, lines
from goodword.site.helping import helps
from goodword.site.routes import service_of


@click.command("coverage", epilog="Example: flask content coverage --format json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--helps", "most", default=5, show_default=True, help="How many of the entries that would help to name.")
@with_appcontext
def coverage_command(form: str, most: int) -> None:
    """Print for each niche and language what its page's sections are filled with, and what would help most."""
    service = service_of(current_app)
    library = service.library()
    found = coverage(site_of(service, library, datetime.now(UTC)))
    advised = helps(found, library, most)
    if form == "json":
        click.echo(json.dumps(as_data(found, advised), ensure_ascii=False, indent=2))
        return
    for line in lines(found, advised):
        click.echo(line)
