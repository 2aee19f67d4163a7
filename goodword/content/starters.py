"""A first version of a file of each kind: filled in, a draft, every key explained by what its model says of it.

The texts lie in ``starter_texts`` and have every key, those that are rarely needed behind a ``#``. Taking away the
``#`` gives YAML at once; notes are ``# `` and a word, so the two cannot be mixed up.
"""

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from goodword.content.kinds import KINDS, SECTION_NAMES, Section
from goodword.material import models_in
from goodword.material.complaints import allowed

WIDTH = 100
TEXTS = Path(__file__).parent / "starter_texts"
KEY = re.compile(r"(?P<marks>[# ]*)(?P<dash>- )?(?P<key>[a-z_]+):(?: |$)")
NOTE = re.compile(r"# \S")
NAMES = {
    "niche": "a niche",
    "pain": "a pain point",
    "use-case": "a use case",
    "case-study": "a case study",
    "faq": "a question with its answer",
    "guide": "a guide",
    "offer": "an offer",
    "page": "a page",
}
OPENING = (
    "---",
    "# This is a draft of {name}: nobody sees it until you take the line “status: draft” away.",
    "# Change every text. To use a key that has a # in front, take that # away. A line that begins with # and a space",
    "# is a note to you: leave it or delete it.",
)


def starter(kind: str) -> str:
    """The whole file."""
    front, body = parts(kind)
    own = {key for _, column, key in keys(front) if column == 0}
    shared = [line for line, block in blocks(parts("common")[0]) if block not in own]
    lines = [line.format(name=NAMES[kind]) for line in OPENING]
    return "\n".join((*lines, *explained((*front, *shared), KINDS[kind]), "---", body))


@cache
def parts(name: str) -> tuple[tuple[str, ...], str]:
    """The lines between the fences, and the body."""
    _, front, body = (TEXTS / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    return tuple(front.rstrip("\n").split("\n")), body


def blocks(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each line with the key of level 0 that it belongs to."""
    block = ""
    for line, column, key in keys(lines):
        block = key if column == 0 else block
        yield line, block


def keys(lines: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """Each line that holds a key, with the column that the key has once the signs before it are gone."""
    for line in lines:
        if match := KEY.match(line):
            yield line, len(match["marks"].replace("#", "")) + len(match["dash"] or ""), match["key"]


def explained(lines: tuple[str, ...], model: type[BaseModel]) -> Iterator[str]:
    """The lines, each key below a note that says what it is for; the first time it comes."""
    around: list[tuple[int, type[BaseModel] | None]] = [(-1, model)]
    known: set[tuple[type[BaseModel], str]] = set()
    more: list[str] = []
    for line in lines:
        match = KEY.match(line)
        if match:
            column = len(match["marks"].replace("#", "")) + len(match["dash"] or "")
            while around[-1][0] >= column:
                around.pop()
            here = around[-1][1]
            field = here.model_fields.get(match["key"]) if here else None
            if here and field and (here, match["key"]) not in known:
                known.add((here, match["key"]))
                yield from ("",) if column == 0 else ()
                yield from wrapped(f"{match['marks'].rstrip('#')}# ", note(field))
                yield from more
                more.clear()
            inner = next(models_in(field.annotation), None) if field else here if here is Section else None
            around.append((column, inner))
        if NOTE.match(line):
            more.append(line)
        else:
            yield line


def wrapped(start: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)


def note(field: FieldInfo) -> str:
    """What the key is for, what it may hold, and what holds without it."""
    said = field.description or ""
    parts = [f"{said if said.startswith('https') else said[:1].upper() + said[1:]}."]
    choices = [word for word in allowed(field) if word not in said]
    if choices:
        parts.append(f"{'Some' if plural(field.annotation) else 'One'} of: {', '.join(allowed(field))}.")
    if Section in models_in(field.annotation):
        parts.append(f"Known are: {', '.join(SECTION_NAMES)}.")
    if field.is_required():
        parts.append("Needed.")
    elif field.default not in (None, (), {}, False):
        parts.append(f"Without it: {field.default}.")
    return " ".join(parts)


def plural(annotation: Any) -> bool:
    return "tuple" in str(annotation)
