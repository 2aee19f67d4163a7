"""The hook and the CI jobs in docs/ci, run as a content repository would run them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[1]
CI = REPOSITORY / "docs" / "ci"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def content(company: Path, tmp_path: Path) -> Path:
    """A content repository with one commit. Goodword lies beside it, and in it, as the jobs have it."""
    folder = tmp_path / "content-repo"
    shutil.copytree(company / "content", folder / "content")
    shutil.copytree(company / "site", folder / "site")
    (tmp_path / "goodword").symlink_to(REPOSITORY)
    (folder / "goodword").symlink_to(REPOSITORY)
    (folder / ".gitignore").write_text("goodword\n")
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Start"]):
        git(folder, *command)
    return folder


@pytest.fixture
def run(content: Path, tmp_path: Path) -> Run:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "GOODWORD_VAR": str(tmp_path / "var"), "CI_JOB_TOKEN": "", "GOODWORD_BASE_URL": "nonsense"}
        return subprocess.run(command, cwd=content, env=env, capture_output=True, text=True, check=False, timeout=300)

    return run


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Mina", "-c", "user.email=mina@spokewise.example"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def damage(content: Path) -> None:
    file = content / "content/faqs/price.md"
    file.write_text(file.read_text().replace("priority:", "prioritty:"))


def test_content_elsewhere_is_checked(run: Run, content: Path) -> None:
    sound = run("goodword/bin/check-content", ".")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "0 errors" in sound.stdout
    damage(content)
    wrong = run("goodword/bin/check-content", ".", "--errors-only", "content/faqs")
    assert wrong.returncode == 1
    assert "content/faqs/price.md:" in wrong.stdout
    assert "did you mean priority?" in wrong.stdout


def test_content_without_a_brand_is_checked_under_ours(run: Run, content: Path) -> None:
    shutil.rmtree(content / "site")
    done = run("goodword/bin/check-content", ".", "--format", "json")
    assert "brand.toml" not in done.stdout
    assert json.loads(done.stdout)["problems"]


@pytest.mark.parametrize("arguments", [(), ("content",), ("nowhere",), ("--format", "json")])
def test_a_folder_without_content_is_one_sentence(arguments: tuple[str, ...], run: Run) -> None:
    done = run("goodword/bin/check-content", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "content/" in done.stderr and done.stderr.count("\n") == 1


def test_the_hook_lets_no_mistake_into_a_commit(content: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOODWORD_VAR", str(tmp_path / "var"))
    shutil.copy(CI / "pre-commit", content / ".git/hooks/pre-commit")
    head = git(content, "rev-parse", "HEAD")
    damage(content)
    said = git(content, "commit", "-a", "-m", "Wrong")
    assert "content/faqs/price.md:" in said and "did you mean priority?" in said
    assert git(content, "rev-parse", "HEAD") == head


def test_the_hook_looks_at_what_is_committed_and_at_nothing_else(
    content: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOODWORD_VAR", str(tmp_path / "var"))
    shutil.copy(CI / "pre-commit", content / ".git/hooks/pre-commit")
    head = git(content, "rev-parse", "HEAD")
    damage(content)
    sound = content / "content/pains/no-shows.md"
    sound.write_text(sound.read_text() + "\nMore.\n")
    git(content, "add", "content/pains/no-shows.md")
    git(content, "commit", "-m", "Sound")
    assert git(content, "rev-parse", "HEAD") != head


def test_the_hook_says_where_it_looks_for_goodword(content: Path) -> None:
    shutil.copy(CI / "pre-commit", content / ".git/hooks/pre-commit")
    git(content, "config", "goodword.folder", "nowhere")
    damage(content)
    assert "git config goodword.folder" in git(content, "commit", "-a", "-m", "Wrong")


def jobs() -> dict[str, list[str]]:
    """What each file of CI runs, without what only its forge can do."""
    github = yaml.safe_load((CI / "github-workflow.yml").read_text())["jobs"]["check"]["steps"]
    gitlab = yaml.safe_load((CI / "gitlab-ci.yml").read_text())["content"]["script"]
    (hook,) = yaml.safe_load((CI / "pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    return {
        "github": [step["run"] for step in github if "run" in step],
        "gitlab": [line for line in gitlab if not line.startswith("git clone")],
        "pre-commit": [hook["entry"]],
    }


@pytest.mark.parametrize("name", jobs())
def test_a_job_ends_as_the_content_is(name: str, run: Run, content: Path) -> None:
    script = "set -eo pipefail\n" + "\n".join(jobs()[name])
    sound = run("bash", "-c", script)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    damage(content)
    wrong = run("bash", "-c", script)
    assert wrong.returncode == 1
    expected = "::error file=content/faqs/price.md,line=" if name == "github" else "content/faqs/price.md:"
    assert expected in wrong.stdout
    if name == "gitlab":
        report: list[dict[str, Any]] = json.loads((content / "code-quality.json").read_text())
        assert any(one["location"]["path"] == "content/faqs/price.md" for one in report)


def test_no_job_names_where_packages_come_from() -> None:
    for file in (*CI.iterdir(), REPOSITORY / "bin/check-content"):
        assert "index-url" not in file.read_text() and "pypi" not in file.read_text()
