"""`flask partners import`: rows checked one by one, good ones written, again and again."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from goodword.db import db
from goodword.referrals import directory
from goodword.referrals.models import Partner, PartnerEvent

BRAND = '[[languages]]\ncode = "en"\n[[languages]]\ncode = "it"\n[[languages]]\ncode = "ar"\n'
HEAD = "slug,kind,program,email,member,language,name,company,photo,logo,intro_en,intro_it"
ADA = 'ada,customer,,ada@example.com,Ada M.,en,Ada Moreno,Northlight,ada.svg,,"We stayed, too.",Anche noi'
BEN = "ben,affiliate,,ben@example.com,,en,Ben Okafor,,,,,"


@pytest.fixture(autouse=True)
def site(bare: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "root" / "site"
    folder.mkdir()
    (folder / "brand.toml").write_text(BRAND, encoding="utf-8")
    (tmp_path / "ada.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")


def load(app: Flask, folder: Path, *lines: str) -> Result:
    (folder / "partners.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return app.test_cli_runner().invoke(args=["partners", "import", str(folder / "partners.csv")])


def counts(result: Result) -> str:
    return result.stdout.splitlines()[0].removeprefix("partners.csv: ")


def test_rows_become_partners_with_their_pictures(bare: Flask, tmp_path: Path) -> None:
    result = load(bare, tmp_path, HEAD, ADA, BEN)
    assert (result.exit_code, counts(result)) == (0, "2 added, 0 changed, 0 unchanged, 0 refused.")
    ada = directory.of(bare).get("ada")
    assert ada is not None
    assert (ada.kind, ada.name("it"), ada.intro("it")) == ("customer", ("Ada Moreno", "en"), ("Anche noi", "it"))
    assert ada.intro("ar") == ("We stayed, too.", "en")
    assert (tmp_path / "var" / "media" / ada.photo("ar")).read_bytes() == (tmp_path / "ada.svg").read_bytes()


def test_a_second_time_changes_nothing(bare: Flask, tmp_path: Path) -> None:
    load(bare, tmp_path, HEAD, ADA, BEN)
    assert counts(load(bare, tmp_path, HEAD, ADA, BEN)) == "0 added, 0 changed, 2 unchanged, 0 refused."
    assert len(db.session.scalars(select(PartnerEvent)).all()) == 4


def test_a_changed_row_changes_what_it_says_and_no_more(bare: Flask, tmp_path: Path) -> None:
    load(bare, tmp_path, HEAD, ADA)
    bare.test_cli_runner().invoke(args=["partners", "suspend", "ada"])
    result = load(bare, tmp_path, "slug,name,email,intro_it", "ada,Ada Moreno,new@example.com,Restiamo")
    assert counts(result) == "0 added, 1 changed, 0 unchanged, 0 refused."
    ada = db.session.scalars(select(Partner)).one()
    assert (ada.kind, ada.status, ada.texts["it"].intro) == ("customer", "suspended", "Restiamo")
    assert [member.email for member in ada.members] == ["ada@example.com", "new@example.com"]
    assert [each.program for each in ada.enrollments] == ["default"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Cy,,,cy@example.com,,,Cy,,,,,", "line 3: the slug 'Cy' is not"),
        ("cy,friend,,cy@example.com,,,Cy,,,,,", "the kind 'friend' is not one of affiliate, customer, reseller"),
        ("cy,,,nowhere,,,,,,,,", "'nowhere' is not an e-mail address; the name in the partner's own language"),
        ("cy,,,cy@example.com,,fr,Cy,,,,,", "the site has no language 'fr'"),
        ("cy,,,cy@example.com,,,Cy,,missing.png,,,", "missing.png cannot be read (No such file or directory)"),
        ("cy,,,cy@example.com,,,Cy,,../up.svg,,,", "../up.svg is outside the folder of the table"),
        ("cy,,,cy@example.com,,,Cy,,,,one,two,three", "there are more cells than columns"),
        ("ada,,,cy@example.com,,,Cy,,,,,", "the slug ada is on line 2 already"),
        ("cy,,,ada@example.com,,,Cy,,,,,", "the address ada@example.com is on line 2 already"),
        ("cy,,,ben@example.com,,,Cy,,,,,", "ben@example.com belongs to the partner ben already"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_the_others_go_in(
    bare: Flask, tmp_path: Path, row: str, said: str
) -> None:
    load(bare, tmp_path, HEAD, BEN)
    result = load(bare, tmp_path, HEAD, ADA, row)
    assert (result.exit_code, counts(result)) == (1, "1 added, 0 changed, 0 unchanged, 1 refused.")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("slug,name,email,intro_fr", "has a column 'intro_fr'; did you mean intro_ar?"),
        ("slug,name", "has no column email; slug, name, email are needed."),
        ("slug,name,email,name", "has the column name twice."),
        ('slug,name,email\n"', "is not CSV"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_whole(bare: Flask, tmp_path: Path, head: str, said: str) -> None:
    result = load(bare, tmp_path, head, ADA)
    assert result.exit_code == 2
    assert said in result.stderr


def test_tables_as_spreadsheets_save_them(bare: Flask, tmp_path: Path) -> None:
    lines = '\ufeffSlug;Name;Email\r\n\r\ncy;"Cy\r\nNobody";cy@example.com\r\n;;\r\nX;;\r\n'
    result = load(bare, tmp_path, lines)
    assert counts(result) == "1 added, 0 changed, 0 unchanged, 1 refused."
    assert "line 6: the slug 'X'" in result.stderr
    card = directory.of(bare).get("cy")
    assert card is not None and card.name("en") == ("Cy Nobody", "en")
