"""A company whose files are about to go wrong: what each is, how it is spoilt, and where its words are to be seen."""

import html
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bench.server import REPOSITORY
from goodword.content.kinds import Consent
from goodword.content.naming import is_material, name_of
from goodword.material.text import REMOVED
from goodword.site.addresses import Address, in_language
from prove import mutating

LANGUAGES = ("en", "it", "ar")
PAGES = frozenset({"niche", "case-study", "use-case", "guide"})
MARKER = "content/faqs/marker.md"
AT_START = ("site/brand.toml", "site/logo.svg", "site/icons/wrench.svg")
IMAGES = (".svg", ".png", ".jpg", ".webp", ".avif")
What = Literal["content", "image", "program", "start"]
TAGS, SIGNS = re.compile(r"<[^>]*>"), re.compile(r"[*_#|<>{}\[\]`\\^]|&|://")
LONG = 12  # characters: what is shorter may stand on a page for another reason

# What may happen to a picture: its bytes need not be text.
TO_BYTES = (
    mutating.truncated,
    mutating.flipped,
    mutating.lines_swapped,
    mutating.lines_deleted,
    mutating.garbage,
    mutating.garbage_inside,
    mutating.emptied,
    mutating.huge_line,
    mutating.bomb,
    mutating.replaced,
    mutating.two_in_one,
)


@dataclass(frozen=True, slots=True)
class Victim:
    """A file, relative to ROOT. ``kind``, ``slug`` and ``language`` say of content which entry's it is."""

    path: str
    what: What
    kind: str = ""
    slug: str = ""
    language: str = ""

    @property
    def entry(self) -> tuple[str, str]:
        """Of two files of one entry only one is spoilt at a time: each is judged by itself."""
        return (self.kind, self.slug) if self.slug else ("", self.path)

    @property
    def is_story(self) -> bool:
        return self.kind == "case-study" and self.language == LANGUAGES[0]

    @property
    def url(self) -> str:
        """Its own page; "" where it has none."""
        if self.kind not in PAGES:
            return ""
        return in_language(Address(self.kind, self.slug).path, "" if self.language == "en" else f"/{self.language}")


class Company:
    """The tests' own company in a folder of ours, and each file as it was."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(REPOSITORY / "tests" / "company", root)
        self.victims = tuple(victims(self.root))
        self.data = {one.path: (self.root / one.path).read_bytes() for one in self.victims}

    def some(self, chance: random.Random, count: int) -> list[Victim]:
        """So many files that are read while the site runs, no two of one entry."""
        live = [one for one in self.victims if one.what != "start"]
        shuffled = chance.sample(live, len(live))
        return list({one.entry: one for one in shuffled}.values())[:count]

    def spoil(self, victim: Victim, chance: random.Random) -> str:
        """Something happens to the file; its name."""
        path = self.root / victim.path
        if chance.random() < 0.1 and victim.what != "start":
            accident = chance.choice(ACCIDENTS)
            accident(path)
            return accident.__name__
        same = [one.path for one in self.victims if (one.what, one.kind) == (victim.what, victim.kind)]
        is_text = victim.what in ("content", "program") or victim.path.endswith(".toml")
        mutation = chance.choice(mutating.MUTATIONS if is_text else TO_BYTES)
        path.write_bytes(mutation(self.data[victim.path], self.data[chance.choice(same)], chance))
        return mutation.__name__

    def mark(self, name: str) -> None:
        """A file that is always right, and another one each time: when it is live, all that changed before it is."""
        (self.root / MARKER).write_text(f"---\ntitle: {name}\n---\n\nOnly here for a moment.\n")

    def restore(self) -> None:
        """Every file is again what it was."""
        (self.root / MARKER).unlink(missing_ok=True)
        for name, data in self.data.items():
            path = self.root / name
            beside(path).unlink(missing_ok=True)
            if path.is_symlink():
                path.unlink()
            elif path.is_dir():
                path.rmdir()
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)


def victims(root: Path) -> Iterator[Victim]:
    """Every file of content and its pictures, of programs, and what is read at start."""
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        path = file.relative_to(root).as_posix()
        name, _ = name_of(path, LANGUAGES)
        if path.startswith("content/") and file.suffix in IMAGES:
            yield Victim(path, "image")
        elif path.startswith("content/") and is_material(path) and name:
            yield Victim(path, "content", name.kind, name.slug, name.language or LANGUAGES[0])
        elif path.startswith("partners/programs/"):
            yield Victim(path, "program")
        elif path in AT_START:
            yield Victim(path, "start")


def deleted(path: Path) -> None:
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(beside(path))


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nowhere"))


def beside(path: Path) -> Path:
    return path.with_name(f"old-{path.name}")


ACCIDENTS: tuple[Callable[[Path], None], ...] = (deleted, renamed, folder_instead, link_to_nothing)


def words_of(data: bytes) -> tuple[str, ...]:
    """What a file says that a page would say in the same words: longer values and plain paragraphs."""
    _, front, body = data.decode().split("---\n", 2)
    said = [*values_in(yaml.safe_load(front)), *body.split("\n\n")]
    found = (" ".join(text.split()) for text in said if not SIGNS.search(text))
    return tuple(dict.fromkeys(text for text in found if len(text) >= LONG))


def values_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from values_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from values_in(inner)


def said_by(page: bytes) -> str:
    """A page's words, as one line."""
    return " ".join(html.unescape(TAGS.sub(" ", page.decode(errors="replace"))).split())


def consents_in(data: bytes) -> tuple[Consent, ...] | None:
    """As any other program would read them, but for characters that nobody can see; None if it could not."""
    text = REMOVED.sub("", data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n"))
    try:
        values = yaml.safe_load(text.split("---\n")[1])
        return tuple(Consent.model_validate(one) for one in values.get("consents", ()))
    except (IndexError, yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError):
        return None
