"""``flask partners link``, ``links``, ``end-link``: partners' tracked links. They stand here because links, and where
they lead, are addresses of the site."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import click
from flask import current_app

from goodword.config import Settings
from goodword.console import echo_table, who
from goodword.db import db, now
from goodword.referrals import links
from goodword.referrals.lead_export import harmless, line
from goodword.referrals.link_listing import Listed, links_of
from goodword.referrals.referral import Sender
from goodword.referrals.terms import Terms
from goodword.site.answers import parameters
from goodword.site.destinations import Destination, destination, place_named
from goodword.site.moved import moved
from goodword.site.routes import service_of
from goodword.site.served import served_at
from goodword.site.serving import Service
from goodword.site.visitor import visitor


@click.command("link", epilog="Example: flask partners link ada --to /it/for/agencies --campaign spring")
@click.argument("slug")
@click.option("--to", "page", required=True, help="The page it leads to: a path, with language and query.")
@click.option("--campaign", default="", help="Added as utm_campaign where an address names no other.")
@click.option("--sid", default="", help="The partner's own sub-id, added where an address names no other.")
@click.option("--code", default="", help="Of the address /r/<code>. Default: one that nobody can guess.")
@click.option("--program", default="", help="That it belongs to. Default: the partner's oldest approved one.")
def link_command(slug: str, page: str, campaign: str, sid: str, code: str, program: str) -> None:
    """Make a tracked link of partner SLUG and print its address. Warns where there is no page yet."""
    settings: Settings = current_app.extensions["goodword.settings"]
    origin = served_at()
    to = destination(page, slug, Terms.read(settings.root).languages, origin)
    new = links.NewLink(
        partner=slug,
        path=to.path,
        language=to.language,
        niche=to.niche,
        code=code,
        program=program,
        campaign=campaign,
        sid=sid,
    )
    nowhere = missing(service_of(current_app), to, slug, now())
    made = links.add(new, who())
    if nowhere:
        page = to.path.partition("?")[0].partition("#")[0]
        click.echo(f"There is no page at {page} now; until there is one, the link leads to an error page.", err=True)
    click.echo(f"Leads to {made.path}, with {slug} named:")
    click.echo(f"{origin}/r/{made.code}")


def missing(service: Service, to: Destination, partner: str, at: datetime) -> bool:
    """Whether a link of this partner would lead to no page at this moment, nor to one that took over from it."""
    library, place = service.library(), place_named(to.path, service.furniture.languages.codes)
    if place is None:
        return True
    sent = Sender(partner if service.is_partner(partner) else "")
    asked = service.asked(place, parameters(urlsplit(to.path).query), sent)
    who = visitor(asked, library, service.is_partner, at)
    return service.planned(library, place, who) is None and moved(library, place, who) is None


@click.command("links", epilog="Example: flask partners links ada --format csv > links.csv")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def links_command(slug: str, form: str) -> None:
    """List the links of partner SLUG, the newest first, with the people who came by each in the last 30 days."""
    listed = list(links_of(db.session(), slug, served_at(), now()))
    if form == "json":
        click.echo(json.dumps([each.plain() for each in listed], ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(line(Listed.__slots__), nl=False)
        for each in listed:
            cells = ("" if cell is None else str(cell) for cell in each.plain().values())
            click.echo(line([harmless(cell) for cell in cells]), nl=False)
    elif listed:
        echo_table([row(each) for each in listed])
    else:
        click.echo(f"{slug} has no links yet. `flask partners link {slug} --to /` makes one.")


@click.command("end-link", epilog="Example: flask partners end-link noor-spring --reason 'printed with a wrong offer'")
@click.argument("code")
@click.option("--again", is_flag=True, help="Undo it: the link works again.")
@click.option("--reason", default="", help="Why; kept with the change.")
def end_link_command(code: str, again: bool, reason: str) -> None:
    """End the link of CODE, or of its whole address: it leads where it did, for nobody, within a second."""
    link, done = (links.begin_again if again else links.end)(code, who(), reason)
    if not done:
        click.echo(f"{link.code} {'has not ended' if again else 'had ended already'}; nothing changed.")
    elif again:
        click.echo(f"{link.code} works again: it leads to {link.path}, with {link.partner.slug} named.")
    else:
        click.echo(f"{link.code} has ended: it leads to {link.path} as before, without naming {link.partner.slug}.")
        click.echo(f"`flask partners end-link {link.code} --again` undoes that.")


def row(link: Listed) -> dict[str, str]:
    """A line of the table: days instead of moments, and nothing that only machines want."""
    cells = {name: cell for name, cell in link.plain().items() if name != "id"}
    ended = str(link.ended.date()) if link.ended else ""
    return {name: str(cell) for name, cell in {**cells, "made": link.made.date(), "ended": ended}.items()}
