"""Customers' names in places where a withdrawn or limited consent would not reach them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from goodword.content.mentions import leaves
from goodword.content.placing import blanked
from goodword.content.reading import Read
from goodword.material import Problem, clean
from goodword.material.marks import KeyPath
from goodword.material.text import REMOVED
from goodword.saying import Said

WORD = re.compile(r"\w+")
SHORTEST = 3
FEW = 20
HINT = Said("speak of the customer without the name, so that a withdrawn consent takes effect everywhere")
# Line, column, name.
Hits = tuple[tuple[int, int, str], ...]


def named_elsewhere(
    owners: Mapping[str, Collection[str]], places: Mapping[str, Hits], own: Mapping[str, str]
) -> Iterator[Problem]:
    """Lines in which a customer is named outside the customer's own case study. ``owners``: name → slugs; ``places``:
    path → where names stand; ``own``: path → slug, of case studies."""
    for path, hits in places.items():
        for line, column, name in hits:
            if name in owners and own.get(path) not in owners[name]:
                message = Said("%(name)s is a customer and named outside their own case study", name=name)
                yield Problem(path, line, column, message, HINT, "advice")


def customer_of(read: Read) -> str | None:
    """The customer's name in a case study's default-language file."""
    customer = read.values.get("customer")
    name = customer.get("name") if isinstance(customer, Mapping) and read.kind == "case-study" else None
    if not isinstance(name, str) or read.is_translation or len(name) < SHORTEST or not WORD.search(name):
        return None
    return name.strip()


class Names:
    """Names to look for in text, however many they are."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)
        self.spans: dict[str, set[tuple[int, int]]] = {}
        for name in names:
            if first := WORD.search(name):
                self.spans.setdefault(first[0], set()).add((first.start(), len(name)))

    def in_file(self, path: str, data: bytes) -> Hits:
        """Every name that stands in the file as a whole, comments left out. Most files hold no word that any of the
        names begins with, which is found out first."""
        rough = data.decode(errors="replace")
        if not REMOVED.search(rough) and not self.possible(rough):
            return ()
        text, _ = blanked(path, clean(path, data)[0], 1)
        lines = enumerate(text.split("\n"), 1)
        return tuple((number, column, name) for number, line in lines for column, name in self.in_line(line))

    def possible(self, text: str) -> bool:
        if len(self.spans) <= FEW:
            return any(word in text for word in self.spans)
        return not self.spans.keys().isdisjoint(WORD.findall(text))

    def in_line(self, line: str) -> Iterator[tuple[int, str]]:
        """Every name in the line, with its column."""
        for match in WORD.finditer(line):
            for before, length in self.spans.get(match[0], ()):
                start = match.start() - before
                found = line[max(start, 0) : start + length]
                if found in self.names and not WORD.match(line[start + length : start + length + 1]):
                    yield start + 1, found


def shown_without_name(reads: Iterable[Read]) -> Iterator[Problem]:
    """The customer's name in what is shown also to those who may not know it."""
    reads = list(reads)
    names = {one.slug: name for one in reads if (name := customer_of(one)) and may_be_anonymous(one)}
    for one in reads:
        name = names.get(one.slug) if one.kind == "case-study" else None
        for key, text in leaves(one.values, ()) if name else ():
            if name and name in text and without_consent(key):
                message = Said("%(name)s is named in what is shown without the name", name=name)
                yield Problem(one.path, *one.marks.value(key), message, Said("leave the name out here"), "advice")


def may_be_anonymous(read: Read) -> bool:
    """Whether some consent covers something but not the name, or the author prepared for that."""
    consents = read.values.get("consents")
    scopes = [c.get("scope") or () for c in consents if isinstance(c, Mapping)] if isinstance(consents, list) else []
    return "anonymous_as" in read.values or any("name" not in scope for scope in scopes)


def without_consent(key: KeyPath) -> bool:
    where = (key[0], key[-1])
    return where in {("anonymous_as", "anonymous_as"), ("results", "metric"), ("results", "source")} | {
        ("quotes", "text"),
        ("quotes", "role"),
    }
