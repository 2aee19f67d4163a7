"""``flask content check`` on the second company, whole and damaged."""

import json
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from click.testing import Result
from desk import TERMS
from flask import Flask

from goodword.content.checking import Checks, Report
from goodword.content.commands import EXTENSION, as_annotations, content
from goodword.content.library import Library
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


def test_only_what_is_named_is_reported(check: Run, root: Path) -> None:
    damage(root, "content/pains/no-shows.md", "priority: 2", "priority: two")
    damage(root, "content/faqs/price.md", "title:", "titel:")
    result = check("content/pains", "content/guides/diary-on-paper.md")
    assert result.exit_code == 1
    assert {line.partition(":")[0] for line in result.output.splitlines() if ".md:" in line} == {
        "content/pains/late-parts.md",
        "content/pains/no-shows.md",
        "content/guides/diary-on-paper.md",
    }
    assert result.output.splitlines()[-1].endswith("; 7 files of content.")
    assert check("content/guides").exit_code == 0


def test_a_path_counts_from_where_the_command_is_run_too(
    check: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content" / "guides")
    output = check("quiet-phone.md", "--errors-only").output
    assert output == "1 file of content and everything beside them: no problem found.\n"


def test_a_path_to_nothing_is_wrong_usage(check: Run) -> None:
    result = check("content/nothing")
    assert result.exit_code == 2
    assert result.output == "Error: There is no file or folder content/nothing in the material.\n"


def test_advice_can_be_left_out(check: Run, root: Path) -> None:
    assert check("--errors-only").output.splitlines() == [
        f"{len(list((root / 'content').rglob('*.md')))} files of content and everything beside them: no problem found."
    ]


def test_a_code_quality_report(check: Run, root: Path) -> None:
    damage(root, "content/pains/no-shows.md", "priority: 2", "priority: two")
    report = json.loads(check("content/pains/no-shows.md", "--format", "gitlab", "--errors-only").output)
    assert report == [
        {
            "description": 'priority is "two"; expected a whole number; write digits only, as in 3',
            "check_name": "error",
            "fingerprint": report[0]["fingerprint"],
            "severity": "major",
            "location": {"path": "content/pains/no-shows.md", "lines": {"begin": 5}},
        }
    ]
    assert len(report[0]["fingerprint"]) == 64


def test_receipts_are_of_what_changed_since_the_check_before(root: Path, tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def receipts(paths: Collection[str], library: Library | None) -> list[str]:
        assert library and library.of("faq"), "nothing is wrong, so what is live need not be read"
        asked.append(tuple(paths))
        return [f"receipt of {path}" for path in paths]

    app = Flask("check")
    app.extensions[EXTENSION] = Checks(root, tmp_path / "var", TERMS, receipts=receipts)
    app.cli.add_command(content)
    run = app.test_cli_runner()
    run.invoke(args=["content", "check"])
    damage(root, "content/faqs/price.md", "From 29", "From 39")
    run.invoke(args=["content", "check", "--format", "json"])
    result = run.invoke(args=["content", "check"])
    assert result.output.splitlines()[-1] == "receipt of content/faqs/price.md"
    run.invoke(args=["content", "check"])
    run.invoke(args=["content", "check", "content/offers"])
    assert asked == [
        (),
        ("content/faqs/price.md",),
        (),
        tuple(f"content/offers/{name}.md" for name in ("first-bay.it", "first-bay", "omar-friends")),
    ]
