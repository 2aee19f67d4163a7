"""Which entries show which image, and as what: an image may be served only while something may show it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from goodword.content.library import Entry, Library
from goodword.content.remembering import derived, every

Part = Literal["image", "logo", "photo", "body"]
PARTS: Mapping[str, Part] = {"image": "image", "logo": "logo", "photo": "photo"}
IN_BODY = re.compile(r'(?:src="|[" ,])/media/([0-9a-f]{20}/[^"\s,]+)')


def uses(library: Library) -> Mapping[str, tuple[tuple[Entry, Part], ...]]:
    """Path under ``/media`` (copies and previews too) → the entries that use it, each with the part it is:
    ``logo`` and ``photo`` as consents name them, ``image`` for an entry's own picture, else ``body``."""
    found: dict[str, dict[tuple[str, str, Part], Entry]] = {}
    for entry in every(library):
        for path, part in shown(entry):
            found.setdefault(path, {})[entry.kind, entry.slug, part] = entry
    return {path: tuple((entry, key[2]) for key, entry in users.items()) for path, users in found.items()}


def named(value: Any, part: Part | None = None) -> Iterator[tuple[str, Part]]:
    """Every image that front matter names, as plain values: (``./name``, part)."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from named(inner, PARTS.get(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from named(inner)
    elif part and isinstance(value, str):
        yield value, part


@derived
def shown(entry: Entry) -> tuple[tuple[str, Part], ...]:
    """Path under ``/media`` and part, of every image that the entry shows."""
    return tuple(dict.fromkeys(_of(entry)))


def _of(entry: Entry) -> Iterator[tuple[str, Part]]:
    for text in entry.texts.values():
        for name, part in named(text.front.model_dump(exclude_none=True)) if entry.images else ():
            if image := entry.images.get(name):
                yield image.path, part
                yield from ((path, part) for _, path in image.sizes)
                if image.preview:
                    yield image.preview, part
        for path in IN_BODY.findall(html) if "/media/" in (html := text.html) else ():
            yield path, "body"
