"""A company of any size, invented by a seed: its brand and programs are the sample company's, its content is not."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.fronts import FRONTS, PAGES, Size, front_of_faq
from bench.server import REPOSITORY
from bench.words import LANGUAGES, body, sentence

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="{}"/></svg>\n'


def of_files(count: int) -> Size:
    """A company of exactly so many markdown files, which have to be 600 or more."""
    least = Size(case_studies=0, guides=0, faqs=0)
    entries = (count - files_of(least)) // len(LANGUAGES)
    cases, guides = entries * 4 // 10, entries * 2 // 10
    size = replace(least, case_studies=cases, guides=guides, faqs=entries - cases - guides)
    return replace(size, extra=count - files_of(size))


def files_of(size: Size) -> int:
    """How many markdown files it comes to."""
    return size.extra + len(LANGUAGES) * (len(PAGES) + sum(size.of(folder) for folder in FRONTS))


def write(root: Path, size: Size, seed: int = 1) -> None:
    """The company's whole folder."""
    for folder in ("site", "partners/programs"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    chance = random.Random(seed)
    for path, text in files(size, chance):
        place = root / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def files(size: Size, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Path under ``content/`` and text of each file."""
    for name, front in PAGES.items():
        yield from in_languages(f"pages/{name}", front, size, chance)
    for folder, (name, front_of) in FRONTS.items():
        for number in range(1, size.of(folder) + 1):
            stem = f"{folder}/{name}-{number}"
            yield from in_languages(stem, front_of(number, size, chance), size, chance)
            if folder == "case-studies":
                yield f"{stem}.svg", LOGO.format(number)
    for number in range(1, size.extra + 1):
        yield f"faqs/extra-{number}.md", file(front_of_faq(number, size, chance), LANGUAGES[0], size, chance)


def in_languages(stem: str, front: str, size: Size, chance: random.Random) -> Iterator[tuple[str, str]]:
    yield f"{stem}.md", file(front, LANGUAGES[0], size, chance)
    for language in LANGUAGES[1:]:
        yield f"{stem}.{language}.md", file("", language, size, chance)


def file(front: str, language: str, size: Size, chance: random.Random) -> str:
    words = f"title: {sentence(chance, language, 8)[:-1]}\nsummary: {sentence(chance, language)}"
    return f"---\n{words}\n{front}---\n\n{body(chance, language, size.characters)}"
