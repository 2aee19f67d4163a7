"""TOML files as typed values or located problems."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from goodword.material.marks import KeyPath, Marks, Place
from goodword.material.problem import Problem
from goodword.material.text import clean
from goodword.material.validating import validate
from goodword.saying import Said

M = TypeVar("M", bound=BaseModel)
AT = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
AT_END = re.compile(r"\s*\(at end of document\)$")
PART = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
NAME = rf"{PART}(?:\s*\.\s*{PART})*"
TABLE = re.compile(rf"\s*(\[\[?)\s*({NAME})\s*\]")
KEY = re.compile(rf"\s*({NAME})\s*=\s*")


def read_toml(
    path: str, data: bytes, model: type[M], context: Mapping[str, Any]
) -> tuple[M | None, tuple[Problem, ...]]:
    """The file as ``model``; None where it is not TOML or does not fit."""
    text, problems = clean(path, data)
    if problems:
        return None, problems
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, (unreadable(path, text, str(error)),)
    return validate(path, values, toml_marks(text), model, context)


def unreadable(path: str, text: str, said: str) -> Problem:
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if at := AT.search(said):
        line, column = int(at[1]), int(at[2])
    reason = AT_END.sub("", AT.sub("", said))
    hint = Said('write key = "text" in quotes, numbers without, and each [table] and key once')
    return Problem(path, min(line, len(lines)), column, Said("this is not TOML: %(reason)s", reason=reason), hint)


def toml_marks(text: str) -> Marks:
    """Where each key stands. Keys inside a value of several lines or an inline table count as that value."""
    values: dict[KeyPath, Place] = {}
    keys: dict[KeyPath, Place] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := TABLE.match(line):
            table = parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            else:
                table = inside(table, counts)
            for end in range(1, len(table) + 1):
                values.setdefault(table[:end], (number, header.start(2) + 1))
            keys[table] = values[table]
        elif key := KEY.match(line):
            where = (*table, *parts(key[1]))
            keys[where], values[where] = (number, key.start(1) + 1), (number, key.end() + 1)
            fence = opened(line[key.end() :])
    return Marks(values, keys)


def parts(name: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(PART, name))


def inside(table: KeyPath, counts: Mapping[KeyPath, int]) -> KeyPath:
    """``[rows.cell]`` after ``[[rows]]`` is about the latest row."""
    for end in range(len(table) - 1, 0, -1):
        if table[:end] in counts:
            return (*table[:end], counts[table[:end]], *table[end:])
    return table


def opened(value: str) -> str:
    """The triple quotes that a value opens and does not close on its line."""
    for quotes in ('"""', "'''"):
        if value.startswith(quotes) and value.count(quotes) == 1:
            return quotes
    return ""
