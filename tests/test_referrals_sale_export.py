"""`flask referrals sales`: sales for spreadsheets and programs."""

import csv
import io
import json

import pytest
from flask import Flask
from recording import add_partners, click, record, refund, sale

from goodword.referrals.sale_command import sales_command
from goodword.referrals.sale_export import COLUMNS


def printed(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(sales_command, options)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_sales_are_a_table_the_newest_first(bare: Flask) -> None:
    add_partners("ada")
    record(click("1"), sale("a", 1, "c1", "in_1", click="1", name='Acme, "the one"', email="cy@example.com"))
    record(refund("r", 3, "in_1", 900), sale("b", 2, "c2", amount=5, currency="jpy"))
    rows = list(csv.DictReader(io.StringIO(printed(bare))))
    assert [row["customer_name"] for row in rows] == ["", 'Acme, "the one"']
    assert {name: rows[1][name] for name in ("at", "amount", "refunded", "left", "partner", "program")} == {
        "at": "2026-11-22T09:01:00+00:00", "amount": "4900", "refunded": "900", "left": "4000", "partner": "ada",
        "program": "friends",
    }  # fmt: skip
    assert printed(bare).splitlines()[0] == ",".join(COLUMNS)


def test_no_cell_is_a_formula(bare: Flask) -> None:
    record(sale("a", 1, "=1+1", "@in_1", email="x@example.com", name="-2", event_name="+3", processor="\t=4"))
    (row,) = csv.DictReader(io.StringIO(printed(bare)))
    assert [row[name] for name in ("customer", "invoice", "customer_name", "event", "processor")] == [
        "'=1+1", "'@in_1", "'-2", "'+3", "'\t=4",
    ]  # fmt: skip


CHOSEN = {
    (): ["c3", "c2", "c1"],
    ("--state", "refunded"): ["c1"],
    ("--state", "credited"): ["c2"],
    ("--partner", "ada"): ["c2"],
    ("--currency", "JPY"): ["c3"],
    ("--from", "2026-11-23"): ["c3"],
    ("--to", "2026-11-22"): ["c2", "c1"],
}


def test_sales_are_narrowed_by_state_partner_currency_and_day(bare: Flask) -> None:
    add_partners("ada")
    record(click("1"), sale("a", 1, "c1", "in_1"), refund("r", 2, "in_1", 900), sale("b", 3, "c2", click="1"))
    record(sale("c", 24 * 60, "c3", currency="jpy"))
    found = {
        options: [json.loads(line)["customer"] for line in printed(bare, "--format", "json", *options).splitlines()]
        for options in CHOSEN
    }
    assert found == CHOSEN


@pytest.mark.parametrize("options", [("--state", "all"), ("--from", "soon")])
def test_what_cannot_be_is_said(bare: Flask, options: tuple[str, ...]) -> None:
    assert bare.test_cli_runner().invoke(sales_command, options).exit_code != 0
