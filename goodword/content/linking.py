"""Links to this site's own pages that do not lead where their author meant, though something may answer there."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from goodword.content.addresses import BELOW, Addresses, address_of, tidied
from goodword.content.advice import path_in
from goodword.content.consent import Place, allowed
from goodword.content.facts import Facts
from goodword.content.finishing import ANCHOR_PREFIX, slug
from goodword.content.kinds import NOT_ADDRESSES, SECTION_NAMES, CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.liveness import dead, version
from goodword.content.naming import RESERVED
from goodword.material import Problem, did_you_mean
from goodword.saying import Said

# Message and hint.
Remark = tuple[str, str]
# What pages themselves can be entered at, besides the headings of bodies.
FURNITURE = frozenset({"main", *SECTION_NAMES})


class Target(NamedTuple):
    """What a link leads to: the entry, and the address that it has now."""

    entry: Entry
    address: str


class Reader(NamedTuple):
    """Who reads a link: in which language, from when on, and only sent by these partners, if any."""

    language: str
    moment: datetime
    partners: tuple[str, ...]


def links(facts: Mapping[str, Facts], library: Library, addresses: Addresses, now: datetime) -> Iterator[Problem]:
    """Advice on every link of every file that will be read at some moment. ``addresses`` knows what is dead."""
    look = Looking(facts, library, addresses, now)
    for one in facts.values():
        entry = library.get(one.kind, one.slug)
        if entry is None or (moment := look.read_from(entry, one.language)) is None:
            continue
        for what, name, line, column in one.mentions:
            if what == "redirect" and (fault := unreachable(name, addresses)):
                yield Problem(one.path, line, column, *fault, "advice")
        for href, line, column in hrefs(one):
            for message, hint in look.remarks(one, entry, href, moment):
                yield Problem(one.path, line, column, message, hint, "advice")


def hrefs(one: Facts) -> Iterator[tuple[str, int, int]]:
    """Every address that the file links to, with its place."""
    yield from ((href, one.body_line + line - 1, 1) for href, line in one.links)
    yield from ((name, line, column) for what, name, line, column in one.mentions if what == "address")


class Looking:
    def __init__(self, facts: Mapping[str, Facts], library: Library, addresses: Addresses, now: datetime) -> None:
        self.facts, self.library, self.addresses, self.now = facts, library, addresses, now
        self.target, self.inside = cache(self._target), cache(self._inside)

    def read_from(self, entry: Entry, language: str) -> datetime | None:
        """The first moment from now at which this text is read; None if it never is as it stands."""
        text = entry.texts.get(language)
        if text is None or text.front.status != "published":
            return None
        moment = max(self.now, text.front.publish_at or self.now)
        return None if dead(text.front, moment) else moment

    def remarks(self, one: Facts, entry: Entry, href: str, moment: datetime) -> Iterable[Remark]:
        if href.startswith("#"):
            return self.lost(one, entry, href[1:])
        return self.inside(href, Reader(one.language, moment, entry.facts.partners)) if href.startswith("/") else ()

    def _inside(self, href: str, reader: Reader) -> tuple[Remark, ...]:
        """What is to be said of a link to this path, to whoever reads it."""
        return tuple(self._of_path(*split(href), reader))

    def _of_path(self, path: str, query: str, fragment: str, reader: Reader) -> Iterator[Remark]:
        if not path.startswith("/") or self.addresses.fault(path):
            return
        if path != (bare := self.addresses.without_language(tidied(path))) and prefixed(path, self.addresses):
            message = Said("%(path)s names a language, and links take on the reader's by themselves", path=path)
            yield message, Said("write %(path)s", path=bare)
        if any(name.lower().startswith("utm_") for name, _ in parse_qsl(query, keep_blank_values=True)):
            message = Said("utm_ parameters inside the site hide where a visitor really came from")
            yield message, Said("write %(path)s, and keep utm_ for links from elsewhere", path=path)
        if target := self.target(bare):
            yield from self.moved(target, bare)
            yield from self.hidden(target.entry, bare, reader)
            if fragment:
                yield from self.missed(target, reader.language, fragment)

    def lost(self, one: Facts, entry: Entry, fragment: str) -> Iterator[Remark]:
        """An anchor of the same page; a text without a body of its own stands in the original's."""
        anchors = one.anchors or self.anchors(entry, one.language)
        names = {fragment, ANCHOR_PREFIX + fragment, ANCHOR_PREFIX + slug(fragment)}
        if fragment and names.isdisjoint(anchors) and fragment not in FURNITURE:
            message = Said("nothing on this page is called #%(anchor)s", anchor=fragment)
            yield message, meant(fragment, [name.removeprefix(ANCHOR_PREFIX) for name in anchors])

    def missed(self, target: Target, language: str, fragment: str) -> Iterator[Remark]:
        anchors = self.anchors(target.entry, language)
        if fragment in anchors or fragment in FURNITURE:
            return
        message = Said("nothing at %(path)s is called #%(anchor)s", path=target.address, anchor=fragment)
        near = ANCHOR_PREFIX + slug(unquote(fragment))
        whole = f"{target.address}#{near}"
        yield message, Said("write %(path)s", path=whole) if near in anchors else meant(fragment, anchors)

    def anchors(self, entry: Entry, language: str) -> Collection[str]:
        """The ids in the body that a reader of this language gets."""
        if "body" not in entry.text(language).own:
            language = entry.default_language
        name = path_in(entry, language)
        return self.facts[name].anchors if name in self.facts else ()

    def moved(self, target: Target, path: str) -> Iterator[Remark]:
        if target.address != path:
            yield Said("%(path)s has moved", path=path), Said("write %(path)s", path=target.address)

    def hidden(self, to: Entry, path: str, reader: Reader) -> Iterator[Remark]:
        """Why the reader finds nothing there."""
        moment = reader.moment
        hint = Said("take the link out until then, or link elsewhere")
        filter_name = version(to, reader.language, moment)[1]
        if filter_name == "dates":
            front = to.facts
            if front.publish_at and moment < front.publish_at:
                yield Said("%(path)s is not there before %(day)s", path=path, day=self.day(front.publish_at)), hint
            else:
                yield Said("%(path)s is not there any more: it has expired", path=path), Said("link elsewhere")
        elif filter_name == "language":
            yield Said("%(path)s cannot be read in this language", path=path), hint
        elif filter_name:
            yield Said("%(path)s leads to a draft, which nobody can read", path=path), hint
        elif to.facts.partners and not set(reader.partners) & set(to.facts.partners):
            message = Said("%(path)s is only for visitors of %(partners)s", path=path, partners=listed(to))
            yield message, Said("link elsewhere, or give this entry the same partners")
        elif isinstance(to.facts, CaseStudy) and not self.nameable(to, moment):
            message = Said("%(path)s is not there: no consent covers the customer's name on the website", path=path)
            yield message, hint

    def nameable(self, story: Entry, moment: datetime) -> bool:
        day = moment.astimezone(self.library.terms.timezone).date()
        return allowed(cast(CaseStudy, story.facts).consents, Place("website"), day).name

    def day(self, moment: datetime) -> str:
        return moment.astimezone(self.library.terms.timezone).date().isoformat()

    def _target(self, path: str) -> Target | None:
        """The entry that answers at the path, by its own name, an alias or a former address."""
        first, _, rest = path.strip("/").partition("/")
        kind = BELOW.get(first, "") if rest else "page"
        name = rest or first
        if kind and (entry := self.library.find(kind, name)) and (kind != "page" or name not in NOT_ADDRESSES):
            return Target(entry, f"/{first}/{entry.slug}" if rest else f"/{entry.slug}")
        former = self.addresses.former.get(path, ())
        kind, _, name = min(former, default="").partition("/")
        found = self.library.get(kind, name)
        address = address_of(kind, name)
        return Target(found, address) if found and address else None


def split(href: str) -> tuple[str, str, str]:
    """Path, query and fragment; nothing of what is no address at all."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", "", ""
    return ("" if parts.netloc or parts.scheme else parts.path), parts.query, parts.fragment


def prefixed(path: str, addresses: Addresses) -> bool:
    return path.strip("/").partition("/")[0].lower() in addresses.languages


def unreachable(former: str, addresses: Addresses) -> Remark | None:
    """Why nobody who asks for the former address is led to the entry."""
    first = former.strip("/").partition("/")[0].lower()
    if prefixed(former, addresses):
        message = Said("%(path)s names a language: a former address counts for all of them", path=former)
        return message, Said("write %(path)s", path=addresses.without_language(tidied(former)))
    if first in RESERVED and first not in BELOW:
        message = Said("%(path)s belongs to another part of the site and cannot lead here", path=former)
        return message, Said("remove it")
    return None


def meant(fragment: str, anchors: Collection[str]) -> str:
    if not anchors:
        return Said("there are no headings there: leave the # out")
    return did_you_mean(fragment, anchors)


def listed(entry: Entry) -> str:
    return ", ".join(entry.facts.partners)
