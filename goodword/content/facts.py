"""What one version of a file tells about itself: small, and all that a check asks of a file that did not change."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from goodword.content.assembling import body_problems
from goodword.content.body import Link
from goodword.content.discretion import customer_of
from goodword.content.mentions import Mention
from goodword.content.parsing import Parsed
from goodword.material import Problem
from goodword.material.marks import KeyPath, Marks, Place

# Keys whose places something asks for that looks at more than one file, or at the clock.
LATER = frozenset(
    ("consents", "expires_at", "icon", "priority", "publish_at", "sections", "status", "title", "valid_from")
)
ID = re.compile(r'\sid="([^"]*)"')


class Facts(NamedTuple):
    """``values`` are the parent and the words of a niche; ``anchors`` the ids in the body; ``links`` count lines from
    ``body_line``; ``customer`` is the name to be kept out of other files."""

    path: str
    digest: str
    kind: str
    slug: str
    language: str
    is_translation: bool
    problems: tuple[Problem, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    anchors: tuple[str, ...]
    pictures: tuple[tuple[str, bool], ...]
    values: Mapping[str, Any]
    body_line: int
    places: Mapping[KeyPath, Place]
    customer: str | None

    def place(self, key: KeyPath) -> Place:
        """Where the key is written, or the nearest thing around it."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, (1, 1))


def facts_of(parsed: Parsed) -> Facts:
    read, body = parsed.read, parsed.body
    return Facts(
        path=read.path,
        digest=read.digest,
        kind=read.kind,
        slug=read.slug,
        language=read.language,
        is_translation=read.is_translation,
        problems=(*read.problems, *body_problems(read, {read.digest: body} if body else {})),
        mentions=read.mentions,
        links=body.links if body else (),
        anchors=tuple(ID.findall(body.html)) if body else (),
        pictures=parsed.pictures,
        values={key: read.values[key] for key in ("parent", "words") if read.kind == "niche" and key in read.values},
        body_line=read.body_line,
        places=places_of(read.marks),
        customer=customer_of(read),
    )


def places_of(marks: Marks) -> dict[KeyPath, Place]:
    found: dict[KeyPath, Place] = {(): marks.value(())}
    for places in (marks.values, marks.keys):
        found |= {key: place for key, place in places.items() if key and key[0] in LATER and asked_for(key)}
    return found


def asked_for(key: KeyPath) -> bool:
    return len(key) < 3 or key[2:] == ("expires_on",)
