"""`flask referrals`: what is recorded of referrals, for operators and program managers."""

import click
from flask import current_app

from goodword import journal
from goodword.console import Commands
from goodword.errors import GoodwordError
from goodword.referrals.draining import Draining
from goodword.referrals.draining_recorders import recorders
from goodword.referrals.draining_steps import Away, Drained

referrals = Commands("referrals", help="What is recorded of referrals: clicks, leads, sales.")


@referrals.command("drain", epilog="Example: flask referrals drain")
@click.option("--refused", is_flag=True, help="Try those again as well that were set aside earlier.")
def drain(refused: bool) -> None:
    """Empty the journal into the database, beside a running server or without one.

    Everything that was acknowledged before is in the database afterwards.
    """
    journals = journal.of(current_app)
    draining = Draining(journals, recorders(current_app))
    if refused:
        click.echo(f"Given back to the journal: {_count(draining.refused.give_back(journals), 'record')}.")
        journals.stop()
    try:
        done = draining.everything()
    except Away as error:
        raise GoodwordError(f"The database does not answer ({error}). The journal keeps what it has.") from error
    for line in told(done):
        click.echo(line)
    if done.refused:
        them = _count(done.refused, "record")
        raise GoodwordError(f"Could not record {them}; {draining.refused.folder} holds what, and why.")


def told(done: Drained) -> list[str]:
    """What was done, in sentences."""
    lines = [f"Recorded {_count(done.clicks, 'click')} and {_count(done.facts, 'fact')} (leads, sales and the like)."]
    if done.damaged:
        lines.append(f"Left out {_count(done.damaged, 'piece')} of damage, as a crash leaves them.")
    if done.archived:
        lines.append(f"Archived {_count(done.archived, 'finished segment')}.")
    return lines


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
