"""Every problem in all material, in one report."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from goodword.content.behind import behind
from goodword.content.check_store import Changes, CheckStore
from goodword.content.fingerprint import fingerprint
from goodword.content.gathering import gathering
from goodword.content.library import Library, Terms
from goodword.content.linking import links
from goodword.content.named_elsewhere import naming
from goodword.content.parsing import Parser
from goodword.content.references import References
from goodword.content.render_process import Renderer
from goodword.content.scanning import scan
from goodword.content.standing_in import StandIns
from goodword.content.store import Store
from goodword.content.surveying import Survey, Surveyor
from goodword.material import Problem
from goodword.material.marks import KeyPath, Place

Checker = Callable[[], Iterable[Problem]]
# Path and key → where the key is written.
Places = Callable[[str, KeyPath], Place]
LibraryChecker = Callable[[Library, Places, datetime], Iterable[Problem]]


def nothing(paths: Collection[str], library: Library | None) -> Iterable[str]:
    return ()


def forget(report: "Report") -> None:
    pass


def this_moment() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """``problems`` in the order of the files; ``files`` is how many content files were read; ``digests`` are theirs,
    by path. ``library`` is what is live when these files are: None where errors are too many or too strange to say so
    without reading all of it."""

    problems: tuple[Problem, ...]
    files: int
    digests: Mapping[str, str] = field(default_factory=dict)
    library: Library | None = field(default=None, repr=False, compare=False)

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def advice(self) -> int:
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True)
class Checks:
    """What there is to check. ``more`` are checkers of material that other rooms know, ``of_library`` those of what
    content becomes there; ``partners`` gives the known slugs, or None while nobody can say. ``receipts`` says of
    content files, by path, what became of them, in lines for people, given the report's library. ``keep`` is given each
    report of the whole."""

    root: Path
    var: Path
    terms: Terms
    more: tuple[Checker, ...] = ()
    partners: Callable[[], Collection[str] | None] = lambda: None
    of_library: tuple[LibraryChecker, ...] = ()
    receipts: Callable[[Collection[str], Library | None], Iterable[str]] = nothing
    keep: Callable[["Report"], None] = forget
    clock: Callable[[], datetime] = this_moment

    def report(self) -> Report:
        """Everything that is wrong and everything worth saying, as the files are now."""
        store = self.store()
        with gathering(), self.reading(store) as (surveyor, stand_ins):
            survey = surveyor.survey(found := scan(self.root))
            problems = [*self.of_content(survey), *self.of_time(survey, store, surveyor.changes)]
            errors = [problem for problem in problems if problem.is_error]
            library = stand_ins.library(survey, surveyor, errors, found) if errors else survey.library
            store.change(surveyor.changes)
        for checker in self.more:
            problems += checker()
        digests = {one.path: one.digest for one in survey.facts.values()}
        return Report(tuple(sorted(set(problems))), len(survey.facts), digests, library)

    def store(self) -> CheckStore:
        return CheckStore(self.var, fingerprint(self.terms))

    @contextmanager
    def reading(self, store: CheckStore) -> Iterator[tuple[Surveyor, StandIns]]:
        """What the site has rendered before is taken from there."""
        rendered, renderer = Store(self.var), Renderer()
        try:
            parser = Parser(rendered, renderer, self.terms, fingerprint(self.terms))
            surveyor = Surveyor(self.root, self.var, self.terms, parser, store)
            yield surveyor, StandIns(self.root, self.var, parser, rendered)
        finally:
            renderer.close()
            rendered.close()

    def of_content(self, survey: Survey) -> Iterator[Problem]:
        """What files say alone, together, and of each other, at this moment."""
        now, facts = self.clock(), survey.facts
        yield from survey.problems
        for one in facts.values():
            yield from one.problems
        for group in survey.groups.values():
            yield from group.problems
        bodies = {one.digest: one for one in facts.values()}
        references = References(survey.library.entries, facts.values(), self.terms, bodies, self.partners())
        yield from references.problems()
        yield from links(facts, survey.library, references.addresses, now)
        for checker in self.of_library:
            yield from checker(survey.library, survey.place, now)

    def of_time(self, survey: Survey, store: CheckStore, changes: Changes) -> Iterator[Problem]:
        """What shows only beside what was there before, or in every file at once."""
        yield from naming(self.root, survey, store, changes)
        yield from behind(self.root, self.terms, survey, store, changes)

    def news(self, report: Report) -> tuple[str, ...]:
        """Paths of the files that changed since this was asked last; none the first time."""
        store, changes = self.store(), Changes()
        before = dict(store.rows("told"))
        changed = tuple(path for path, digest in report.digests.items() if before.get(path) != digest)
        for path in changed:
            changes.put("told", (path,), (report.digests[path],))
        changes.keep_only("told", ((path,) for path in before), ((path,) for path in report.digests))
        store.change(changes)
        return changed if before else ()
