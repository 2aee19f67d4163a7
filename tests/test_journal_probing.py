"""Whether /readyz knows that a journal cannot be written: both of them have to be."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from journaling import click, refund

from goodword import journal
from goodword.journal import JournalError, Journals
from goodword.journal.probing import trouble


@pytest.fixture
def disks() -> Iterator[ExitStack]:
    """What was mounted is taken off again."""
    with ExitStack() as disks:
        yield disks


def a_file(folder: Path, _: ExitStack) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")


def a_link_to_nowhere(folder: Path, _: ExitStack) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(folder.parent / "none")


def a_disk_to_be_read_only(folder: Path, disks: ExitStack) -> None:
    """Who may not mount one has no right to write instead, which whoever may mount has everywhere."""
    folder.mkdir(parents=True, mode=0o500)
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        disks.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)


Spoil = Callable[[Path, ExitStack], None]
SPOILT: list[tuple[Spoil, str]] = [
    (a_file, "File exists"),
    (a_link_to_nowhere, "File exists"),
    (a_disk_to_be_read_only, "Read-only file system|Permission denied"),
]


@pytest.mark.parametrize("name", ["clicks", "facts"])
@pytest.mark.parametrize(("spoil", "reason"), SPOILT)
def test_either_journal_is_tried(app: Flask, disks: ExitStack, name: str, spoil: Spoil, reason: str) -> None:
    journals = journal.of(app)
    spoil(journals.var / "journal" / name, disks)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and answer.json
    assert re.fullmatch(f"cannot be written: {name}: ({reason})", answer.json["journal"]["state"])
    for each, record in ((journals.clicks, click(1)), (journals.facts, refund(1))):
        if each.name == name:
            with pytest.raises(JournalError, match=reason):
                each.append(record)
        else:
            each.append(record)


def test_trying_leaves_nothing_behind(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    assert trouble(journals) == ""
    assert [path.name for path in sorted((tmp_path / "journal").rglob("*"))] == ["clicks", "facts"]
