"""Days, moments, counts and names in the words of whoever reads a page of the desk."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import dates
from markupsafe import Markup

from goodword.content.library import Entry, Library
from goodword.languages import N_, isolate
from goodword.referrals.minor_units import written
from goodword.site.addresses import Address
from goodword.site.tongue import Tongue
from goodword.team.names import KINDS, SECTIONS
from goodword.team.preview.titles import title_of
from goodword.team.spoken import spoken


@dataclass(frozen=True, slots=True)
class Telling:
    """``zone`` is the company's: dates in material are local to it, and so are those that the desk tells."""

    tongue: Tongue
    zone: ZoneInfo

    def say(self, text: str) -> Markup:
        """A message that was made in English."""
        return spoken(text, self.tongue.words)

    def day(self, day: date) -> Markup:
        return self.tongue.language.date(day, "medium")

    def moment(self, moment: datetime) -> Markup:
        """A day and its time of day."""
        local = moment.astimezone(self.zone)
        language = self.tongue.language
        day = dates.format_date(local, "medium", locale=language.locale)
        text = language.digits(f"{day}{self.comma}{local:%H:%M}")
        utc = moment.astimezone(UTC).isoformat(timespec="minutes")
        return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(utc.replace("+00:00", "Z"), text)

    def days(self, count: int) -> str:
        return self.tongue.language.span(count, "day")

    def number(self, value: float) -> str:
        return self.tongue.language.number(value)

    def percent(self, share: int) -> Markup:
        return self.tongue.language.measure(share, "%")

    def money(self, minor: int, currency: str) -> Markup:
        """An amount as it is kept, with all its digits: one stands below the other in lists."""
        return isolate(self.tongue.language.amount(written(minor, currency), currency.upper()))

    def name(self, text: str) -> Markup:
        """A person's or a company's name."""
        return isolate(text)

    def kind(self, kind: str) -> str:
        return self.tongue.interface(KINDS[kind])

    def section(self, name: str) -> str:
        return self.tongue.interface(SECTIONS[name])

    def language(self, code: str) -> Markup:
        """A language by its own name."""
        found = self.tongue.languages.get(code)
        return Markup('<bdi lang="{}">{}</bdi>').format(code, found.name) if found else Markup("{}").format(code)

    @property
    def comma(self) -> str:
        return "، " if self.tongue.code == "ar" else ", "

    def plain(self, entry: Entry) -> str:
        """An entry's title where nothing can be marked."""
        return title_of(entry, self.tongue.code)

    def code(self, text: str) -> Markup:
        """What stands in a file or on a command line, never turned around."""
        return Markup('<code dir="ltr">{}</code>').format(text)

    def title(self, entry: Entry) -> Markup:
        """An entry by its title, marked where that is in another language."""
        code = self.tongue.code
        said = self.tongue.say(title_of(entry, code), entry.language_of("title", code))
        return Markup("<bdi{}>{}</bdi>").format(said.attrs, said.text)

    def page(self, library: Library, address: Address) -> Markup:
        """A page by the title of what it is about."""
        if address.kind == "page" and address.slug == "home":
            return isolate(self.tongue.interface("Start page"))
        entry = library.get(address.kind, address.slug)
        return self.title(entry) if entry else isolate(self.tongue.interface(INDEXES[address.kind]))


INDEXES = {"case-study": N_("Customers"), "use-case": N_("Use cases"), "guide": N_("Guides")}
