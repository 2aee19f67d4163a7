"""Being told of changes: of every one that looking would find, and of nothing else."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goodword.content.noticing import Notices, notices

SOON, NEVER = 5.0, 0.05


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "company"
    (root / "content" / "faqs" / "more").mkdir(parents=True)
    (root / "content" / "faqs" / "why.md").write_text("Why?")
    return root


@pytest.fixture
def said(root: Path) -> Iterator[Notices]:
    said = notices(root)
    assert said
    yield said
    said.close()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a save": lambda faqs: (faqs / "why.md").write_text("How?"),
    "a file that becomes longer": lambda faqs: os.truncate(faqs / "why.md", 100),
    "a new file": lambda faqs: (faqs / "who.md").write_text("Who?"),
    "a picture": lambda faqs: (faqs / "more" / "x.PNG").write_bytes(b""),
    "a save by way of a hidden file": lambda faqs: save_aside(faqs / "why.md"),
    "a file that goes": lambda faqs: (faqs / "why.md").unlink(),
    "another name": lambda faqs: (faqs / "why.md").rename(faqs / "who.md"),
    "a file that moves away": lambda faqs: (faqs / "why.md").rename(faqs.parents[2] / "why.md"),
    "another time": lambda faqs: os.utime(faqs / "why.md", (1, 1)),
    "a link": lambda faqs: (faqs / "who.md").symlink_to(faqs / "why.md"),
}
FOLDERS: dict[str, Callable[[Path], object]] = {
    "a new folder": lambda faqs: (faqs / "new").mkdir(),
    "a folder that goes": lambda faqs: (faqs / "more").rmdir(),
    "a folder with another name": lambda faqs: faqs.rename(faqs.with_name("guides")),
    "all content gone": lambda faqs: shutil.rmtree(faqs.parent),
    "other content": lambda faqs: faqs.parent.rename(faqs.parents[1] / "old"),
}
NOTHING: dict[str, Callable[[Path], object]] = {
    "reading": lambda faqs: (faqs / "why.md").read_bytes(),
    "a hidden file": lambda faqs: (faqs / ".why.md.swp").write_text("Why?"),
    "no content": lambda faqs: (faqs / "notes.txt").write_text("Why?"),
    "beside the content": lambda faqs: (faqs.parents[1] / "notes.md").write_text("Why?"),
}


def save_aside(file: Path) -> None:
    file.with_name(".new").write_text("How?")
    file.with_name(".new").replace(file)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_said(root: Path, said: Notices, change: Callable[[Path], object]) -> None:
    change(root / "content" / "faqs")
    assert any(said.wait(SOON) for _ in range(3))
    assert not said.stale


@pytest.mark.parametrize("change", FOLDERS.values(), ids=FOLDERS)
def test_with_other_folders_all_are_asked_for_anew(root: Path, said: Notices, change: Callable[[Path], object]) -> None:
    change(root / "content" / "faqs")
    assert said.wait(SOON)
    assert said.stale


@pytest.mark.parametrize("change", NOTHING.values(), ids=NOTHING)
def test_of_anything_else_nothing_is_said(root: Path, said: Notices, change: Callable[[Path], object]) -> None:
    change(root / "content" / "faqs")
    assert not said.wait(NEVER)
    assert not said.stale


def test_content_that_comes_later_is_said(tmp_path: Path) -> None:
    said = Notices(tmp_path)
    (tmp_path / "content").mkdir()
    assert said.wait(SOON)
    assert said.stale
    said.close()


def test_a_root_that_is_pointed_elsewhere_is_said(root: Path, tmp_path: Path) -> None:
    current, other = tmp_path / "current", Path(shutil.copytree(root, tmp_path / "other"))
    current.symlink_to(root)
    said = Notices(current)
    (tmp_path / ".draft").symlink_to(other)
    assert not said.wait(NEVER)
    (tmp_path / ".draft").replace(current)
    assert said.wait(SOON)
    assert said.stale
    said.close()


@pytest.mark.parametrize("place", ["content/faqs/link.md", "content/link", "content"])
def test_where_links_lead_elsewhere_nobody_relies_on_being_told(root: Path, tmp_path: Path, place: str) -> None:
    if place == "content":
        (root / "content").rename(tmp_path / "elsewhere")
    (root / place).symlink_to(tmp_path / "elsewhere")
    assert notices(root) is None


def test_on_other_file_systems_neither(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodword.content.noticing.LOCAL", frozenset({0x6969}))
    assert notices(root) is None


def test_nor_where_there_is_nothing(tmp_path: Path) -> None:
    assert notices(tmp_path / "gone") is None
