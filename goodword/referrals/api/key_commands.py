"""`flask api-key`: who may report by the API."""

import json
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.config import Settings
from goodword.console import Commands, echo_table
from goodword.db import db, now, writing
from goodword.errors import UsageError
from goodword.material import did_you_mean
from goodword.referrals.api.keys import SNAPSHOT, hashed, keep_snapshot, new_key, valid_keys
from goodword.referrals.sale_rows import ApiKey

LONGEST_NAME = 63
api_key = Commands("api-key", help="Make, list and revoke keys for the API.")


@api_key.command("add", epilog="Example: flask api-key add billing")
@click.argument("name")
def add(name: str) -> None:
    """Make a key called NAME, and print it alone on the last line. It is shown this once."""
    name, key = " ".join(name.split()), new_key()
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        raise UsageError(f"A name has 1 to {LONGEST_NAME} characters, such as billing; {name[:80]!r} has not.")
    with writing() as session:
        known = session.scalar(select(ApiKey).where(ApiKey.name == name))
        if known:
            state = "was revoked" if known.revoked_at else "is in use"
            raise UsageError(f"There is a key called {name} already; it {state}. Choose another name.")
        session.add(ApiKey(name=name, hash=hashed(key)))
        session.flush()
        names = valid_keys(session)
    keep_snapshot(snapshot(), names)
    click.echo(f"The key {name} is shown this once; keep it where the program that reports can read it.")
    click.echo(key)


@api_key.command("revoke", epilog="Example: flask api-key revoke billing")
@click.argument("name")
def revoke(name: str) -> None:
    """Refuse the key called NAME from now on."""
    with writing() as session:
        row = found(session, name)
        done = row.revoked_at is None
        row.revoked_at = row.revoked_at or now()
        session.flush()
        names = valid_keys(session)
    keep_snapshot(snapshot(), names)
    click.echo(f"{name} is refused from now on." if done else f"{name} was revoked already; nothing changed.")


@api_key.command("list", epilog="Example: flask api-key list --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(form: str) -> None:
    """List all keys by name; what they are cannot be shown again."""
    keys = db.session.scalars(select(ApiKey).order_by(ApiKey.id))
    rows = [
        {
            "name": key.name,
            "created": key.created_at.isoformat(timespec="seconds"),
            "revoked": key.revoked_at.isoformat(timespec="seconds") if key.revoked_at else "",
        }
        for key in keys
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        click.echo("There are no keys yet. `flask api-key add --help` shows how to make one.")
    else:
        echo_table(rows)


def found(session: Session, name: str) -> ApiKey:
    row = session.scalar(select(ApiKey).where(ApiKey.name == name).with_for_update())
    if row is None:
        hint = did_you_mean(name, session.scalars(select(ApiKey.name)))
        raise UsageError(f"There is no key called {name}{f' ({hint})' if hint else ''}; see `flask api-key list`.")
    return row


def snapshot() -> Path:
    settings: Settings = current_app.extensions["goodword.settings"]
    return settings.var / SNAPSHOT
