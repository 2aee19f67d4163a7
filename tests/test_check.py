"""A check by an application of its own: it says what the whole application says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import close
from factories import add_partner
from flask import Flask

from goodword import check
from goodword.app import SHELF, create_app
from goodword.db import db

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


@pytest.fixture
def whole(root: Path, tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """All of Goodword, for Ada's and Mina's company."""
    app = create_app(root, var=tmp_path / "var", database_url=database_url)
    add_partner(app, "ada")
    yield app
    close(app)


@pytest.fixture
def alone(
    whole: Flask, root: Path, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    for name, value in (("ROOT", root), ("VAR", tmp_path / "var"), ("DATABASE_URL", database_url)):
        monkeypatch.setenv(f"GOODWORD_{name}", str(value))
    app = check.create_app()
    yield app
    with app.app_context():
        db.engine.dispose()


def said(app: Flask, *arguments: str) -> list[str]:
    return app.test_cli_runner().invoke(args=["content", "check", *arguments]).output.splitlines()


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_everything_is_said_that_the_whole_application_says(whole: Flask, alone: Flask) -> None:
    assert said(alone) == said(whole)


@pytest.mark.parametrize("folder", ["case-studies", "faqs", "niches", "pains", "guides", "offers"])
def test_receipts_are_the_same(whole: Flask, alone: Flask, folder: str) -> None:
    told = said(alone, f"content/{folder}")
    assert f"{folder}/" in told[-1]
    assert told == said(whole, f"content/{folder}")


def test_a_wrong_file_has_the_receipt_of_its_last_good_version(whole: Flask, alone: Flask, root: Path) -> None:
    change(root, "content/faqs/price.md", "title:", "titel:")
    whole.extensions[SHELF].refresh()
    told = said(alone, "content/faqs/price.md")
    assert told[-1].startswith("faqs/price: the last good version is live on")
    assert told == said(whole, "content/faqs/price.md")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("content check", True),
        ("content check content/faqs --errors-only", True),
        ("--app wsgi content check --format json", True),
        ("content explain /", False),
        ("partners import content check", False),
        ("run", False),
        ("", False),
    ],
)
def test_a_check_is_told_by_how_its_command_line_begins(line: str, expected: bool) -> None:
    assert check.is_all(line.split()) is expected
