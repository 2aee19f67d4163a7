"""What a check takes for live while files are wrong is what the site shows."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk import TERMS

from goodword.content.checking import Checks
from goodword.content.library import Entry, Library
from goodword.content.shelf import Shelf
from goodword.content.standing_in import MOST

# What is done to the files, by name: path → what is replaced by what. An empty text is replaced by a whole file.
DAMAGE: dict[str, dict[str, tuple[str, str]]] = {
    "a key that nobody knows": {"faqs/price.md": ("title:", "titel:")},
    "the same in a translation": {"faqs/price.it.md": ("title:", "titel:")},
    "front matter that is no YAML": {"pains/no-shows.md": ("title:", "title: [")},
    "a picture that is not there": {"guides/quiet-phone.md": ("## ", "![Bench](./no-bench.png)\n\n## ")},
    "a consent that cannot be trusted": {"case-studies/kerb.md": ("granted_on:", "granted:")},
    "a story beside its consents": {"case-studies/chainring.md": ("title:", "priority: two\ntitle:")},
    "a niche that is not there": {"niches/bike-shops.md": ("parent: workshops", "parent: workshop")},
    "a link to nowhere": {"faqs/offline.md": ("", "---\ntitle: Offline\n---\n[Nowhere](/use-cases/nowhere)\n")},
    "an alias of two": {"niches/car-garages.md": ("title:", "aliases: [workshops]\ntitle:")},
    "a new file that never was right": {"faqs/new.md": ("", "---\ntitel: New\n---\n")},
    "a translation of nothing": {"faqs/alone.it.md": ("", "---\ntitle: Solo\n---\n")},
    "a logo that is not there": {"case-studies/chainring.md": ("logo: ./", "logo: ./no-")},
    "an item that is not there": {"case-studies/chainring.it.md": ("id: joke", "id: jest")},
    "two at once": {
        "faqs/price.md": ("title:", "titel:"),
        "niches/bike-shops.md": ("parent: workshops", "parent: workshop"),
    },
    "a misplaced file": {"faqs/deep/er/price.md": ("", "---\ntitle: T\n---\n")},
}


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


@pytest.fixture
def live(root: Path, tmp_path: Path) -> Iterator[Callable[[], Library]]:
    """What the site shows now, which was there before anything was wrong."""
    shelf = Shelf(root, tmp_path / "var", TERMS)
    shelf.load()

    def now() -> Library:
        again = Shelf(root, Path(shutil.copytree(tmp_path / "var", tmp_path / "other")), TERMS)
        again.load()
        again.close()
        return again.library

    yield now
    shelf.close()


def damage(root: Path, changes: dict[str, tuple[str, str]]) -> None:
    for path, (old, new) in changes.items():
        file = root / "content" / path
        text = file.read_text(encoding="utf-8") if old else ""
        assert old in text
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")


def shape(library: Library) -> dict[tuple[str, str], Entry]:
    """Every entry, without what only a page needs of its text."""
    return {
        (kind, slug): replace(
            entry, texts={c: replace(t, html=t.html and "…", headings=()) for c, t in entry.texts.items()}
        )
        for kind, by_slug in library.entries.items()
        for slug, entry in by_slug.items()
    }


def checked(root: Path, tmp_path: Path) -> Library | None:
    return Checks(root, tmp_path / "var", TERMS).report().library


def test_without_an_error_the_files_are_live(root: Path, tmp_path: Path, live: Callable[[], Library]) -> None:
    found = checked(root, tmp_path)
    assert found and shape(found) == shape(live())


@pytest.mark.parametrize("changes", DAMAGE.values(), ids=DAMAGE)
def test_wrong_files_have_their_last_good_version(
    root: Path, tmp_path: Path, live: Callable[[], Library], changes: dict[str, tuple[str, str]]
) -> None:
    damage(root, changes)
    found, shown = checked(root, tmp_path), live()
    assert any(problem.is_error for problem in shown.problems)
    if found is None:
        assert "faqs/deep/er/price.md" in changes
        return
    assert shape(found) == shape(shown)
    wrong = ({problem.path for problem in of.problems if problem.is_error} for of in (found, shown))
    assert next(wrong) == next(wrong)


def test_where_much_is_wrong_nothing_is_said(root: Path, tmp_path: Path) -> None:
    for number in range(MOST + 1):
        (root / f"content/faqs/new-{number}.md").write_text("---\ntitel: T\n---\n", encoding="utf-8")
    assert checked(root, tmp_path) is None
