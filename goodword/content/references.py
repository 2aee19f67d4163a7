"""The second pass: whether everything that files mention is there. Runs after all files were read."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from goodword.content.addresses import Addresses, File
from goodword.content.assembling import Entries
from goodword.content.body import Link
from goodword.content.kinds import KINDS, CaseStudy
from goodword.content.library import Terms
from goodword.content.mentions import Mention
from goodword.content.translating import numbered
from goodword.material import Problem, did_you_mean, nearest
from goodword.saying import Said


class Linked(Protocol):
    """A body, as far as it is asked here."""

    @property
    def links(self) -> tuple[Link, ...]: ...


def problems(
    entries: Entries,
    reads: Collection[File],
    terms: Terms,
    bodies: Mapping[str, Linked] | None = None,
    partners: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """What the files mention that is not there, and names that two of them claim.

    An entry whose file is wrong counts as being there, so that one mistake is reported once. ``bodies`` (by
    digest) adds the links in bodies; ``partners``, the known slugs, adds advice on unknown ones.
    """
    return tuple(sorted(set(References(entries, reads, terms, bodies or {}, partners).problems())))


class References:
    """Everything there is, by the names under which files mention it."""

    def __init__(
        self,
        entries: Entries,
        reads: Collection[File],
        terms: Terms,
        bodies: Mapping[str, Linked],
        partners: Collection[str] | None,
    ) -> None:
        self.entries, self.bodies, self.partners = entries, bodies, partners
        self.reads = [one for one in reads if one.kind]
        self.addresses = Addresses(self.reads, terms)
        self.slugs: dict[str, set[str]] = {kind: set(by_slug) for kind, by_slug in entries.items()}
        for one in self.reads:
            self.slugs[one.kind].add(one.slug)
        self.slugs["entry"] = {slug for slugs in self.slugs.values() for slug in slugs}

    def problems(self) -> Iterator[Problem]:
        for one in self.reads:
            for mention in one.mentions:
                if fault := self.fault(one, mention):
                    yield Problem(one.path, mention.line, mention.column, *fault)
                elif mention.what == "partner" and (advice := self.stranger(mention.name)):
                    yield Problem(one.path, mention.line, mention.column, *advice, level="advice")
            yield from self.broken_links(one)
        yield from self.circles()

    def fault(self, read: File, mention: Mention) -> tuple[str, str] | None:
        """Message and hint, where the mention is of nothing, or of what another entry claims."""
        name = mention.name
        if mention.what in self.slugs:
            return self.unknown(mention.what, name)
        if mention.what == "alias":
            return self.taken(read, name)
        if mention.what == "redirect":
            return self.addresses.taken(read, name)
        if mention.what == "address" and name.startswith("/"):
            return self.addresses.fault(name)
        if mention.what == "word" and name.lower() not in self.words:
            return Said("no niche has a word for %(name)s", name=name), did_you_mean(name, self.words)
        return None

    def stranger(self, partner: str) -> tuple[str, str] | None:
        if self.partners is None or partner in self.partners:
            return None
        return Said("no partner is called %(name)s", name=partner), did_you_mean(partner, self.partners)

    def unknown(self, kind: str, name: str) -> tuple[str, str] | None:
        slug, _, item = name.partition("#")
        if slug not in self.slugs[kind]:
            near = min(self.aliases.get(kind, {}).get(slug, ()), default=None) or nearest(slug, self.slugs[kind])
            known = Said("there are these: %(names)s", names=few(self.slugs[kind]))
            return NOBODY[kind](slug), Said("did you mean %(near)s?", near=near) if near else known
        entry = self.entries.get(kind, {}).get(slug)
        if item and entry and isinstance(entry.facts, CaseStudy):
            items = (*entry.facts.results, *entry.facts.quotes)
            names = [name for name in numbered(items) if name]
            if item not in names:
                message = Said("%(slug)s has no result or quote with the id %(item)s", slug=slug, item=item)
                return message, did_you_mean(item, names)
        return None

    def taken(self, read: File, alias: str) -> tuple[str, str] | None:
        """Another entry of the kind with this slug or alias."""
        if alias in self.slugs[read.kind]:
            message = Said("the alias %(alias)s is the name of another %(kind)s", alias=alias, kind=read.kind)
            return message, Said("choose another alias")
        others = self.aliases[read.kind][alias] - {read.slug}
        if not others:
            return None
        message = Said("the alias %(alias)s belongs to %(name)s too", alias=alias, name=min(others))
        return message, Said("keep it in one of the two")

    def broken_links(self, read: File) -> Iterator[Problem]:
        body = self.bodies.get(read.digest)
        for href, line in body.links if body else ():
            if href.startswith("/") and (fault := self.addresses.fault(href)):
                yield Problem(read.path, read.body_line + line - 1, 1, *fault)

    def circles(self) -> Iterator[Problem]:
        """Niches that are, over some steps, their own parent."""
        parents = {
            one.slug: mention
            for one in self.reads
            if one.kind == "niche"
            for mention in one.mentions
            if mention.what == "niche" and mention.name == one.values.get("parent")
        }
        paths = {one.slug: one.path for one in self.reads if one.kind == "niche" and not one.is_translation}
        for slug, mention in parents.items():
            way = [slug]
            while (parent := parents.get(way[-1])) and parent.name not in way:
                way.append(parent.name)
            if parent and parent.name == slug and slug in paths:
                message = Said("a niche cannot be its own parent: %(circle)s", circle=" → ".join((*way, slug)))
                hint = Said("remove one parent of these")
                yield Problem(paths[slug], mention.line, mention.column, message, hint)

    @cached_property
    def aliases(self) -> Mapping[str, Mapping[str, set[str]]]:
        """kind → alias → the entries that claim it."""
        found: dict[str, dict[str, set[str]]] = {kind: {} for kind in KINDS}
        for one in self.reads:
            for mention in one.mentions:
                if mention.what == "alias":
                    found[one.kind].setdefault(mention.name, set()).add(one.slug)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every general word for which some niche has its own, in lower case."""
        given = (one.values.get("words") for one in self.reads if one.kind == "niche")
        return frozenset(word.lower() for words in given if isinstance(words, Mapping) for word in words)


def few(names: Collection[str]) -> str:
    shown = sorted(names)[:8]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "") if shown else Said("none yet")


# What is said where nothing of that kind has the name.
NOBODY: Mapping[str, Callable[[str], str]] = {
    "niche": lambda slug: Said("no niche is called %(slug)s", slug=slug),
    "pain": lambda slug: Said("no pain point is called %(slug)s", slug=slug),
    "use-case": lambda slug: Said("no use case is called %(slug)s", slug=slug),
    "case-study": lambda slug: Said("no case study is called %(slug)s", slug=slug),
    "faq": lambda slug: Said("no FAQ is called %(slug)s", slug=slug),
    "guide": lambda slug: Said("no guide is called %(slug)s", slug=slug),
    "offer": lambda slug: Said("no offer is called %(slug)s", slug=slug),
    "page": lambda slug: Said("no page is called %(slug)s", slug=slug),
    "entry": lambda slug: Said("no entry is called %(slug)s", slug=slug),
}
