"""What is live while a few files are wrong, without a look at all the others: who waits for a check waits for this.

The rules are those of ``making``, for the entries of the wrong files alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from goodword.content import references
from goodword.content.accepting import chosen, corrected
from goodword.content.assembling import Entries, assemble
from goodword.content.library import Library
from goodword.content.making import bodies_of, withheld
from goodword.content.parsing import Parsed, Parser
from goodword.content.picturing import Pictures
from goodword.content.reading import Source
from goodword.content.scanning import Scan
from goodword.content.store import Name, Store
from goodword.content.surveying import Survey, Surveyor
from goodword.content.versions import pictures_in
from goodword.material import Problem

MOST = 50  # entries; with more, all content may as well be read


@dataclass(frozen=True, slots=True)
class StandIns:
    """``store`` knows the last good version of each file."""

    root: Path
    var: Path
    parser: Parser
    store: Store

    def library(self, survey: Survey, surveyor: Surveyor, errors: Collection[Problem], found: Scan) -> Library | None:
        """The library that is live in spite of these errors; None where that takes a look at everything."""
        whole, paths = survey.library, {problem.path for problem in errors}
        names = {name_in(survey, path) for path in paths}
        files = [one for one in survey.facts.values() if (one.kind, one.slug) in names]
        if ("", "") in names or len(names) > MOST:
            return None
        current = surveyor.parsed(files)
        good = self.good({path: one.read.digest for path, one in current.items()}, current)
        live = chosen(current, good)
        entries, met = self.assembled(live, current, whole, found)
        library = with_entries(whole, names, entries)
        met += tuple(met_in(library, survey))
        if any(problem.is_error and name_in(survey, problem.path) not in names for problem in met):
            return None
        settled = corrected(live, current, good, met)
        if settled != live:
            library = with_entries(whole, names, self.assembled(settled, current, whole, found)[0])
        alone = [problem for one in files for problem in one.problems]
        of_current = [p for p in met if p.is_error and live.get(p.path, current[p.path]) is current[p.path]]
        return replace(library, problems=tuple(sorted({*alone, *of_current})))

    def good(self, digests: Mapping[str, str], current: Mapping[str, Parsed]) -> dict[str, Parsed]:
        """The last good version of each file, where there is one."""
        kept = {path: data for path in digests if (data := self.store.good_source(path)) is not None}
        sources = [Source(path, data, sha256(data).hexdigest()) for path, data in kept.items()]
        others = [one for one in sources if one.digest != digests[one.path]]
        same = {one.path: current[one.path] for one in sources if one.digest == digests[one.path]}
        known = self.parser.recall((one.path, one.digest) for one in others)
        known |= self.parser.parse(one for one in others if (one.path, one.digest) not in known)
        return same | {path: one for (path, _), one in known.items()}

    def assembled(
        self, live: Mapping[str, Parsed], current: Mapping[str, Parsed], whole: Library, found: Scan
    ) -> tuple[Entries, tuple[Problem, ...]]:
        reads = [live[path].read if path in live else withheld(one.read) for path, one in current.items()]
        bodies = bodies_of([*current.values(), *live.values()])
        images = Pictures(self.root, self.var).of(live.values(), found, pictures_in(self.store.good()))
        return assemble(reads, bodies, images, whole.terms)


def name_in(survey: Survey, path: str) -> Name:
    """Kind and slug of the entry whose file this is; empty where it is none's."""
    one = survey.facts.get(path)
    return (one.kind, one.slug) if one and one.kind else ("", "")


def with_entries(whole: Library, names: Collection[Name], entries: Entries) -> Library:
    """The library with these entries of those names, and no others."""
    kept = {
        kind: {slug: entry for slug, entry in by_slug.items() if (kind, slug) not in names} | dict(entries[kind])
        for kind, by_slug in whole.entries.items()
    }
    return Library("", whole.terms, kept)


def met_in(library: Library, survey: Survey) -> tuple[Problem, ...]:
    facts = survey.facts.values()
    return references.problems(library.entries, facts, library.terms, {one.digest: one for one in facts})
