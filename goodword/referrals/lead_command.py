"""`flask referrals leads`: leads for other programs."""

from datetime import UTC, date, datetime, time, timedelta

import click

from goodword.db import db
from goodword.errors import UsageError
from goodword.referrals.lead_export import as_csv, as_json
from goodword.referrals.lead_rows import STATUSES
from goodword.referrals.leads import Wanted, listed
from goodword.referrals.partners import found

FORMATS = {"csv": as_csv, "json": as_json}
DAY = "A day as 2026-11-22, in UTC."


@click.command("leads", epilog="Example: flask referrals leads --format csv --from 2026-11-01 > november.csv")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="csv", show_default=True)
@click.option("--status", type=click.Choice(STATUSES), default=None, help="Default: all but suspect ones.")
@click.option("--partner", default="", help="Only those credited to this partner.")
@click.option("--from", "since", default="", help=f"{DAY} The first one.")
@click.option("--to", "until", default="", help=f"{DAY} The last one.")
def leads_command(form: str, status: str | None, partner: str, since: str, until: str) -> None:
    """Print leads, the newest first: as CSV (UTF-8, with a line of names), or as JSON, one object a line."""
    last = day(until)
    wanted = Wanted(status or "", known(partner), since=day(since), until=last and last + timedelta(days=1))
    for text in FORMATS[form](listed(db.session(), wanted)):
        click.echo(text, nl=False)


def known(slug: str) -> str:
    """The slug of a partner, or nobody's, which is empty. Raises UsageError where nobody has it."""
    return found(db.session(), slug).slug if slug else ""


def day(text: str) -> datetime | None:
    """The beginning of a day."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no day; write one as 2026-11-22.") from None
