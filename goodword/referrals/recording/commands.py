"""`flask referrals reconcile`, `replay`, `forget`."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import click
from flask import current_app

from goodword import journal
from goodword.config import Settings
from goodword.db import db, now, writing
from goodword.errors import GoodwordError, UsageError
from goodword.journal.archive import days
from goodword.mailboxes import compared
from goodword.referrals import programs
from goodword.referrals.click_rows import CLASSES
from goodword.referrals.draining import Draining
from goodword.referrals.draining_recorders import recorders
from goodword.referrals.draining_steps import Away
from goodword.referrals.recording.archived import forget_in_files, forget_letters
from goodword.referrals.recording.forgetting import bury, customers_of, erase, wipe
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.recounting import Recount, mending, one_moment, recount, said
from goodword.referrals.recording.replaying import Replayed, clicks_of, replay

DAY = click.DateTime(formats=["%Y-%m-%d"])
Done = TypeVar("Done")
PATIENCE = 15.0
"""Seconds for processes that serve to begin new segments; each looks several times a second."""


@click.command("reconcile", epilog="Example: flask referrals reconcile --format json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--mend", is_flag=True, help="Set the totals to what the rows say.")
def reconcile_command(form: str, mend: bool) -> None:
    """Count all totals again from single clicks, leads and sales, and say where they differ.

    Ends with 1 if they do, unless they were mended.
    """
    with mending() if mend else one_moment() as session:
        found = recount(session)
        lines = list(said(session, found))
        if mend:
            found.wrong.add(session)
    if form == "json":
        click.echo(json.dumps(_plain(found) | {"differences": lines}, indent=2))
    else:
        _tell(found, lines)
    if found.difference and not mend:
        raise GoodwordError("Totals and rows differ; `flask referrals reconcile --mend` sets the totals right.")


@click.command("replay", epilog="Example: flask referrals replay --from 2027-01-01 --to 2027-01-31")
@click.option("--from", "first", type=DAY, help="The first day (UTC); the oldest in the archive if not given.")
@click.option("--to", "last", type=DAY, help="The last day (UTC); today if not given.")
def replay_command(first: datetime | None, last: datetime | None) -> None:
    """Judge the clicks of past days again by today's rules. Leads, sales and credits stay as they are."""
    clicks = journal.of(current_app).clicks
    until = last.date() if last else now().date()
    archived = days(clicks.archive)
    begin = first.date() if first else min([*archived, until])
    if begin > until:
        raise UsageError(f"--from {begin} is after --to {until}.")
    judging = Judging(programs.of(current_app).attributions(), now())
    changed = 0
    for number in range(begin.toordinal(), until.toordinal() + 1):
        day = date.fromordinal(number)
        done = replay(day, clicks_of(clicks, day), judging)
        click.echo(_said(done))
        changed += done.changed.total()
    click.echo(f"Clicks that are classed otherwise now: {changed:,}.")


@click.command("forget", epilog="Example: flask referrals forget cy@example.com")
@click.argument("email")
def forget_command(email: str) -> None:
    """Erase the person with the address EMAIL from leads, customers, outbox, answers, journal and archive.

    Totals and credits stay. A mark that says nothing by itself keeps what was recorded before from coming back.
    """
    said, email = email.strip().lower(), compared(email)
    if "@" not in email:
        raise UsageError(f"{said!r} is no e-mail address.")
    draining = Draining(journal.of(current_app), recorders(current_app))
    _drained(draining.everything)  # with their address: then rows tell which customers are theirs
    at = now()
    with writing() as session:
        bury(session, email, at)
    settled = _drained(lambda: draining.settle(PATIENCE))
    with writing() as session:
        customers = customers_of(session, email)
        found = erase(session, email, at)
    settings: Settings = current_app.extensions["goodword.settings"]
    files = draining.refused.files()
    found["records of the journal"] = forget_in_files(journal.of(current_app), files, email, customers)
    found["letters in a folder"] = forget_letters(settings.var / "outbox", email)
    settled &= wipe(db.engine)
    _tell_erased(said, +found)
    if not settled:
        raise GoodwordError("A process that serves still holds files with it; run this again in an hour.")


def _drained(drain: Callable[[], Done]) -> Done:
    """What came of it. Raises GoodwordError where the database is away."""
    try:
        return drain()
    except Away as error:
        raise GoodwordError(f"The database does not answer ({error}); run this again when it does.") from error


def _plain(found: Recount) -> dict[str, Any]:
    return {
        "clicks": found.clicks,
        "clicks_by_class": {kind: found.classes[kind] for kind in CLASSES},
        "leads": found.classes["lead"],
        "suspects": found.suspects,
        "sales": found.classes["sale"],
        "sealed_before": found.sealed and found.sealed.isoformat(),
        "difference": found.difference,
    }


def _tell(found: Recount, lines: list[str]) -> None:
    by_class = ", ".join(f"{found.classes[kind]:,} {kind}" for kind in CLASSES)
    click.echo(f"Clicks: {found.clicks:,} ({by_class}).")
    click.echo(f"Leads: {found.classes['lead']:,}, and {found.suspects:,} suspect ones that count nowhere.")
    click.echo(f"Sales: {found.classes['sale']:,}.")
    if found.sealed:
        click.echo(f"Clicks before {found.sealed} are no longer kept one by one; their totals stand as they are.")
    for line in lines:
        click.echo(line)
    click.echo(f"Difference: {found.difference:,}.")


def _said(done: Replayed) -> str:
    if done.sealed:
        return f"{done.day}: sealed, its clicks are no longer kept one by one."
    if not done.judged:
        kept = f"; {done.unseen:,} clicks keep their class" if done.unseen else ""
        return f"{done.day}: nothing of it in the journal or its archive{kept}."
    moved = [f"{was} to {now_}: {count:,}" for (was, now_), count in sorted(done.changed.items())]
    added = [f"new: {done.added:,}"] if done.added else []
    unseen = [f"not in the archive: {done.unseen:,}"] if done.unseen else []
    return f"{done.day}: {done.judged:,} clicks judged; {'; '.join([*moved, *added, *unseen]) or 'nothing changed'}."


def _tell_erased(email: str, found: Mapping[str, int]) -> None:
    if not found:
        click.echo(f"{email} is not known here.")
    for what, count in found.items():
        click.echo(f"Erased in {what}: {count:,}.")
    click.echo("What was recorded before this moment will not bring the person back; totals are as they were.")
