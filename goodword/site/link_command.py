"""``flask partners link``: a partner's tracked link. It stands here because a destination is a page of the site."""

import click
from flask import current_app

from goodword.config import Settings
from goodword.console import who
from goodword.referrals import links
from goodword.referrals.terms import Terms
from goodword.site.destinations import destination
from goodword.site.served import served_at


@click.command("link", epilog="Example: flask partners link ada --to /it/for/agencies --campaign spring")
@click.argument("slug")
@click.option("--to", "page", required=True, help="The page it leads to: a path, with language and query.")
@click.option("--campaign", default="", help="Added as utm_campaign where an address names no other.")
@click.option("--sid", default="", help="The partner's own sub-id, added where an address names no other.")
@click.option("--code", default="", help="Of the address /r/<code>. Default: one that nobody can guess.")
@click.option("--program", default="", help="That it belongs to. Default: the partner's oldest approved one.")
def link_command(slug: str, page: str, campaign: str, sid: str, code: str, program: str) -> None:
    """Make a tracked link of partner SLUG and print its address."""
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
    made = links.add(new, who())
    click.echo(f"Leads to {made.path}, with {slug} named:")
    click.echo(f"{origin}/r/{made.code}")
