"""`flask referrals sales`: sales for other programs."""

from datetime import timedelta

import click

from goodword.db import db
from goodword.referrals.lead_command import DAY, day, known
from goodword.referrals.sale_export import as_csv, as_json
from goodword.referrals.sales import STATES, Wanted, listed

FORMATS = {"csv": as_csv, "json": as_json}


@click.command("sales", epilog="Example: flask referrals sales --format csv --from 2026-11-01 > november.csv")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="csv", show_default=True)
@click.option("--state", type=click.Choice(STATES), default=None, help="Default: all of them.")
@click.option("--partner", default="", help="Only those credited to this partner.")
@click.option("--currency", default="", help="Only those in this currency, as eur.")
@click.option("--from", "since", default="", help=f"{DAY} The first one.")
@click.option("--to", "until", default="", help=f"{DAY} The last one.")
def sales_command(form: str, state: str | None, partner: str, currency: str, since: str, until: str) -> None:
    """Print sales, the newest first: as CSV (UTF-8, with a line of names), or as JSON, one object a line.

    Amounts are in minor units of their currency: 4900 of eur is 49.00.
    """
    last = day(until)
    after = last and last + timedelta(days=1)
    wanted = Wanted(state or "", known(partner), currency.lower(), since=day(since), until=after)
    for text in FORMATS[form](listed(db.session(), wanted)):
        click.echo(text, nl=False)
