"""The translation of an entry, begun: the texts that can be said in another language, to be written over."""

import json
from collections.abc import Iterator, Mapping

from goodword.content.fields import Model
from goodword.content.kinds import Common, Page
from goodword.content.mentions import PICTURES
from goodword.content.translating import identity, words_of

# Texts that are mostly the same in every language: there to be uncommented.
MOSTLY_SAME = {*PICTURES, "name", "target"}
# What a translation has of its own, whatever the original says.
OWN = {"status", "publish_at"}
OPENING = (
    "---",
    "# {path} in the language “{language}”: nobody sees it until you take the line “status: draft” away.",
    "# Write every text anew. What you leave out, and every number, day, slug and consent, is taken from that file.",
    "# An id says which item is meant: leave it. To use a key that has a # in front, take that # away.",
    "status: draft",
)


def translation_starter(path: str, facts: Common, body: str, language: str) -> str:
    """The file, where ``facts`` and ``body`` are the original's and lie in ``path``."""
    opening = (line.format(path=path, language=language) for line in OPENING)
    return "\n".join((*opening, *texts(facts, words_of(type(facts))), "---", body))


def texts(facts: Model, words: type[Model]) -> Iterator[str]:
    """The lines of what the original says itself."""
    for name in words.model_fields:
        value = getattr(facts, name)
        if name in OWN or name == identity(type(facts)) or value in (None, "", (), {}):
            continue
        if isinstance(value, Model):
            yield from group(name, texts(value, words_of(type(value))))
        elif isinstance(value, Mapping):
            yield from group(name, (f"{written(key)}: {written(text)}" for key, text in value.items()))
        elif isinstance(value, tuple) and isinstance(value[0], Model):
            found = list(headings(facts) if isinstance(facts, Page) else items(value))
            yield from (f"{name}:", *found) if found else ()
        else:
            yield f"{'#' if name in MOSTLY_SAME else ''}{name}: {written(value)}"


def group(name: str, lines: Iterator[str]) -> Iterator[str]:
    """The lines below their key; behind a ``#`` if none of them is to be changed."""
    inner = list(lines)
    if inner and all(line.startswith("#") for line in inner):
        yield from (f"#{name}:", *(f"#  {line.removeprefix('#')}" for line in inner))
    elif inner:
        yield from (f"{name}:", *(f"  {line}" for line in inner))


def items(found: tuple[Model, ...]) -> Iterator[str]:
    """The items of a list, each under the id it goes by."""
    for number, one in enumerate(found, 1):
        if name := getattr(one, "id", None):
            yield f"  - id: {name}"
            yield from (f"    {line}" for line in texts(one, words_of(type(one))))
        else:
            yield f"  # Item {number} has no id there: give it one, and it can be translated here."


def headings(page: Page) -> Iterator[str]:
    """The sections that have a heading of their own, and those of the same name before them."""
    waiting = [section.name for section in page.sections if section.heading]
    for section in page.sections:
        if section.name in waiting:
            yield f"  - {section.name}{f': {{heading: {written(section.heading)}}}' if section.heading else ''}"
        if section.heading:
            waiting.remove(section.name)


def written(value: object) -> str:
    """As YAML, in quotes: JSON is YAML too."""
    return json.dumps(value, ensure_ascii=False)
