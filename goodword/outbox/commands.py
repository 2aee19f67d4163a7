"""`flask outbox`: what is due later, and what was given up."""

import json

import click

from goodword.console import Commands
from goodword.db import now, writing
from goodword.outbox.keeping import revive, unfinished
from goodword.outbox.rows import Due

outbox = Commands("outbox", help="Mail and other work that is due later: list it, try dead letters again.")


@outbox.command("list", epilog="Example: flask outbox list --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(form: str) -> None:
    """List what is not done yet, dead letters first. Ends with 1 if there are any of those."""
    rows = unfinished()
    if form == "json":
        click.echo(json.dumps([summary(row) for row in rows], indent=2))
    elif not rows:
        click.echo("Everything is done.")
    else:
        for row in rows:
            click.echo("  ".join(str(value) for value in summary(row).values() if value not in ("", None)))
    if any(row.dead_at for row in rows):
        raise click.exceptions.Exit(1)


@outbox.command("retry", epilog="Example: flask outbox retry 17")
@click.argument("number", type=int)
def retry(number: int) -> None:
    """Have the dead letter NUMBER tried again."""
    with writing() as session:
        row = revive(session, number, now())
    click.echo(f"{row.id} ({row.topic}) is due again; `flask worker` does it.")


def summary(row: Due) -> dict[str, object]:
    """A row in words, without its payload: that may be secret."""
    return {
        "number": row.id,
        "state": "dead" if row.dead_at else "due",
        "topic": row.topic,
        "to": row.payload.get("to", ""),
        "due": row.due_at.isoformat(timespec="seconds"),
        "tries": row.tries,
        "error": row.error,
    }
