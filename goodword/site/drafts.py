"""A library in which drafts count as published. Dates and consents hold as ever. Pure.

It is another library with another revision, made beside the live one: what is kept for visitors never learns of it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from goodword.content.library import Entry, Library
from goodword.content.remembering import every

Name = tuple[str, str]


@lru_cache(maxsize=4)
def with_drafts(library: Library) -> Library:
    """With every draft, of entries and of their translations."""
    return opened(library, drafts_of(library))


@lru_cache(maxsize=8)
def with_some_drafts(library: Library, names: frozenset[Name]) -> Library:
    """With the drafts among these entries, by kind and slug, and no other."""
    return opened(library, [entry for entry in drafts_of(library) if (entry.kind, entry.slug) in names])


@lru_cache(maxsize=4)
def drafts_of(library: Library) -> tuple[Entry, ...]:
    """The entries that are drafts, in any of their languages."""
    return tuple(entry for entry in every(library) if is_draft(entry))


def is_draft(entry: Entry) -> bool:
    return any(text.front.status != "published" for text in entry.texts.values())


def opened(library: Library, drafts: Collection[Entry]) -> Library:
    if not drafts:
        return library
    entries: dict[str, Mapping[str, Entry]] = dict(library.entries)
    for kind in {entry.kind for entry in drafts}:
        entries[kind] = {**entries[kind], **published(one for one in drafts if one.kind == kind)}
    names = "\n".join(sorted(f"{entry.kind}/{entry.slug}" for entry in drafts))
    revision = sha256(f"{library.revision}\0{names}".encode()).hexdigest()
    return Library(revision, library.terms, entries, library.problems)


def published(drafts: Iterable[Entry]) -> dict[str, Entry]:
    return {
        entry.slug: replace(
            entry,
            texts={
                code: replace(text, front=text.front.model_copy(update={"status": "published"}))
                for code, text in entry.texts.items()
            },
        )
        for entry in drafts
    }
