"""Content written in a test, read as the site would read it."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from zoneinfo import ZoneInfo

from goodword.content import references
from goodword.content.assembling import Entries, assemble, body_problems
from goodword.content.library import Entry, Terms
from goodword.content.markdown import render
from goodword.content.reading import Read, Source, read
from goodword.material import Problem

TERMS = Terms(("en", "it", "ar"), ZoneInfo("Asia/Dubai"))


def source(path: str, text: str | bytes) -> Source:
    data = text.encode() if isinstance(text, str) else text
    return Source(path, data, sha256(data).hexdigest())


def read_one(path: str, text: str | bytes) -> Read:
    """The file as read; it must be one that is read."""
    found = read(source(path, text), TERMS)
    assert found is not None
    return found


def faq(front: str, body: str = "") -> str:
    return f"---\ntitle: T\n{front}\n---\n{body}"


def put_together(files: Mapping[str, str]) -> tuple[Entries, list[Problem]]:
    """The entries of these files under content/, and every problem of the two passes."""
    reads = [read_one(f"content/{path}", text) for path, text in files.items()]
    bodies = {one.digest: render(one.body) for one in reads if one.body}
    entries, problems = assemble(reads, bodies, {}, TERMS)
    found = [p for one in reads for p in (*one.problems, *body_problems(one, bodies))]
    return entries, sorted({*found, *problems, *references.problems(entries, reads, TERMS, bodies)})


def entry(kind: str, slug: str, files: Mapping[str, str]) -> Entry:
    """The entry that these files make, without any problem."""
    entries, problems = put_together(files)
    assert not problems, lines(problems)
    return entries[kind][slug]


def lines(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]
