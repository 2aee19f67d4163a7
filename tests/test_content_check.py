"""``flask content check`` on the second company, whole and damaged."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from desk import TERMS
from flask import Flask

from goodword.content.checking import Checks, Report
from goodword.content.commands import EXTENSION, as_annotations, content
from goodword.material import Problem

Run = Callable[..., Result]


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


@pytest.fixture
def check(root: Path, tmp_path: Path) -> Run:
    app = Flask("check")
    app.extensions[EXTENSION] = Checks(root, tmp_path / "var", TERMS)
    app.cli.add_command(content)
    return lambda *args: app.test_cli_runner().invoke(args=["content", "check", *args])


def damage(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def advice_on(root: Path, tmp_path: Path, path: str) -> list[str]:
    report = Checks(root, tmp_path / "var", TERMS).report()
    assert report.errors == 0
    return [f"{p.line}: {p.message}" for p in report.problems if p.path == path and "no translation" not in p.message]


def test_a_sound_company_has_no_error(check: Run) -> None:
    result = check()
    assert result.exit_code == 0, result.output
    assert "0 errors and" in result.output.splitlines()[-1]
    assert (
        "content/guides/diary-on-paper.md:1:1: no translation into it, ar: en is shown there (advice)" in result.output
    )


def test_every_problem_of_every_file_is_in_one_report(check: Run, root: Path) -> None:
    damage(root, "content/faqs/price.md", "title:", "titel:")
    damage(root, "content/pains/no-shows.md", "priority: 2", "priority: two")
    damage(root, "content/guides/quiet-phone.md", "## Week one: count", "# Week one\n\n<b onclick=x>")
    damage(root, "content/niches/bike-shops.md", "parent: workshops", "parent: workshop")
    damage(root, "content/case-studies/chainring.it.md", "id: joke", "id: jest")
    result = check()
    assert result.exit_code == 1
    for line in (
        "content/faqs/price.md:2:1: title is missing",
        "content/faqs/price.md:2:1: unknown key titel",
        'content/pains/no-shows.md:5:11: priority is "two"; expected a whole number',
        "content/guides/quiet-phone.md:12:1: a heading of level 1",
        "content/niches/bike-shops.md:3:9: no niche is called workshop",
        "content/case-studies/chainring.it.md:8:5: quotes of the default-language file have no jest",
    ):
        assert line in result.output, result.output
    assert "    did you mean title?" in result.output.splitlines()


def test_json_is_one_object(check: Run, root: Path) -> None:
    damage(root, "content/pains/no-shows.md", "priority: 2", "priority: two")
    result = check("--format", "json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert set(report) == {"problems", "errors", "advice"}
    assert report["errors"] == 1
    assert report["advice"] == len(report["problems"]) - 1
    (error,) = (problem for problem in report["problems"] if problem["level"] == "error")
    assert error == {
        "path": "content/pains/no-shows.md",
        "line": 5,
        "column": 11,
        "message": 'priority is "two"; expected a whole number',
        "hint": "write digits only, as in 3",
        "level": "error",
    }


def test_annotations_are_escaped() -> None:
    problems = (Problem("a,b.md", 1, 2, "100% of\nit", "mend"), Problem("c.md", 3, 4, "so", level="advice"))
    assert as_annotations(Report(problems, 1)).splitlines() == [
        "::error file=a%2Cb.md,line=1,col=2::100%25 of%0Ait; mend",
        "::notice file=c.md,line=3,col=4::so",
    ]


def test_the_app_can_hand_in_more_checkers(root: Path, tmp_path: Path) -> None:
    problem = Problem("site/brand.toml", 4, 1, "wrong")
    report = Checks(root, tmp_path / "var", TERMS, more=(lambda: [problem],)).report()
    assert problem in report.problems
    assert report.errors == 1


def test_unknown_partners_are_advice(root: Path, tmp_path: Path) -> None:
    report = Checks(root, tmp_path / "var", TERMS, partners=lambda: {"omar"}).report()
    strangers = [str(problem) for problem in report.problems if "no partner" in problem.message]
    assert strangers == ["content/case-studies/molaria.md:20:22: no partner is called rue"]
    assert report.errors == 0


def test_a_wrong_usage_ends_with_two(check: Run) -> None:
    assert check("--format", "xml").exit_code == 2
    assert "Example:" in check("--help").output


STORY = "content/case-studies/chainring.md"
ADVICE = {
    "baseline": (STORY, "    baseline: 18\n", "", "16: a result without baseline"),
    "direction": (STORY, "value: 7\n", "value: 70\n", "21: direction is down, but 18 to 70 goes the other way"),
    "backwards": (
        STORY,
        "    partners: all",
        "    expires_on: 2026-05-01",
        "43: expires_on 2026-05-01 is before granted_on",
    ),
    "all in a list": (STORY, "partners: all", "partners: [all]", "43: [all] is a partner called all"),
    "redirect": ("content/faqs/price.md", "priority: 5", "redirects_from: /cost", "3: redirects_from has no effect"),
    "headline": (
        "content/niches/dental-labs.md",
        "you promised",
        "you promised to the dentist",
        "3: the headline has 10",
    ),
    "offer": ("content/offers/first-bay.md", "2026-12-31", "2025-12-31", "5: valid_through is before valid_from"),
    "named": (
        "content/faqs/price.md",
        "From 29",
        "Like Fell Garage, from 29",
        "6: Fell Garage is a customer and named",
    ),
    "leak": (
        "content/case-studies/fell-garage.md",
        "A garage with",
        "Fell Garage, with",
        "6: Fell Garage is named in what is shown without the name",
    ),
}


@pytest.mark.parametrize("name", ADVICE)
def test_advice(name: str, root: Path, tmp_path: Path) -> None:
    path, old, new, expected = ADVICE[name]
    damage(root, path, old, new)
    found = advice_on(root, tmp_path, path)
    assert [line[: len(expected)] for line in found] == [expected], found


def test_a_published_case_study_without_consent_is_remarked_on(root: Path, tmp_path: Path) -> None:
    damage(root, "content/case-studies/silent.md", "status: draft\n", "")
    assert advice_on(root, tmp_path, "content/case-studies/silent.md") == [
        "2: no consent is on record: nothing of this case study is shown"
    ]
