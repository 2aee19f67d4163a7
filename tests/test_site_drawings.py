"""Drawings of the company that went wrong: check says which and where, and no start is stopped by one."""

import shutil
from pathlib import Path

import pytest

from goodword.material.last_good import LastGood
from goodword.site import static_files
from goodword.site.brand import read_brand
from goodword.site.drawings import drawing, drawing_problems

NAMES = ("logo.svg", "logo.svg")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="9"'


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


def test_drawings_that_can_be_shown_are_no_problem(root: Path) -> None:
    assert not list(drawing_problems(root, NAMES))


@pytest.mark.parametrize("path", ["site/logo.svg", "site/icons/wrench.svg"])
def test_one_that_cannot_is_said_once_with_its_line(root: Path, path: str) -> None:
    (root / path).write_text(DRAWING)
    (problem,) = drawing_problems(root, NAMES)
    assert (problem.path, problem.line, problem.is_error) == (path, 2, True)
    assert drawing(root / path, "icon") == ""


def test_one_that_is_not_there_is_said(root: Path) -> None:
    (problem,) = drawing_problems(root, ("gone.svg",))
    assert (problem.path, problem.line) == ("site/gone.svg", 1)


def test_a_site_without_its_favicon_starts_with_a_plain_one(root: Path, tmp_path: Path) -> None:
    brand, _ = read_brand(root, LastGood(tmp_path / "var"))
    (root / "site" / "logo.svg").unlink()
    built = static_files.build(root, tmp_path / "var", brand)
    assert b"<circle" in (built.folder / built.names["favicon.svg"]).read_bytes()
