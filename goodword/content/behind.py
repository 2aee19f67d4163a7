"""Translations whose original was changed after they were written, among all files."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from goodword.content.advice import path_in
from goodword.content.aging import Parts, Translation, Written, fallen_behind, parts_of
from goodword.content.check_store import Changes, CheckStore
from goodword.content.history import History
from goodword.content.kinds import Common
from goodword.content.library import Terms
from goodword.content.parsing import prose_of
from goodword.content.reading import Source, read
from goodword.content.surveying import Survey
from goodword.material import Problem
from goodword.saying import Said

MOST_NAMED = 4


def behind(root: Path, terms: Terms, survey: Survey, store: CheckStore, changes: Changes) -> Iterator[Problem]:
    """A remark on each published translation that fell behind."""
    history = History(root)
    files = translations(survey)
    rows = {path: Written(*row) for path, *row in store.rows("translations")}
    originals = {one.path: original_of(one.path) for one in files}

    def committed(paths: Collection[str]) -> Mapping[str, Parts]:
        return as_committed({path: originals[path] for path in paths}, history, terms)

    head = history.head if any_new(files, rows) else ""
    for path, parts in fallen_behind(files, rows, head, committed, changes):
        named = ", ".join("text" if part == "body" else part for part in parts[:MOST_NAMED])
        more = " …" if len(parts) > MOST_NAMED else ""
        message = Said(
            "%(original)s changed after this was written: %(parts)s", original=originals[path], parts=named + more
        )
        hint = Said("bring it up to date; if it still fits, save it with any small change")
        yield Problem(path, 1, 1, message, hint, "advice")


def any_new(files: Collection[Translation], rows: Mapping[str, Written]) -> bool:
    """Whether git has anything to be asked about: a version never seen before, or an original that changed."""
    return any(
        (row := rows.get(one.path)) is None or row.digest != one.digest or row.whole != one.whole for one in files
    )


def translations(survey: Survey) -> list[Translation]:
    """Those that are published, of originals that are."""
    found = []
    for group in survey.groups.values():
        entry = group.entry
        if entry is None or entry.facts.status != "published":
            continue
        for language, text in entry.texts.items():
            path = path_in(entry, language)
            if language != entry.default_language and text.front.status == "published":
                found.append(Translation(path, survey.facts[path].digest, text.own, group.parts, group.whole))
    return found


def as_committed(originals: Mapping[str, str], history: History, terms: Terms) -> dict[str, Parts]:
    """path → what its original said in the commit that wrote the translation."""
    commits = history.commits(originals)
    files = history.files((commit, originals[path]) for path, commit in commits.items())
    known = {name: parts for name, data in files.items() if (parts := parts_in_file(name[1], data, terms))}
    return {path: known[name] for path, commit in commits.items() if (name := (commit, originals[path])) in known}


def parts_in_file(path: str, data: bytes, terms: Terms) -> Parts | None:
    """What an original says; None where it is not sound."""
    found = read(Source(path, data, sha256(data).hexdigest()), terms)
    if found is None or not found.sound:
        return None
    front = found.model.model_validate(found.values, context={"timezone": terms.timezone})
    return parts_of(front, prose_of(found.body)) if isinstance(front, Common) else None


def original_of(path: str) -> str:
    stem = path.removesuffix(".md")
    return f"{stem.rpartition('.')[0]}.md"
