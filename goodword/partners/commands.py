"""`flask partners sign-in-link`: a way in for somebody whom mail does not reach."""

import click
from sqlalchemy import func, select

from goodword.accounts import signing_in, team
from goodword.accounts.addresses import email_address
from goodword.console import who
from goodword.db import db, now, writing
from goodword.errors import GoodwordError
from goodword.referrals.models import Member
from goodword.site.served import served_at


@click.command("sign-in-link", epilog="Example: flask partners sign-in-link mina@example.com")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in: once, within ten minutes, in the first browser that opens it."""
    address = email_address(email) or ""
    if team.find(address) is None:
        partner = db.session.scalar(select(func.count()).select_from(Member).where(Member.email == address))
        if partner:
            raise GoodwordError(f"{email} is a partner's member, and there is no portal for partners yet.")
        raise GoodwordError(f"Nobody who may sign in has the address {email!r}; `flask team add` adds somebody.")
    with writing() as session:
        link = signing_in.make_link(session, address, now())
        team.note(session, team.found(session, address), team.LINKED, who(), now())
    click.echo("Works once, for ten minutes, in the first browser that opens it:")
    click.echo(f"{served_at()}/portal/sign-in/link/{link}")
