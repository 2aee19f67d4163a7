"""What can be chosen in the bar of a preview, as fields of a form. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from goodword.content.kinds import NOT_ADDRESSES
from goodword.content.library import Entry, Library
from goodword.languages import N_
from goodword.referrals.cards import Card
from goodword.site.addresses import FOLDERS, Address
from goodword.site.tongue import Tongue
from goodword.team.preview.context import Context
from goodword.team.preview.titles import title_of

# More than so many are not shown for picking: an address can be typed, and the search of a browser has an end.
MOST = 200
INDEXES = {"case-study": N_("Customers"), "use-case": N_("Use cases"), "guide": N_("Guides")}
FIRST_STRONG, END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Option:
    """``name`` is what it is called where there is little room."""

    value: str
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading; the heading is empty where they need none."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field to choose from. ``open`` where there is more than is listed, so that one may type."""

    name: str
    label: str
    value: str
    groups: tuple[Group, ...]
    nothing: str = ""
    open: bool = False

    @property
    def said(self) -> str:
        """The chosen option as it is called."""
        options = (option for group in self.groups for option in group.options)
        return next((option.name or option.label for option in options if option.value == self.value), self.value)


@dataclass(frozen=True, slots=True)
class Choices:
    """Makes the fields, in the language of who looks. ``branches`` is None where there is no content repository."""

    context: Context
    library: Library
    cards: Mapping[str, Card]
    branches: Sequence[str] | None
    tongue: Tongue

    def all(self) -> tuple[Choice, ...]:
        context, say = self.context, self.tongue.interface
        fields = [
            self.choice("page", say(N_("Page")), context.page, self.pages()),
            self.choice(
                "via", say(N_("As a visitor of")), context.via, [Group("", self.partners())], say(N_("nobody"))
            ),
            self.choice("lang", say(N_("Language")), context.lang, [Group("", self.languages())]),
            self.choice("pain", say(N_("Pain point")), context.pain, [Group("", self.of("pain"))], say(N_("none"))),
            self.choice(
                "use-case", say(N_("Use case")), context.use_case, [Group("", self.of("use-case"))], say(N_("none"))
            ),
        ]
        if self.branches is not None:
            branches = [Group("", tuple(Option(name, name) for name in self.branches))]
            fields.append(self.choice("branch", say(N_("Branch")), context.branch, branches, say(N_("what is live"))))
        return tuple(fields)

    def choice(self, name: str, label: str, value: str, groups: Iterable[Group], nothing: str = "") -> Choice:
        """A field with at most so many options in each group; what is chosen is always one of them."""
        found = tuple(group for group in groups if group.options)
        known = {option.value for group in found for option in group.options}
        if value and value not in known:
            found = (Group("", (Option(value, value),)), *found)
        cut = tuple(Group(group.label, group.options[:MOST]) for group in found)
        return Choice(name, label, value, cut, nothing, cut != found)

    def pages(self) -> tuple[Group, ...]:
        return pages(self.library, self.tongue)

    def partners(self) -> tuple[Option, ...]:
        return tuple(Option(slug, self.named(card)) for slug, card in sorted(self.cards.items())[: MOST + 1])

    def named(self, card: Card) -> str:
        name, company = card.name(self.tongue.code)[0], card.company(self.tongue.code)[0]
        return isolated(name, company) if name and company else name or company or card.slug

    def languages(self) -> tuple[Option, ...]:
        first, *rest = self.tongue.languages.all
        return (Option("", first.name), *(Option(language.code, language.name) for language in rest))

    def of(self, kind: str) -> tuple[Option, ...]:
        return tuple(Option(entry.slug, title_of(entry, self.tongue.code)) for entry in self.library.of(kind))


def pages(library: Library, tongue: Tongue) -> tuple[Group, ...]:
    """Every page there is, drafts too, by kind."""
    return listed(library, tongue.code, tuple(map(tongue.interface, WORDS)))


WORDS = (
    N_("Landing pages"),
    N_("Niches"),
    N_("Customers"),
    N_("Use cases"),
    N_("Guides"),
    N_("draft"),
    N_("Start page"),
)


@lru_cache(maxsize=16)
def listed(library: Library, language: str, words: tuple[str, ...]) -> tuple[Group, ...]:
    landing, niches, *indexes, draft, start = words
    groups = [
        Group(landing, (Option("/", start), *options(library, "page", language, draft))),
        Group(niches, tuple(options(library, "niche", language, draft))),
    ]
    for (kind, _), label in zip(INDEXES.items(), indexes, strict=True):
        index = Option(Address(kind, "").path, isolated(label, f"/{FOLDERS[kind]}"), label)
        groups.append(Group(label, (index, *options(library, kind, language, draft))))
    return tuple(groups)


def options(library: Library, kind: str, language: str, draft: str) -> Iterator[Option]:
    for entry in library.of(kind):
        if kind != "page" or entry.slug not in NOT_ADDRESSES:
            yield option(entry, language, draft)


def option(entry: Entry, language: str, draft: str) -> Option:
    path = Address(entry.kind, entry.slug).path
    parts = [title_of(entry, language), path]
    if entry.facts.status != "published":
        parts.append(draft)
    return Option(path, isolated(*parts), parts[0])


def isolated(*parts: str) -> str:
    """Texts beside each other in an option, where no element could keep their directions apart."""
    return " · ".join(f"{FIRST_STRONG}{part}{END}" for part in parts)
