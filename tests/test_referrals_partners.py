"""`flask partners`: what it does, says, and leaves behind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from goodword.db import db
from goodword.referrals import directory
from goodword.referrals.models import Partner, PartnerEvent

ADA = ("add", "ada", "--name", "Ada Moreno", "--email", "Ada@Example.com", "--company", "Northlight")
BEN = ("add", "ben", "--name", "Ben Okafor", "--email", "ben@example.com")


def partners(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["partners", *arguments])


def events(app: Flask) -> list[tuple[str, str]]:
    rows = db.session.execute(select(PartnerEvent.what, PartnerEvent.reason).order_by(PartnerEvent.id))
    found = [(what, reason) for what, reason in rows]
    db.session.rollback()
    return found


def shown(app: Flask, slug: str) -> bool:
    directory.of(app).refresh_if_changed()
    return directory.of(app).get(slug) is not None


def program(app: Flask, slug: str, kind: str) -> None:
    folder: Path = app.extensions["goodword.settings"].root / "partners" / "programs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.md").write_text(f"---\ntitle: {slug}\nkind: {kind}\n---\nTerms.\n", encoding="utf-8")


def test_add_makes_an_approved_partner_with_a_member(bare: Flask) -> None:
    result = partners(bare, *ADA)
    assert (result.exit_code, result.stdout) == (
        0,
        "Added ada, approved in the program default. The page: /with/ada\n",
    )
    ada = db.session.scalars(select(Partner)).one()
    assert (ada.kind, ada.status, ada.language, ada.public_id[:3]) == ("affiliate", "active", "en", "pn_")
    assert (ada.texts["en"].name, ada.texts["en"].company) == ("Ada Moreno", "Northlight")
    assert [(member.email, member.name) for member in ada.members] == [("ada@example.com", "Ada Moreno")]
    assert [(each.program, each.status) for each in ada.enrollments] == [("default", "approved")]
    assert shown(bare, "ada")


def test_suspend_hides_and_approve_restores(bare: Flask) -> None:
    partners(bare, *ADA)
    assert partners(bare, "suspend", "ada", "--reason", "bids on our name").stdout == "ada: suspended.\n"
    assert not shown(bare, "ada")
    assert partners(bare, "approve", "ada", "--reason", "has stopped").stdout == "ada: restored.\n"
    assert shown(bare, "ada")
    assert events(bare) == [
        ("added", ""),
        ("approved in default", ""),
        ("suspended", "bids on our name"),
        ("restored", "has stopped"),
    ]


def test_doing_it_twice_changes_nothing(bare: Flask) -> None:
    partners(bare, *ADA)
    assert partners(bare, "approve", "ada").stdout == "ada was approved already; nothing changed.\n"
    partners(bare, "suspend", "ada")
    again = partners(bare, "suspend", "ada")
    assert (again.exit_code, again.stdout) == (0, "ada was suspended already; nothing changed.\n")
    assert len(events(bare)) == 3


def test_a_partner_joins_the_first_program_of_its_kind(bare: Flask) -> None:
    for slug, kind in (("agencies", "reseller"), ("circle", "customer"), ("friends", "customer")):
        program(bare, slug, kind)
    assert "the program circle" in partners(bare, *ADA, "--kind", "customer").stdout
    assert "the program friends" in partners(bare, *BEN, "--program", "friends").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (ADA, "There is a partner ada already; approve, suspend or import change it."),
        ((*BEN[:5], "ADA@example.com"), "ada@example.com belongs to the partner ada already."),
        (("add", "Ben O", *BEN[2:]), "The slug 'Ben O' is not 1 to 63 of a-z, 0-9 and hyphens; ben-o would do."),
        (("add", "b" * 64, *BEN[2:]), "would do."),
        ((*BEN[:5], "ben at example"), "'ben at example' is not an e-mail address."),
        ((*BEN[:3], " ", *BEN[4:]), "The name in the partner's own language (en) is missing."),
        ((*BEN, "--kind", "friend"), "'friend' is not one of"),
        ((*BEN, "--language", "fr"), "The site has no language 'fr'; choose one of: en."),
        ((*BEN, "--program", "circel"), "There is no program 'circel'; did you mean circle?"),
        (("suspend", "adda"), "There is no partner 'adda'; did you mean ada?"),
        (("approve", "ada", "--program", "other"), "ada is not in a program 'other'; choose one of: circle."),
        (("add", "ben"), "Missing option '--name'. See `goodword partners add --help`."),
        (("ad",), "No such command 'ad'."),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(bare: Flask, arguments: tuple[str, ...], said: str) -> None:
    program(bare, "circle", "affiliate")
    partners(bare, *ADA)
    result = partners(bare, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert len(events(bare)) == 2


def test_list_is_a_table_or_json(bare: Flask) -> None:
    assert partners(bare, "list").stdout.startswith("There are no partners yet.")
    partners(bare, *BEN)
    partners(bare, *ADA)
    partners(bare, "suspend", "ben")
    assert partners(bare, "list").stdout.splitlines() == [
        "slug  kind       status     name        company     language  programs            members",
        "ada   affiliate  active     Ada Moreno  Northlight  en        default (approved)  ada@example.com",
        "ben   affiliate  suspended  Ben Okafor              en        default (approved)  ben@example.com",
    ]
    listed = json.loads(partners(bare, "list", "--format", "json").stdout)
    assert [(row["slug"], row["status"], row["programs"]) for row in listed] == [
        ("ada", "active", {"default": "approved"}),
        ("ben", "suspended", {"default": "approved"}),
    ]


def test_names_lose_what_would_turn_the_page_around(bare: Flask) -> None:
    partners(bare, "add", "cy", "--name", "Cy\u202e \n Nobody", "--email", "cy@example.com")
    assert db.session.scalars(select(Partner)).one().texts["en"].name == "Cy Nobody"


@pytest.mark.parametrize("command", [(), ("add",), ("approve",), ("suspend",), ("list",), ("import",)])
def test_every_command_explains_itself_with_an_example(bare: Flask, command: tuple[str, ...]) -> None:
    result = partners(bare, *command, "--help")
    assert result.exit_code == 0
    assert not command or f"Example: flask partners {command[0]}" in result.stdout


def test_a_database_without_tables_is_explained(make_bare: Callable[..., Flask]) -> None:
    result = partners(make_bare(), "list")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database lacks a table") and "flask db upgrade" in result.stderr
