"""Translations that fell behind: what the original says was changed after they were written.

What counts is what the original said when a version of a translation first appeared: in the git history if there is
one and the file is committed, else when a check first met that version. A fresh copy without history knows of
no older original and says nothing. Numbers, consents and whatever else a translation inherits make none stale.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from goodword.content.check_store import Changes
from goodword.content.fields import Model
from goodword.content.translating import identity, numbered, words_of

Parts = Mapping[str, str]
# What a translation may give, and which is no text that could fall behind.
NO_WORDS = frozenset({"status", "publish_at", "image", "logo", "photo", "target"})
# path of a translation → digests of the original's parts when it was committed; those that git does not know are out.
Committed = Callable[[Collection[str]], Mapping[str, Parts]]


class Translation(NamedTuple):
    """One file: its path and digest, what it says itself, and what its original says now. ``whole`` stands for all
    that the original says."""

    path: str
    digest: str
    own: frozenset[str]
    original: Parts
    whole: str


class Written(NamedTuple):
    """What was remembered: of which version of the translation, when git was last asked, what the original said."""

    digest: str
    head: str
    whole: str
    parts: bytes


def fallen_behind(
    files: Collection[Translation], rows: Mapping[str, Written], head: str, committed: Committed, changes: Changes
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Path of each translation that fell behind, and which parts of its original changed. ``head`` is the commit that
    git is at, "" without git; ``changes`` gathers what is to be remembered."""
    suspects: dict[str, Translation] = {}
    known: dict[str, Written] = {}
    for one in files:
        row = rows.get(one.path)
        if row and row.digest == one.digest:
            known[one.path] = row
            if row.whole == one.whole or (row.head == head) or not head:
                continue
        suspects[one.path] = one
    told = committed(suspects) if suspects and head else {}
    for path, one in suspects.items():
        before = told.get(path) or (parts_in(known[path]) if path in known else one.original)
        known[path] = Written(one.digest, head, whole(before), json.dumps(dict(before)).encode())
        changes.put("translations", (path,), tuple(known[path]))
    changes.keep_only("translations", ((path,) for path in rows), ((one.path,) for one in files))
    for one in files:
        if changed := changed_parts(one, known[one.path]):
            yield one.path, changed


def changed_parts(one: Translation, written: Written) -> tuple[str, ...]:
    """What the original says otherwise than then, or did not say then; only what concerns this translation."""
    if written.whole == one.whole:
        return ()
    then = parts_in(written)
    return tuple(
        part
        for part, digest in one.original.items()
        if (part in one.own and then.get(part, digest) != digest) or (part not in one.own and part not in then)
    )


def parts_of(front: Model, prose: str) -> Parts:
    """A digest of each text that an original gives and a translation can give, by its dotted path. ``prose`` is that
    of the body."""
    found = {part: sha256(words.encode()).hexdigest()[:12] for part, words in said(front, "")}
    return {**found, "body": prose} if prose else found


def said(front: Model, dots: str) -> Iterator[tuple[str, str]]:
    """Every text of the front matter that has a translation, with its dotted path."""
    for name in words_of(type(front)).model_fields:
        value = None if name in NO_WORDS or name == identity(type(front)) else getattr(front, name)
        if isinstance(value, Model):
            yield from said(value, f"{dots}{name}.")
        elif isinstance(value, Mapping):
            yield from ((f"{dots}{name}.{key}", str(text)) for key, text in value.items())
        elif isinstance(value, tuple) and value and isinstance(value[0], Model):
            for item, inner in zip(numbered(value), value, strict=True):
                yield from said(inner, f"{dots}{name}.{item}.") if item else ()
        elif value:
            yield f"{dots}{name}", "\n".join(value) if isinstance(value, tuple) else str(value)


def parts_in(written: Written) -> Parts:
    found: dict[str, str] = json.loads(written.parts)
    return found


def whole(parts: Parts) -> str:
    return sha256(repr(sorted(parts.items())).encode()).hexdigest()[:32]
