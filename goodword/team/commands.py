"""`flask team`: who may sign in to the desk."""

import json
from typing import cast

import click

from goodword.accounts import sessions, team
from goodword.accounts.addresses import email_address
from goodword.accounts.persons import ROLES, Person, Role
from goodword.console import Commands, echo_table, who
from goodword.db import now, writing
from goodword.errors import UsageError
from goodword.material import did_you_mean
from goodword.site.inside import inside
from goodword.site.letters import Letters
from goodword.site.served import served_at
from goodword.team.changing import invite

group = Commands("team", help="Add, list, change and remove the people who run the site.")
ROLE = click.Choice(ROLES)


@group.command("add", epilog="Example: flask team add mina@example.com --name 'Mina Lind' --role editor")
@click.argument("email")
@click.option("--name", default="", help="As the others see it.")
@click.option("--role", type=ROLE, help="Default: manager for the first of all, else editor.")
@click.option("--language", default="", help="Of pages and mail. Default: the site's default language.")
def add(email: str, name: str, role: str | None, language: str) -> None:
    """Add EMAIL to the team, and mail them where to sign in."""
    given = address(email)
    first = not any(one.role == "manager" for one in team.everyone())
    person = Person(
        given, " ".join(name.split()), known(language), cast(Role, role or ("manager" if first else "editor"))
    )
    invite(Letters(inside().furniture), person, who(), served_at())
    click.echo(f"Added {person.email} as {person.role}; a mail with the way in is on its way.")
    click.echo(f"They sign in at {served_at()}/portal/sign-in with this address, or by a link made here:")
    click.echo(f"flask partners sign-in-link {person.email}")


@group.command("list", epilog="Example: flask team list --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(form: str) -> None:
    """List everybody on the team."""
    rows = [
        {"email": one.email, "name": one.name, "role": one.role, "language": one.language, "sessions": open_of(one)}
        for one in team.everyone()
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        click.echo("There is nobody yet. `flask team add --help` shows how to add somebody.")
    else:
        echo_table([{key: str(value) for key, value in row.items()} for row in rows])


@group.command("role", epilog="Example: flask team role mina@example.com manager")
@click.argument("email")
@click.argument("role", type=ROLE)
def role(email: str, role: str) -> None:
    """Make EMAIL a ROLE: manager or editor. A manager may do all that an editor may, and change the team."""
    with writing() as session:
        changed = team.change_role(session, address(email), cast(Role, role), who(), now())
    click.echo(f"{email} is {role} {'now' if changed else 'already; nothing changed'}.")


@group.command("remove", epilog="Example: flask team remove mina@example.com")
@click.argument("email")
def remove(email: str) -> None:
    """Take EMAIL off the team; their sessions end at once. `add` brings them back."""
    with writing() as session:
        team.remove(session, address(email), who(), now())
    click.echo(f"{email} is off the team and signed out everywhere.")


@group.command("sign-out", epilog="Example: flask team sign-out mina@example.com")
@click.argument("email")
def sign_out(email: str) -> None:
    """End every session of EMAIL, as after a lost telephone."""
    with writing() as session:
        count = team.sign_out(session, address(email), who(), now())
    click.echo(f"{email}: {count} session{'' if count == 1 else 's'} ended.")


def address(text: str) -> str:
    """The address in our spelling. Raises UsageError."""
    found = email_address(text)
    if found is None:
        raise UsageError(f"{text!r} is not an e-mail address.")
    return found


def known(language: str) -> str:
    """The language if it is one of the site's; the default one for none. Raises UsageError."""
    codes = inside().furniture.languages.codes
    if language and language not in codes:
        raise UsageError(f"The site has no language {language!r}; {did_you_mean(language, codes)}.")
    return language or codes[0]


def open_of(person: Person) -> int:
    return len(sessions.live_of(person.email, now()))
