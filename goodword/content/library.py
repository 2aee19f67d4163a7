"""The library: all content at one moment, immutable and indexed.

A change never edits a library; it makes a new one, which is swapped in whole. Readers never lock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from goodword.content.body import Heading
from goodword.content.kinds import CaseStudy, Common, Niche
from goodword.content.packing import packing
from goodword.material import Problem

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Terms:
    """What content cannot know by itself: the site's languages (default first) and the company's time zone."""

    languages: tuple[str, ...] = ("en",)
    timezone: ZoneInfo = UTC

    @property
    def default_language(self) -> str:
        return self.languages[0]


@dataclass(frozen=True)
class Image:
    """An image as it is served: ``/media/<hash>/<name>``, resized and stripped of metadata.

    ``sizes`` holds smaller copies of a raster image as (width in pixels, path under /media), smallest first.
    ``preview`` is the 1200×630 copy for link previews, where one was made.
    """

    hash: str
    name: str
    width: int
    height: int
    sizes: tuple[tuple[int, str], ...] = ()
    preview: str | None = None

    @property
    def path(self) -> str:
        return f"{self.hash}/{self.name}"

    @property
    def url(self) -> str:
        return f"/media/{self.path}"


@packing("html")
@dataclass(frozen=True)
class Text:
    """An entry in one language: front matter after inheriting, and the body as safe HTML with placeholder tokens.

    ``own`` names what this language says itself, as dotted paths (``summary``, ``quotes.maud.text``, ``body``);
    everything else was inherited from the default language.
    """

    language: str
    front: Common
    html: str
    headings: tuple[Heading, ...]
    own: frozenset[str]
    words: int = 0


@dataclass(frozen=True)
class Entry:
    """One piece of content in all its languages. ``derived`` is what ``remembering.derived`` keeps."""

    kind: str
    slug: str
    path: str
    default_language: str
    texts: Mapping[str, Text]
    images: Mapping[str, Image] = field(default_factory=dict)
    derived: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def facts(self) -> Common:
        """Front matter in the default language: what does not depend on language is read here."""
        return self.texts[self.default_language].front

    def text(self, language: str) -> Text:
        """The entry in that language, or in the default one where there is no translation."""
        return self.texts.get(language) or self.texts[self.default_language]

    def front(self, language: str) -> Any:
        """Front matter in that language, as the kind's own model."""
        return self.text(language).front

    def language_of(self, part: str, language: str) -> str:
        """The language that ``part`` (``summary``, ``quotes.maud.text``, ``body``) is really written in."""
        text = self.text(language)
        return text.language if part in text.own else self.default_language

    def image(self, name: str | None) -> Image | None:
        """The served image for ``./name`` as front matter spells it."""
        return self.images.get(name) if name else None


@dataclass(frozen=True, eq=False)
class Library:
    """All content. ``revision`` is the same wherever the same sources were accepted."""

    revision: str
    terms: Terms
    entries: Mapping[str, Mapping[str, Entry]]
    problems: tuple[Problem, ...] = ()

    def get(self, kind: str, slug: str | None) -> Entry | None:
        return self.entries.get(kind, {}).get(slug) if slug else None

    def of(self, kind: str) -> tuple[Entry, ...]:
        """All entries of a kind, by slug."""
        return self._sorted.get(kind, ())

    def find(self, kind: str, name: str | None) -> Entry | None:
        """The entry with this slug or alias."""
        return self.get(kind, name) or self.get(kind, self.aliases.get(kind, {}).get(name or ""))

    def ancestors(self, niche: str) -> tuple[str, ...]:
        """The wider niches, nearest first; a circle ends where it closes."""
        found: list[str] = []
        entry = self.get("niche", niche)
        while entry and (parent := cast(Niche, entry.facts).parent) and parent not in {*found, niche}:
            entry = self.get("niche", parent)
            if entry:
                found.append(parent)
        return tuple(found)

    def words(self, niche: str | None, language: str) -> Mapping[str, str]:
        """General word → the niche's word in that language, nearest niche first, wider ones filling gaps."""
        merged: dict[str, str] = {}
        for slug in reversed((niche, *self.ancestors(niche)) if niche else ()):
            if entry := self.get("niche", slug):
                merged.update(cast(Niche, entry.front(language)).words)
        return merged

    @cached_property
    def _sorted(self) -> Mapping[str, tuple[Entry, ...]]:
        return {k: tuple(by_slug[s] for s in sorted(by_slug)) for k, by_slug in self.entries.items()}

    @cached_property
    def aliases(self) -> Mapping[str, Mapping[str, str]]:
        """kind → alias → slug."""
        return {
            kind: MappingProxyType({alias: e.slug for e in self.of(kind) for alias in getattr(e.facts, "aliases", ())})
            for kind in ("niche", "pain", "use-case")
        }

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """niche → the niches directly under it."""
        found: dict[str, list[str]] = {}
        for entry in self.of("niche"):
            if parent := cast(Niche, entry.facts).parent:
                found.setdefault(parent, []).append(entry.slug)
        return {parent: tuple(slugs) for parent, slugs in found.items()}

    @cached_property
    def named_partners(self) -> frozenset[str]:
        """Partners that some entry names: for each of them the plan may differ from any other partner's."""
        return frozenset(p for by_slug in self.entries.values() for e in by_slug.values() for p in partners_in(e))

    @cached_property
    def campaigns(self) -> frozenset[str]:
        """Campaigns that some entry names; any other campaign cannot change a plan."""
        return frozenset(c for by in self.entries.values() for e in by.values() for c in e.facts.campaigns)


def partners_in(entry: Entry) -> Iterable[str]:
    """Every partner slug the entry names, in front matter or in a consent."""
    yield from entry.facts.partners
    if isinstance(entry.facts, CaseStudy):
        if entry.facts.partner:
            yield entry.facts.partner
        for consent in entry.facts.consents:
            if consent.partners != "all":
                yield from consent.partners


def at(front: Any, part: str) -> Any:
    """The value at a dotted path; items of lists by their id, else by their place."""
    value: Any = front
    for name in part.split("."):
        value = item(value, name) if isinstance(value, tuple) else getattr(value, name, None)
        if value is None:
            return None
    return value


def item(items: tuple[Any, ...], name: str) -> Any:
    """The item with this id; one without an id goes by its place."""
    for place, one in enumerate(items):
        if (getattr(one, "id", None) or str(place)) == name:
            return one
    return None
