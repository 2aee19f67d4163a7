"""Customers' names in every file, looked for only where a file or a name is new."""

import pickle
from collections.abc import Iterator
from pathlib import Path

from goodword.content.check_store import Changes, CheckStore
from goodword.content.discretion import Hits, Names, named_elsewhere
from goodword.content.scanning import source
from goodword.content.surveying import Survey
from goodword.material import Problem

Found = dict[str, Hits]


def naming(root: Path, survey: Survey, store: CheckStore, changes: Changes) -> Iterator[Problem]:
    """The lines that name a customer outside the customer's own case study."""
    owners: dict[str, set[str]] = {}
    for one in survey.facts.values():
        if one.customer:
            owners.setdefault(one.customer, set()).add(one.slug)
    known: tuple[frozenset[str], Found] = store.value("names", (frozenset(), {}))
    found = places(root, survey, frozenset(owners), *known)
    if (frozenset(owners), found) != known:
        changes.put("state", ("names",), (pickle.dumps((frozenset(owners), found)),))
    own = {one.path: one.slug for one in survey.facts.values() if one.kind == "case-study"}
    return named_elsewhere(owners, found, own)


def places(root: Path, survey: Survey, names: frozenset[str], before: frozenset[str], known: Found) -> Found:
    """path → where any of the names stands. ``known`` is the same for the names ``before``."""
    every, new = Names(names), Names(names - before)
    found: Found = {}
    for path in survey.facts:
        if path in survey.fresh:
            hits = every.in_file(path, survey.fresh[path].data)
        else:
            hits = tuple(hit for hit in known.get(path, ()) if hit[2] in names)
            if new.names and (here := source(root, path)):
                hits = tuple(sorted((*hits, *new.in_file(path, here.data))))
        if hits:
            found[path] = hits
    return found
