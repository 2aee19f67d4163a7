"""content/README.md: what it shows to copy works."""

import json
import re
from pathlib import Path

import pytest
from desk import read_one

from goodword.content.commands import said
from goodword.content.kinds import FOLDERS
from goodword.content.schemas import file_names
from goodword.material import Problem

CONTENT = Path(__file__).parents[1] / "content"
README = (CONTENT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def test_the_file_it_shows_is_a_good_one() -> None:
    (text,) = blocks("markdown")
    assert read_one("content/pains/silent.md", text).problems == ()


def test_the_mistake_it_explains_is_told_so() -> None:
    (problem,) = read_one("content/faqs/price.md", "---\ntitle: Price: what it costs\n---\n").problems
    assert f"```\n{problem}\n    {problem.hint}\n```" in README


@pytest.mark.parametrize("path", ["content/faqs/price.md", "site/brand.toml"])
def test_the_task_for_editors_finds_each_remark(path: str) -> None:
    (task,) = json.loads(blocks("json")[0])["tasks"]
    matcher = task["problemMatcher"]["pattern"][0]
    found = re.match(matcher["regexp"], said(Problem(path, 12, 7, "no: niche", "mend", "advice")))
    assert found
    parts = [found[matcher[name]] for name in ("file", "line", "column", "message")]
    assert parts == [path, "12", "7", "no: niche (advice)"]


def test_the_schemas_it_names_are_there() -> None:
    (line,) = blocks("yaml")
    name = line.strip().rpartition("/")[2]
    assert name in file_names().values()
    assert (CONTENT / "case-studies" / "../.schemas" / name).is_file()


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_every_folder_tells_how_to_begin(folder: str) -> None:
    assert "](_starter.md)" in (CONTENT / folder / "README.md").read_text(encoding="utf-8")
