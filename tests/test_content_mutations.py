"""A thousand mistakes in the sample company's files, twenty at a time, each judged by itself: the site answers, the
mistake is said with its place, the last good version is what visitors see, and consents are never guessed."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import close
from factories import ask
from flask import Flask

from goodword.app import SHELF, create_app
from goodword.config import REPOSITORY
from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.naming import is_material, name_of
from goodword.content.shelf import Shelf
from goodword.site.addresses import Address, in_language
from prove.mutating import MUTATIONS
from prove.victims import consents_in

GROUPS, BATCHES, EACH = 10, 5, 20
PAGES = frozenset({"page", "niche", "case-study", "use-case", "guide"})
ELSEWHERE = ("/", "/for/agencies", "/it", "/ar/customers", "/guides", "/sitemap.xml")


@dataclass(frozen=True)
class Victim:
    """A file that is about to go wrong, and what it is the file of."""

    path: str
    kind: str
    slug: str
    language: str

    @property
    def is_original(self) -> bool:
        return self.language == "en"

    @property
    def url(self) -> str:
        if self.kind not in PAGES or self.slug in ("niche", "partner", "thanks"):
            return f"/?{self.kind}={self.slug}"
        return in_language(Address(self.kind, self.slug).path, "" if self.is_original else f"/{self.language}")


@dataclass
class Company:
    """The sample company in a folder of its own, as it is and as it was."""

    root: Path
    app: Flask
    shelf: Shelf
    victims: list[Victim]

    def __post_init__(self) -> None:
        self.before: Library = self.shelf.library
        self.data = {victim.path: (self.root / victim.path).read_bytes() for victim in self.victims}

    def some(self, chance: random.Random) -> list[Victim]:
        """So many files, no two of one entry."""
        shuffled = chance.sample(self.victims, len(self.victims))
        return list({(one.kind, one.slug): one for one in shuffled}.values())[:EACH]

    def status(self, url: str) -> int:
        return int(ask(self.app, url).status_code)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("mutations")
    root = folder / "root"
    for name in ("site", "content", "partners"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    app = create_app(root, var=folder / "var", database_url=f"sqlite:///{folder / 'goodword.db'}")
    yield Company(root, app, app.extensions[SHELF], list(victims(root)))
    close(app)


def victims(root: Path) -> Iterator[Victim]:
    for file in sorted((root / "content").rglob("*.md")):
        path = str(file.relative_to(root))
        name, _ = name_of(path, ("en", "it", "ar"))
        if is_material(path) and name:
            yield Victim(path, name.kind, name.slug, name.language or "en")


@pytest.mark.parametrize("group", range(GROUPS))
def test_whatever_happens_to_files_the_site_answers(company: Company, group: int) -> None:
    for batch in range(BATCHES):
        seed = f"{group}.{batch}"
        chance = random.Random(seed)
        mutated = {victim: mutate(company, victim, chance) for victim in company.some(chance)}
        try:
            company.shelf.refresh()
            judge_all(company, mutated, seed)
        finally:
            restore(company, mutated)
        assert company.shelf.library.revision == company.before.revision, f"seed {seed}: not as before"
        assert company.shelf.library.problems == company.before.problems, f"seed {seed}"


def judge_all(company: Company, mutated: dict[Victim, str], seed: str) -> None:
    library = company.shelf.library
    for problem in library.problems:
        assert located(company.root, problem.path, problem.line, problem.column), f"seed {seed}: {problem}"
    wrong = {problem.path for problem in library.problems if problem.is_error}
    for victim, mutation in mutated.items():
        judge(company, library, victim, victim.path in wrong, f"seed {seed}, {mutation} {victim.path}")
    for url in ELSEWHERE:
        assert company.status(url) in (200, 308, 404), f"seed {seed}: {url}"


def mutate(company: Company, victim: Victim, chance: random.Random) -> str:
    """Its name."""
    mutation = chance.choice(MUTATIONS)
    other = company.data[chance.choice([one.path for one in company.victims if one.kind == victim.kind])]
    (company.root / victim.path).write_bytes(mutation(company.data[victim.path], other, chance))
    return mutation.__name__


def restore(company: Company, mutated: dict[Victim, str]) -> None:
    for victim in mutated:
        (company.root / victim.path).write_bytes(company.data[victim.path])
    company.shelf.refresh()


def located(root: Path, path: str, line: int, column: int) -> bool:
    """Whether there is such a place: in a file, at a line that it has, even if an empty one."""
    data = (root / path).read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return 1 <= line <= data.count(b"\n") + 1 and column >= 1


def judge(company: Company, library: Library, victim: Victim, is_wrong: bool, said: str) -> None:
    assert company.status(victim.url) in (200, 308, 404), said
    entry = library.get(victim.kind, victim.slug)
    before = company.before.entries[victim.kind][victim.slug]
    if victim.kind == "case-study" and victim.is_original:
        judge_consents(company, victim, entry, is_wrong, said)
    elif is_wrong:
        assert entry, f"{said}: gone"
        assert shown(entry, victim.language) == shown(before, victim.language), f"{said}: not the last good version"


def shown(entry: Entry, language: str) -> tuple[Any, ...]:
    text = entry.text(language)
    return text.html, text.front.title, text.front.summary


def judge_consents(company: Company, victim: Victim, entry: Entry | None, is_wrong: bool, said: str) -> None:
    """What is shown is shown under the consents that the file states now; where none can be read, nothing is."""
    stated = consents_in((company.root / victim.path).read_bytes())
    if entry is None:
        assert is_wrong, f"{said}: hidden without a word"
        assert company.status(victim.url) == 404, said
        return
    facts = entry.facts
    assert isinstance(facts, CaseStudy)
    if is_wrong:
        assert stated is not None, f"{said}: shown though its consents cannot be read"
    if stated is not None:
        assert facts.consents == stated, f"{said}: shown under other consents than it states"
    if is_wrong:
        before = company.before.entries[victim.kind][victim.slug]
        assert shown(entry, "en") == shown(before, "en"), f"{said}: not the last good version"
