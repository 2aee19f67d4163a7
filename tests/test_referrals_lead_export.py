"""`flask referrals leads`: leads for spreadsheets and programs."""

import csv
import io
import json

import pytest
from click import Command
from flask import Flask
from recording import add_partners, by_click, click, form, record

from goodword.errors import UsageError
from goodword.referrals.lead_command import leads_command
from goodword.referrals.lead_export import COLUMNS, harmless
from goodword.referrals.sale_command import sales_command


def printed(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(leads_command, options)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_leads_are_a_table_the_newest_first(bare: Flask) -> None:
    add_partners("ada")
    record(click("1"), form("a", 1, "a@example.com", name='Ann, "the one"', touches=(by_click("1"),)))
    record(form("b", 2, "b@example.com", name="سارة", message="One\nTwo"))
    rows = list(csv.DictReader(io.StringIO(printed(bare))))
    assert [row["name"] for row in rows] == ["سارة", 'Ann, "the one"']
    assert [row["partner"] for row in rows] == ["", "ada"]
    assert rows[0]["message"] == "One\nTwo" and rows[0]["at"] == "2026-11-22T09:02:00+00:00"


def test_without_leads_there_are_the_names_of_the_columns(bare: Flask) -> None:
    assert printed(bare).splitlines() == [",".join(COLUMNS)]


def test_as_json_each_lead_is_an_object_on_a_line(bare: Flask) -> None:
    record(form("a", 1, "a@example.com"), form("b", 2, "b@example.com", name="=1+1"))
    lines = [json.loads(line) for line in printed(bare, "--format", "json").splitlines()]
    assert [(one["email"], one["name"]) for one in lines] == [("b@example.com", "=1+1"), ("a@example.com", "Cy")]


def test_who_recommends_a_colleague_stands_beside_them(bare: Flask) -> None:
    referrer = {"name": "=Ada", "company": "+Co", "relation": "customer", "why": "-1\n=1+1"}
    record(form("a", how="referred", referrer_email="ada@example.com", referrer=referrer), form("b", 20))
    columns = ("referrer_email", "referrer_name", "referrer_company", "relation", "why")
    own, referred = (json.loads(line) for line in printed(bare, "--format", "json").splitlines())
    assert [referred[name] for name in columns] == ["ada@example.com", *referrer.values()]
    assert [own[name] for name in columns] == [""] * 5
    _, row = csv.DictReader(io.StringIO(printed(bare)))
    assert [row[name] for name in columns[1:]] == ["'=Ada", "'+Co", "customer", "'-1\n'=1+1"]


def test_leads_are_narrowed_by_status_partner_and_day(bare: Flask) -> None:
    add_partners("ada")
    record(
        click("1"),
        form("a", 10, "a@example.com", touches=(by_click("1"),)),
        form("s", 10, "s@example.com", suspicion="honeypot"),
        form("z", 24 * 60, "z@example.com"),
    )
    found = {
        options: [json.loads(line)["email"][0] for line in printed(bare, "--format", "json", *options).splitlines()]
        for options in (
            (),
            ("--status", "suspect"),
            ("--partner", "ada"),
            ("--from", "2026-11-23"),
            ("--to", "2026-11-22"),
            ("--from", "2026-11-22", "--to", "2026-11-22"),
        )
    }
    assert list(found.values()) == [["z", "a"], ["s"], ["a"], ["z"], ["a"], ["a"]]


def test_what_is_no_day_is_said_to_be_none(bare: Flask) -> None:
    result = bare.test_cli_runner().invoke(leads_command, ["--from", "22.11.2026"])
    assert isinstance(result.exception, UsageError) and "write one as 2026-11-22" in str(result.exception)


@pytest.mark.parametrize("command", [leads_command, sales_command])
def test_a_partner_that_there_is_not_is_said_with_who_may_be_meant(bare: Flask, command: Command) -> None:
    add_partners("ada", "omar")
    ask = bare.test_cli_runner().invoke
    result = ask(command, ["--partner", "nobody"])
    assert isinstance(result.exception, UsageError) and result.stdout == ""
    assert str(result.exception) == "There is no partner 'nobody'; choose one of: ada, omar."
    for partner in ("omar", ""):
        assert ask(command, ["--partner", partner]).stdout.startswith("id,")


@pytest.mark.parametrize("cell", ["=1+1", "+39 051", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "kept"), [("Hi\n=1+1", "Hi\n'=1+1"), ("a; =1;@b", "a; '=1;'@b"), ("=1;=1", "'=1;'=1")]
)
def test_no_part_of_a_cell_is_one_where_cells_part_at_semicolons(cell: str, kept: str) -> None:
    assert harmless(cell) == kept


@pytest.mark.parametrize("cell", ["", "Ann", "a=b", "1-2", "سارة", "'=1", "One\nTwo; three"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_lead_whose_name_is_a_formula_is_a_text_in_the_table(bare: Flask) -> None:
    record(form("a", name='=HYPERLINK("https://evil.example","x")'))
    (row,) = csv.DictReader(io.StringIO(printed(bare)))
    assert row["name"].startswith("'=")
