"""``flask content explain``: why a page is as it is."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import click
from flask import current_app

from goodword.errors import UsageError
from goodword.site.addresses import canonical_spelling, place_of
from goodword.site.explaining import Explanation, explain
from goodword.site.moved import moved
from goodword.site.pages import interests, page_at
from goodword.site.routes import service_of
from goodword.site.serving import Service
from goodword.site.telling import as_data, lines
from goodword.site.visitor import Asked, visitor


@click.command("explain", epilog="Example: flask content explain '/it/for/agencies?via=ada'")
@click.argument("url")
@click.option("--at", "moment", default="", help="As of this moment, ISO 8601, UTC where no zone is given.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--misses", default=5, show_default=True, help="How many of those not chosen to list in each section.")
def explain_command(url: str, moment: str, form: str, misses: int) -> None:
    """Print the plan for URL: each section, what was chosen with its score, what was passed over and why."""
    found = explained(service_of(current_app), url, moment_of(moment))
    if form == "json":
        click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2))
        return
    for line in lines(found, misses):
        click.echo(line)


def moment_of(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no moment; write one like 2026-12-24T18:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def explained(service: Service, url: str, now: datetime) -> Explanation:
    """The explanation of the page at ``url``, a path or a whole address. Raises UsageError where there is none."""
    parts = urlsplit(url)
    library, languages = service.library(), service.furniture.languages
    place = place_of(canonical_spelling(unquote(parts.path) or "/", languages.codes), languages.codes)
    if place is None:
        raise UsageError(f"There is no page at {url}; an address is a path such as /for/agencies.")
    niche = place.address.slug if place.address.kind == "niche" else None
    asked = Asked(place.language, place.partner, niche, parse_qs(parts.query))
    who = visitor(asked, library, lambda slug: service.partner(slug) is not None, now)
    shown = page_at(library, place.address, who)
    if shown is None:
        new = moved(library, place, who)
        raise UsageError(
            f"{url} leads to {new}; explain that." if new else f"There is no page at {url} at that moment."
        )
    language = languages.get(place.language) or languages.default
    return explain(library, shown.layout, interests(library, place.address, who), language.territory)
