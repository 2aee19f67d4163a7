"""An explanation as the preview shows it: who stands in each section, whom they beat, and who was kept out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from goodword.content.library import Entry, at
from goodword.site.explaining import Considered, Reasons
from goodword.site.pages import hero_copy, text_of
from goodword.site.reasons import BEATEN, FILTERS, POINTS
from goodword.site.shapes import Say
from goodword.site.tongue import Tongue
from goodword.team.names import SECTIONS
from goodword.team.preview.looking import Look
from goodword.team.preview.titles import path_of, plain
from goodword.team.spoken import spoken

FIT_WORSE = BEATEN["passed over"]
FEW = 3
# What a result or a quote is called: the first of these keys of its own.
ITEMS = {"results": "metric", "quotes": "text"}
LONGEST = 60


@dataclass(frozen=True, slots=True)
class File:
    """An entry's file: ``edit`` is where the forge edits it, if one is known, ``desk`` its page on the desk."""

    title: Say
    path: str
    edit: str | None
    desk: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate: its file, the points in parts and the reason, in the reader's words."""

    file: File
    item: Say | None
    total: int
    parts: tuple[tuple[str, int], ...]
    why: Markup


@dataclass(frozen=True, slots=True)
class Kept:
    """Those that one rule kept out, the best of them first, and how many more there are."""

    rule: str
    first: tuple[Weighed, ...]
    more: int

    @property
    def count(self) -> int:
        return len(self.first) + self.more


@dataclass(frozen=True, slots=True)
class Why:
    """A section. ``hidden`` says why it is not shown; ``words`` is the file that its own words come from."""

    id: str
    name: str
    hidden: Markup | None
    words: File | None
    chosen: tuple[Weighed, ...]
    beaten: Kept | None
    kept_out: tuple[Kept, ...]
    miss: Weighed | None

    def __bool__(self) -> bool:
        return bool(self.hidden or self.words or self.chosen or self.beaten or self.kept_out)


@dataclass(frozen=True, slots=True)
class Whys:
    """Makes them for one look. ``edit`` gives where a file is edited, or None."""

    seen: Look
    tongue: Tongue
    edit: Callable[[str], str | None]

    def all(self) -> tuple[Why, ...]:
        told = self.seen.explanation
        return tuple(self.section(id_, reasons) for id_, reasons in numbered(told.sections)) if told else ()

    def section(self, id_: str, reasons: Reasons) -> Why:
        filled, rest = reasons.filled, reasons.rest
        beaten = [one for one in rest if one.fate in BEATEN]
        return Why(
            id=id_,
            name=self.tongue.interface(SECTIONS[filled.section.name]),
            hidden=spoken(filled.hidden, self.tongue.words) if filled.hidden else None,
            words=self.words(filled.section.name),
            chosen=tuple(map(self.weighed, reasons.chosen)),
            beaten=self.kept(self.tongue.interface(FIT_WORSE), beaten) if beaten else None,
            kept_out=tuple(self.by_rule(rest)),
            miss=self.weighed(reasons.nearest_miss) if reasons.nearest_miss else None,
        )

    def by_rule(self, rest: Sequence[Considered]) -> Iterator[Kept]:
        for name, rule in FILTERS.items():
            if found := [one for one in rest if one.fate == name]:
                yield self.kept(self.tongue.interface(rule), found)

    def kept(self, rule: str, found: Sequence[Considered]) -> Kept:
        return Kept(rule, tuple(map(self.weighed, found[:FEW])), max(0, len(found) - FEW))

    def weighed(self, one: Considered) -> Weighed:
        entry = self.entry(one)
        return Weighed(
            file=self.file(entry),
            item=self.item(entry, one.ref.partition("#")[2]),
            total=one.total,
            parts=tuple((self.tongue.interface(POINTS[name]), points) for name, points in one.points.items()),
            why=spoken(one.why, self.tongue.words),
        )

    def entry(self, one: Considered) -> Entry:
        found = self.seen.library.get(one.kind, one.slug)
        if found is None:
            raise LookupError(f"{one.kind} {one.slug} was considered and is not there")
        return found

    def file(self, entry: Entry) -> File:
        """The file that a reader of the previewed page gets: its translation's, where there is one."""
        path = path_of(entry, self.seen.who.language)
        title = self.tongue.say(
            plain(entry.front(self.tongue.code).title), entry.language_of("title", self.tongue.code)
        )
        return File(title, path, self.edit(path), f"/team/content/{entry.kind}/{entry.slug}")

    def item(self, entry: Entry, name: str) -> Say | None:
        """A result or a quote of a story, in a few words."""
        if not name:
            return None
        front: Any = entry.front(self.tongue.code)
        for items, key in ITEMS.items():
            if text := at(front, f"{items}.{name}.{key}"):
                said = plain(str(text))
                short = said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"
                return self.tongue.say(short, entry.language_of(f"{items}.{name}.{key}", self.tongue.code))
        return None

    def words(self, section: str) -> File | None:
        """Where the words of a hero or of a running text come from."""
        seen = self.seen
        if seen.shown is None or seen.plan is None:
            return None
        if section == "hero":
            copy = hero_copy(seen.library, seen.shown, seen.plan.visitor)
            return self.file(copy.entry) if copy else None
        if section == "text":
            found = text_of(seen.library, seen.shown, seen.plan.visitor)
            return self.file(found[0]) if found else None
        return None


def numbered(sections: Iterable[Reasons]) -> Iterator[tuple[str, Reasons]]:
    """Each section with the id that it has on the page; a hidden one has none."""
    used: dict[str, int] = {}
    for reasons in sections:
        name = reasons.filled.section.name
        if reasons.filled.hidden:
            yield "", reasons
            continue
        used[name] = used.get(name, 0) + 1
        yield (name if used[name] == 1 else f"{name}-{used[name]}"), reasons


def entries_on(seen: Look) -> tuple[Entry, ...]:
    """Every entry that the page is made of: its own, its layout's, and those in its sections."""
    if seen.shown is None or seen.plan is None:
        return ()
    library, visitor = seen.library, seen.plan.visitor
    copy, text = hero_copy(library, seen.shown, visitor), text_of(library, seen.shown, visitor)
    niches = (visitor.niche, *library.ancestors(visitor.niche)) if visitor.niche else ()
    blocks = [library.get(block.kind, block.slug) for filled in seen.plan.shown for block in filled.blocks]
    found = [
        seen.shown.entry,
        seen.shown.page,
        copy.entry if copy else None,
        text[0] if text else None,
        *(library.get("niche", slug) for slug in niches),
        *blocks,
    ]
    return tuple({(entry.kind, entry.slug): entry for entry in found if entry}.values())
