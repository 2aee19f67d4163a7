"""Every problem in all material, in one report."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodword.content import references
from goodword.content.advice import advice
from goodword.content.assembling import assemble, body_problems
from goodword.content.body import Body
from goodword.content.discretion import named_elsewhere, shown_without_name
from goodword.content.fingerprint import fingerprint
from goodword.content.library import Terms
from goodword.content.naming import is_material
from goodword.content.parsing import Parsed, Parser
from goodword.content.picturing import Pictures
from goodword.content.reading import Source
from goodword.content.render_process import Renderer
from goodword.content.scanning import Scan, scan, source
from goodword.content.store import Store
from goodword.material import Problem

Checker = Callable[[], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Report:
    """``problems`` in the order of the files; ``files`` is how many content files were read."""

    problems: tuple[Problem, ...]
    files: int

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def advice(self) -> int:
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True)
class Checks:
    """What there is to check. ``more`` are checkers of material that other rooms know; ``partners`` gives the known
    slugs, or None while nobody can say."""

    root: Path
    var: Path
    terms: Terms
    more: tuple[Checker, ...] = ()
    partners: Callable[[], Collection[str] | None] = lambda: None

    def report(self) -> Report:
        """Everything that is wrong and everything worth saying, as the files are now."""
        found = scan(self.root)
        sources, problems = sources_of(self.root, found)
        parsed = self.parsed(sources)
        problems += self.of_content(parsed, sources, found)
        for checker in self.more:
            problems += checker()
        return Report(tuple(sorted(set(problems))), len(sources))

    def parsed(self, sources: Collection[Source]) -> list[Parsed]:
        """The files read and rendered; what the site has rendered before is taken from there."""
        store, renderer = Store(self.var), Renderer()
        try:
            parser = Parser(store, renderer, self.terms, fingerprint(self.terms))
            known = parser.recall((one.path, one.digest) for one in sources)
            fresh = parser.parse(one for one in sources if (one.path, one.digest) not in known)
            return [*known.values(), *fresh.values()]
        finally:
            renderer.close()
            store.close()

    def of_content(self, parsed: Collection[Parsed], sources: Collection[Source], found: Scan) -> list[Problem]:
        reads = [one.read for one in parsed]
        bodies: Mapping[str, Body] = {one.read.digest: one.body for one in parsed if one.body}
        images = Pictures(self.root, self.var).of(parsed, found)
        entries, met = assemble(reads, bodies, images, self.terms)
        problems = [problem for one in reads for problem in (*one.problems, *body_problems(one, bodies))]
        problems += met
        problems += references.problems(entries, reads, self.terms, bodies, self.partners())
        problems += advice(entries, reads, self.terms)
        problems += named_elsewhere(reads, sources)
        problems += shown_without_name(reads)
        return problems


def sources_of(root: Path, found: Scan) -> tuple[list[Source], list[Problem]]:
    """The content files as they are now, and those that cannot be opened."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in sorted(filter(is_material, found)):
        if one := source(root, path):
            sources.append(one)
        else:
            problems.append(Problem(path, 1, 1, "the file cannot be opened", "look at its permissions"))
    return sources, problems
