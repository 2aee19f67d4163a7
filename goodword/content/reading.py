"""One content file, read as far as it can be understood alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from goodword.content.fields import Model
from goodword.content.kinds import KINDS, CaseStudy, Consent
from goodword.content.library import Terms
from goodword.content.mentions import Mention, mentions
from goodword.content.naming import is_material, name_of
from goodword.content.pasting import mended
from goodword.content.placeholders import tokenize
from goodword.content.placing import blanked, placeholders
from goodword.content.translating import words_of
from goodword.material import Front, Marks, Problem, nearest, read_front, validate
from goodword.material.text import REMOVED
from goodword.saying import Said

# Problems said of one file; who has more to mend sees the rest in the next run.
MOST = 100
TOP_KEY = re.compile(r"[\"']?([^\s#:\"'][^:]*):")
CONSENT_KEY = re.compile(rf"\b(?:{'|'.join(Consent.model_fields.keys() - {'partners'})})\s*:")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was found: its path relative to ROOT, its bytes, and their SHA-256 in hex."""

    path: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Read:
    """What one file says. ``kind`` is "" where the file lies in the wrong place.

    ``values`` are plain data with placeholder tokens, ready to be validated again; ``body`` has tokens and no
    comments. ``mentions`` are what only other files can confirm. ``guarded`` means that what it
    says about consent cannot be trusted, so that no earlier version may stand in for it.
    """

    kind: str
    slug: str
    language: str
    path: str
    digest: str
    is_translation: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    body: str = ""
    body_line: int = 1
    mentions: tuple[Mention, ...] = ()
    guarded: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        return bool(self.kind) and not any(problem.is_error for problem in self.problems)

    @property
    def model(self) -> type[Model]:
        """What its front matter is: the kind's model, or that of the kind's translations."""
        return words_of(KINDS[self.kind]) if self.is_translation else KINDS[self.kind]


def read(source: Source, terms: Terms) -> Read | None:
    """What the file says and what in it is wrong; None if it is no content. Looks at this file only."""
    if not is_material(source.path):
        return None
    name, misnamed = name_of(source.path, terms.languages)
    front, problems = read_front(source.path, source.data)
    if name is None:
        return Read("", "", "", source.path, source.digest, problems=(*misnamed, *problems))
    language = name.language or terms.default_language
    start = Read(name.kind, name.slug, language, source.path, source.digest, bool(name.language))
    if front is None:
        return replace(start, problems=problems, guarded=name.kind == "case-study")
    return understood(start, front, problems, terms)


def understood(start: Read, front: Front, problems: tuple[Problem, ...], terms: Terms) -> Read:
    unread = problems
    _, misfits = validate(start.path, front.values, front.marks, start.model, {"timezone": terms.timezone})
    body, comments = blanked(start.path, front.body, front.body_line)
    body, pasted = mended(start.path, body, front.body_line)
    words, misplaced = placeholders(start.path, front, body)
    problems = (*problems, *misfits, *twice(start, front), *comments, *pasted, *misplaced)
    return replace(
        start,
        values=tokenized(front.values),
        marks=front.marks,
        body=tokenize(body) if body.strip() else "",
        body_line=front.body_line,
        mentions=(*mentions(front.values, front.marks), *words),
        guarded=start.kind == "case-study" and distrusted(front, unread, problems),
        problems=tuple(sorted(set(problems)))[:MOST],
    )


def twice(start: Read, front: Front) -> Iterator[Problem]:
    """Items of one list with the same id: a translation could not tell them apart."""
    for key, items in front.values.items():
        seen: set[str] = set()
        for number, item in enumerate(items if isinstance(items, list) else ()):
            name = item.get("id") if isinstance(item, Mapping) else None
            if isinstance(name, str) and name in seen:
                place = front.marks.value((key, number, "id"))
                message = Said("%(key)s have two items with the id %(item)s", key=key, item=name)
                yield Problem(start.path, *place, message, Said("rename one"))
            elif isinstance(name, str):
                seen.add(name)


def distrusted(front: Front, unread: tuple[Problem, ...], problems: tuple[Problem, ...]) -> bool:
    """Whether what the file says about consent may be something else than its author meant."""
    if any(problem.line < front.body_line and problem.is_error for problem in unread):
        return True
    lines = front.text.split("\n")
    errors = (problem for problem in problems if problem.is_error and problem.line < front.body_line)
    return any(about_consent(lines, problem.line) for problem in errors)


def about_consent(lines: list[str], line: int) -> bool:
    """Whether this line of front matter belongs to ``consents``, or to a key that may mean it, or holds such a key
    in the wrong place."""
    if CONSENT_KEY.search(lines[line - 1]):
        return True
    for text in reversed(lines[1:line]):
        if match := TOP_KEY.match(text):
            key = match[1].strip(" \t\"'")
            known = key in CaseStudy.model_fields and key != "consents"
            return not known and nearest(key, ("consents",)) is not None
    return True


def tokenized(value: Any) -> Any:
    """The values with every placeholder as its token; a token spelled by a YAML escape is none."""
    if isinstance(value, str):
        return tokenize(REMOVED.sub("", value))
    if isinstance(value, Mapping):
        return {name: tokenized(inner) for name, inner in value.items()}
    return [tokenized(inner) for inner in value] if isinstance(value, list) else value
