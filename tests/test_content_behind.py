"""Translations whose original was changed after they were written, with and without a git history."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import TERMS

from goodword.content.checking import Checks

SOURCE = """---
title: A shop
summary: Short.
niches: []
customer: {name: Chainring}
results:
  - {id: calls, metric: calls a day, value: 11, baseline: 34, period: P90D}
consents:
  - {granted_by: Odile, granted_on: 2026-05-02, scope: [name, metrics], channels: [website]}
---

It was loud.
"""
WORDS = """---
title: Un'officina
summary: Breve.
results:
  - {id: calls, metric: chiamate al giorno}
---
"""
BODY = "\nFaceva rumore.\n"
STEM = "content/case-studies/shop"
ORIGINAL, ITALIAN = f"{STEM}.md", f"{STEM}.it.md"


class Desk:
    """A company of one story, its memory, and its git repository if there is one."""

    def __init__(self, folder: Path) -> None:
        self.root, self.var = folder / "root", folder / "var"
        self.write(ORIGINAL, SOURCE)
        self.write(ITALIAN, WORDS + BODY)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def behind(self) -> list[str]:
        """What a new process says."""
        problems = Checks(self.root, self.var, TERMS).report().problems
        assert not [str(one) for one in problems if one.is_error]
        return [one.message.partition("written: ")[2] for one in problems if "after this was written" in one.message]

    def forget(self) -> None:
        shutil.rmtree(self.var, ignore_errors=True)

    def git(self, *arguments: str) -> None:
        known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        names = {f"GIT_{who}_{what}": "mina" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.root), *arguments]
        subprocess.run(command, env={**known, **names, **alone}, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "so")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def repository(desk: Desk) -> Iterator[Desk]:
    desk.git("init", "--quiet")
    desk.commit()
    yield desk


def test_what_changed_is_named_until_the_translation_is_saved(desk: Desk) -> None:
    assert desk.behind() == []
    desk.change(ORIGINAL, "loud", "quiet")
    desk.change(ORIGINAL, "Short", "Long")
    assert desk.behind() == ["summary, text"]
    assert desk.behind() == ["summary, text"]
    desk.change(ITALIAN, "Breve", "Lungo")
    assert desk.behind() == []


def test_what_is_inherited_makes_no_translation_stale(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "value: 11", "value: 9")
    desk.change(ORIGINAL, "scope: [name, metrics]", "scope: [name]")
    desk.change(ORIGINAL, "niches: []", "priority: 3")
    desk.change(ORIGINAL, "It was loud.", "It was\n loud. <!-- checked -->")
    assert desk.behind() == []


def test_what_the_translation_does_not_say_itself_cannot_fall_behind(desk: Desk) -> None:
    desk.write(ITALIAN, WORDS)
    desk.behind()
    desk.change(ORIGINAL, "loud", "quiet")
    assert desk.behind() == []


def test_what_is_new_in_the_original_is_named(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "niches: []", "anonymous_as: A shop in Ghent")
    assert desk.behind() == ["anonymous_as"]


def test_what_was_changed_back_fits_again(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "loud", "quiet")
    desk.behind()
    desk.change(ORIGINAL, "quiet", "loud")
    assert desk.behind() == []


def test_drafts_may_be_behind(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "loud", "quiet")
    desk.change(ITALIAN, "summary: Breve.", "summary: Breve.\nstatus: draft")
    assert desk.behind() == []


def test_other_code_remembers_it_too(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "loud", "quiet")
    with sqlite3.connect(desk.var / "checks.sqlite") as db:
        db.execute("UPDATE state SET value = 'another' WHERE name = 'fingerprint'")
    db.close()
    assert desk.behind() == ["text"]


def test_a_fresh_copy_without_history_raises_no_alarm(desk: Desk) -> None:
    desk.behind()
    desk.change(ORIGINAL, "loud", "quiet")
    desk.forget()
    assert desk.behind() == []


def test_history_tells_a_fresh_copy(repository: Desk) -> None:
    repository.change(ORIGINAL, "loud", "quiet")
    repository.commit()
    assert repository.behind() == ["text"]
    repository.change(ITALIAN, "Faceva", "Non faceva")
    repository.commit()
    repository.forget()
    assert repository.behind() == []


def test_what_is_not_committed_yet_counts_too(repository: Desk) -> None:
    repository.change(ORIGINAL, "loud", "quiet")
    assert repository.behind() == ["text"]
    repository.change(ITALIAN, "Faceva", "Non faceva")
    assert repository.behind() == []


def test_a_translation_saved_first_is_settled_by_the_commit(repository: Desk) -> None:
    repository.change(ITALIAN, "Faceva", "Non faceva")
    assert repository.behind() == []
    repository.change(ORIGINAL, "loud", "quiet")
    assert repository.behind() == ["text"]
    repository.commit()
    assert repository.behind() == []


def test_a_shallow_copy_raises_no_alarm(repository: Desk, tmp_path: Path) -> None:
    repository.change(ORIGINAL, "loud", "quiet")
    repository.commit()
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "clone"))
    repository.root = tmp_path / "clone"
    assert repository.behind() == []


def test_content_in_a_folder_of_the_repository(desk: Desk, tmp_path: Path) -> None:
    inner = desk.root
    desk.root = tmp_path
    (tmp_path / ".gitignore").write_text("/var/\n")
    desk.git("init", "--quiet")
    desk.commit()
    desk.root = inner
    desk.change(ORIGINAL, "loud", "quiet")
    desk.commit()
    assert desk.behind() == ["text"]
