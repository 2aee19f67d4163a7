"""YAML as plain data with places: texts, numbers, true and false, lists and mappings, and nothing else.

Read event by event, so that depth is bounded and an alias is never followed. Dates stay text; so does a
number that is not written as it would be printed (``007``, ``1.10``): whoever expects a number turns it into
one, and a code keeps its zeros. ``no`` and ``off`` are words: NO is a country.
"""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from goodword.material.marks import KeyPath, Marks, Place
from goodword.material.problem import Problem
from goodword.material.yaml_mending import NotYaml, mended, quoted
from goodword.saying import Said

DEEPEST = 20
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?")
CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_mapping(path: str, lines: Sequence[str], first_line: int) -> tuple[dict[str, Any], Marks, tuple[Problem, ...]]:
    """The mapping that ``lines`` hold, its places in the file, and its duplicate keys. Raises NotYaml."""
    reader = Reader(path, lines, first_line)
    return (
        reader.read(),
        Marks(reader.values, reader.keys, reader.folded, (first_line, 1)),
        tuple(reader.problems),
    )


class Reader:
    """One pass over the events of one document."""

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.values: dict[KeyPath, Place] = {}
        self.keys: dict[KeyPath, Place] = {}
        self.folded: dict[KeyPath, str] = {}
        self.problems: list[Problem] = []
        self.events = yaml.CSafeLoader("\n".join(lines))

    def read(self) -> dict[str, Any]:
        try:
            return self.document()
        except yaml.YAMLError as error:
            raise NotYaml(mended(self.path, error, self.lines, self.first_line)) from error
        finally:
            self.events.dispose()

    def document(self) -> dict[str, Any]:
        self.next()
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        event = self.next()
        found = self.node(event, ())
        self.next()
        end = self.next()
        if not isinstance(end, yaml.StreamEndEvent):
            raise self.refuse(end, Said("the front matter ends here, but more follows"), Said("remove this line"))
        if found is not None and not isinstance(found, dict):
            hint = Said("write one key per line, as in title: Less churn in a quarter")
            raise self.refuse(event, Said("found something else than keys with values"), hint)
        return found or {}

    def next(self) -> Any:
        return self.events.get_event()

    def node(self, event: Any, path: KeyPath) -> Any:
        if isinstance(event, yaml.AliasEvent):
            hint = Said("write the value out, or put it in quotes")
            raise self.refuse(event, Said("aliases (*name) are not read here"), hint)
        if event.tag and event.tag != "!":
            message = Said("tags such as %(tag)s are not read here", tag=event.tag)
            raise self.refuse(event, message, Said("remove it, or use quotes"))
        if len(path) > DEEPEST:
            message = Said("nested more than %(most)s levels deep", most=DEEPEST)
            raise self.refuse(event, message, Said("no key goes that deep"))
        self.values[path] = self.place(event)
        if isinstance(event, yaml.ScalarEvent):
            return plain(event.value) if event.implicit[0] else event.value
        return self.items(path) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(path)

    def items(self, path: KeyPath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            found.append(self.node(event, (*path, len(found))))
        return found

    def mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                line = self.lines[min(event.start_mark.line, len(self.lines) - 1)]
                hint = quoted(line) or Said("put the text in quotes if it begins with {, [ or *")
                raise self.refuse(event, Said("found a key that is not a word"), hint)
            key = event.value
            if key in found:
                self.duplicate(event, (*path, key))
            else:
                self.keys[(*path, key)] = self.place(event)
            found[key] = self.node(self.next(), (*path, key))
        if len(found) == 1 and path and isinstance(path[-1], int):
            self.folded[path] = next(iter(found))
        return found

    def duplicate(self, event: Any, path: KeyPath) -> None:
        line, column = self.place(event)
        first = self.keys[path][0]
        message = Said("%(key)s is given twice; the first is in line %(line)s", key=path[-1], line=first)
        self.problems.append(Problem(self.path, line, column, message, Said("keep one of the two")))

    def place(self, event: Any) -> Place:
        return event.start_mark.line + self.first_line, event.start_mark.column + 1

    def refuse(self, event: Any, message: str, hint: str) -> NotYaml:
        line, column = self.place(event)
        last = self.first_line + max(len(self.lines) - 1, 0)
        return NotYaml(Problem(self.path, min(line, last), column, message, hint))


def plain(written: str) -> Any:
    """What an unquoted word means."""
    if NUMBER.fullmatch(written):
        number = float(written) if "." in written else int(written)
        return number if str(number) == written else written
    return CONSTANTS.get(written.lower(), written) if len(written) < 6 else written
