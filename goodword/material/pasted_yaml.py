"""Front matter that came through a word processor: its typographic quotes and an exporter's backslashes, taken back.

Every line stays where it is. Only what cannot have been meant otherwise is changed: quotes that wrap a whole value,
backslashes before signs that no YAML text escapes.
"""

import re
from collections.abc import Iterator, Sequence

PAIRS = (("“", "”"), ("„", "“"), ("„", "”"), ("”", "”"), ("«", "»"), ("‘", "’"), ("‚", "‘"), ("‹", "›"))
FIRST = {pair[0] for pair in PAIRS}
FOREIGN = re.compile(r"[“”„«»‘’‚‹›\\]")
ESCAPED = re.compile(r"(?<!\\)\\([-_*\[\]#!~>+.(){}=|&<`@:])")
# A key, a dash, or both.
START = re.compile(r"\s*(?:(?:- +)+(?:[\w-]+: +)?|[\w-]+: +)")
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
LITERAL = re.compile(r"( *)(?:- +)*(?:[\w-]+: *)?[|>][-+0-9]*\s*$")


def straightened(lines: Sequence[str]) -> Sequence[str]:
    """The lines as they were meant."""
    return list(_straightened(lines)) if any(map(FOREIGN.search, lines)) else lines


def _straightened(lines: Sequence[str]) -> Iterator[str]:
    inside: int | None = None  # indent of the key whose text goes on for some lines
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if inside is not None and (indent > inside or not line.strip()):
            yield line
            continue
        literal = LITERAL.match(line)
        inside = len(literal[1]) if literal else None
        yield _mended(line)


def _mended(line: str) -> str:
    plain = ESCAPED.sub(r"\1", line)
    start = START.match(plain)
    value = plain[start.end() :].rstrip() if start else ""
    if not start or not value:
        return plain
    as_written = line.rstrip().endswith(value)
    if value[0] in "[{" and (as_written or value[-1] in "]}"):
        return f"{start[0]}{_in_flow(value)}"
    if value[0] in FIRST:
        return f"{start[0]}{_in_quotes(value)}"
    # A sign that an exporter found worth a backslash may mean something in YAML: " #1" would cut the text off.
    marked = not as_written and value[0] not in "\"'"
    return f"{start[0]}{_quoted(value)}" if marked else plain


def _in_quotes(value: str) -> str:
    """The value in straight quotes where typographic ones wrap it, and it alone; a comment may follow."""
    for first, last in PAIRS:
        end = value.rfind(last)
        if value[0] != first or end < 2 or not re.match(r"$|\s+#", value[end + 1 :]):
            continue
        inner = value[1:end]
        rest = APOSTROPHE.sub("", inner)
        if first not in rest and last not in rest:
            return f"{_quoted(inner)}{value[end + 1 :]}"
    return value


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _in_flow(value: str) -> str:
    """The same for the items of a list or a group in brackets."""
    for first, last in PAIRS:
        wrapped = rf'([\[{{,:]\s*){first}([^"\\{first}{last}]*){last}(?=\s*[\]}},:])'
        value = re.sub(wrapped, r'\1"\2"', value) if first in value else value
    return value
