"""A check that remembers says what a check without memory says, whatever happened to the files in between."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from desk import TERMS

from goodword.content.checking import Checks
from goodword.material import Problem
from goodword.site.health import health

STEPS = 8
NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)
BODIES = "\n\nSee [it](/guides/quiet-phone#nowhere), [that](/for/gone) and ![](./chainring.svg).\n"
STORY = "---\ntitle: Yard\ncustomer:\n  name: {}\nconsents: []\n---\n\nA yard.\n"


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


def problems(root: Path, var: Path) -> list[Problem]:
    """All of them but what only memory knows: that a translation fell behind."""
    checks = Checks(root, var, TERMS, of_library=(partial(health, "US"),), clock=lambda: NOON)
    return [one for one in checks.report().problems if "after this was written" not in one.message]


@pytest.mark.parametrize("seed", range(3))
def test_memory_changes_nothing(seed: int, root: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    originals = {path: path.read_bytes() for path in sorted((root / "content").rglob("*.*"))}
    problems(root, tmp_path / "var")
    for step in range(STEPS):
        for _ in range(chance.randint(1, 3)):
            chance.choice(EDITS)(chance, originals)
        for path in originals:  # long enough ago to be trusted, and never the same twice
            if path.exists() and path.stat().st_mtime > 1_700_000_000 + step:
                os.utime(path, (1_600_000_000 + step, 1_600_000_000 + step))
        fresh = tmp_path / f"fresh-{step}"
        shutil.copytree(tmp_path / "var" / "media", fresh / "media", dirs_exist_ok=True)
        shutil.copy(tmp_path / "var" / "content.sqlite", fresh)
        assert problems(root, tmp_path / "var") == problems(root, fresh)


Originals = dict[Path, bytes]


def some(chance: random.Random, originals: Originals, ending: str = ".md") -> Path:
    return chance.choice([path for path in originals if path.name.endswith(ending)])


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def mend(chance: random.Random, originals: Originals) -> None:
    path = some(chance, originals, "")
    write(path, originals[path])


def remove(chance: random.Random, originals: Originals) -> None:
    some(chance, originals, "").unlink(missing_ok=True)


def append(chance: random.Random, originals: Originals) -> None:
    path = some(chance, originals)
    write(path, originals[path] + BODIES.encode())


def cut(chance: random.Random, originals: Originals) -> None:
    path = some(chance, originals)
    write(path, originals[path][: chance.randrange(len(originals[path]))])


def drop_a_line(chance: random.Random, originals: Originals) -> None:
    path = some(chance, originals)
    lines = originals[path].splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    write(path, b"".join(lines))


def name_a_customer(chance: random.Random, originals: Originals) -> None:
    path = some(chance, originals)
    name = chance.choice(["Fell Garage", "Chainring", "Yard & Sons", "Quiet"])
    write(path, originals[path] + f"\nLike {name} does.\n".encode())


def win_a_customer(chance: random.Random, originals: Originals) -> None:
    folder = some(chance, originals, "chainring.md").parent
    path = folder / f"new-{chance.randrange(3)}.md"
    originals.setdefault(path, b"---\ntitle: T\n---\n")
    write(path, STORY.format(chance.choice(["Quiet", "Yard & Sons", "Bike", "no-shows"])).encode())


EDITS: list[Callable[[random.Random, Originals], None]] = [
    mend,
    remove,
    append,
    cut,
    drop_a_line,
    name_a_customer,
    win_a_customer,
]


def test_damaged_memory_is_made_anew(root: Path, tmp_path: Path) -> None:
    expected = problems(root, tmp_path / "var")
    (tmp_path / "var" / "checks.sqlite").write_bytes(b"no database" * 1000)
    assert problems(root, tmp_path / "var") == expected
    assert problems(root, tmp_path / "var") == expected


def test_what_other_code_remembered_counts_for_nothing(root: Path, tmp_path: Path) -> None:
    expected = problems(root, tmp_path / "var")
    with sqlite3.connect(tmp_path / "var" / "checks.sqlite") as db:
        db.execute("UPDATE facts SET data = x'00'")
        db.execute("UPDATE state SET value = 'another' WHERE name = 'fingerprint'")
    db.close()
    assert problems(root, tmp_path / "var") == expected
