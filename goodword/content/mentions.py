"""What a file mentions that lies elsewhere: other entries, partners, addresses, images, niches' words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from goodword.material import Marks
from goodword.material.marks import KeyPath

# Front-matter key → what its texts name.
NAMING = {
    "niches": "niche",
    "pains": "pain",
    "use_cases": "use-case",
    "parent": "niche",
    "page": "page",
    "partner": "partner",
    "partners": "partner",
    "consents.partners": "partner",
    "cta.target": "address",
    "redirects_from": "redirect",
    "aliases": "alias",
}
PICTURES = frozenset({"image", "logo", "photo"})
# Section → the kind of entry it is filled with; any kind where none is given.
FILLED_WITH = {
    "logos": "case-study",
    "pains": "pain",
    "results": "case-study",
    "use-cases": "use-case",
    "steps": "use-case",
    "case-studies": "case-study",
    "quotes": "case-study",
    "offer": "offer",
    "guides": "guide",
    "faqs": "faq",
}


class Mention(NamedTuple):
    """``what`` is a kind of entry, or ``entry`` for one of any kind, ``partner``, ``address``, ``alias``,
    ``redirect``, ``picture`` or ``word``; ``name`` is how the file names it."""

    what: str
    name: str
    line: int
    column: int


def mentions(values: Mapping[str, Any], marks: Marks) -> Iterator[Mention]:
    """Everything in front matter that must be somewhere else too."""
    for key, text in leaves(values, ()):
        if text and (what := what_is(key, values)) and (what, text) != ("partner", "all"):
            yield Mention(what, text, *marks.value(key))


def what_is(key: KeyPath, values: Mapping[str, Any]) -> str | None:
    """What the text at this key names, if it names anything."""
    names = [step for step in key if isinstance(step, str)]
    if names and names[0] == "sections":
        return pinned(key, values) if names[-1] in ("pin", "exclude") else None
    if names and names[-1] in PICTURES:
        return "picture"
    return NAMING.get(".".join(names))


def pinned(key: KeyPath, values: Mapping[str, Any]) -> str:
    """What the section is filled with, written as ``{name: pains, pin: …}`` or as ``pains: {pin: …}``."""
    item = values["sections"][key[1]] if isinstance(key[1], int) else {}
    name = key[2] if len(key) > 3 and key[2] not in ("pin", "exclude") else item.get("name")
    return FILLED_WITH.get(str(name), "entry")


def leaves(value: Any, key: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text in the values, with its key path."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*key, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*key, number))
