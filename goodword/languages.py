"""Languages: which there are, which one a reader prefers, and how numbers, money, dates and spans read in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any, Literal, cast

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

LETTER_BY_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
Unit = Literal["year", "month", "week", "day", "hour", "minute"]
PERIOD = re.compile(r"(\d+)([YMWDH])")
SPANS: Mapping[str, Unit] = {"Y": "year", "M": "month", "W": "week", "D": "day"}
HOURS: Mapping[str, Unit] = {"H": "hour", "M": "minute"}
SECONDS: Mapping[Unit, int] = {
    "year": 31_536_000,
    "month": 2_592_000,
    "week": 604_800,
    "day": 86_400,
    "hour": 3_600,
    "minute": 60,
}
DIGITS: Mapping[str, Mapping[int, str]] = {
    "latn": {},
    "arab": dict(zip(range(48, 58), "٠١٢٣٤٥٦٧٨٩", strict=True)),
    "arabext": dict(zip(range(48, 58), "۰۱۲۳۴۵۶۷۸۹", strict=True)),
}
UNITS: Mapping[str, Unit] = {"days": "day", "hours": "hour", "minutes": "minute"}


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site. ``locale`` decides formats, ``numerals`` the digits in numbers and dates."""

    code: str
    name: str
    direction: str = "ltr"
    format_locale: str = ""
    numerals: str = "latn"

    @property
    def locale(self) -> Locale:
        return parsed(self.format_locale or self.code)

    @property
    def territory(self) -> str | None:
        """The country whose formats are used, as ISO 3166."""
        return self.locale.territory

    def number(self, value: float | int) -> str:
        exact = Decimal(str(value))
        return self.digits(numbers.format_decimal(exact, locale=self.locale, decimal_quantization=False))

    def measure(self, value: float | int, unit: str | None) -> Markup:
        """A measured value with its unit, isolated so that it reads right in either direction."""
        exact = Decimal(str(value))
        if unit == "%":
            text = numbers.format_percent(exact / 100, locale=self.locale, decimal_quantization=False)
            return Markup('<bdi dir="ltr">{}</bdi>').format(self.digits(text))
        if unit and re.fullmatch(r"[A-Z]{3}", unit):
            text = self.money(exact, unit)
        elif span := UNITS.get(unit or ""):
            text = self.span(value, span)
        else:
            text = f"{self.number(value)} {unit}" if unit else self.number(value)
        return Markup("<bdi>{}</bdi>").format(text)

    def money(self, value: Decimal, currency: str) -> str:
        """An amount; without decimals where it has none."""
        whole = value == value.to_integral_value()
        text = numbers.format_currency(
            value,
            currency,
            format=whole_money(self.locale) if whole else None,
            locale=self.locale,
            currency_digits=not whole,
        )
        # A currency without a sign of its own goes by its letters, which need a space.
        return self.digits(LETTER_BY_DIGIT.sub("\u00a0", text))

    def amount(self, value: Decimal, currency: str) -> str:
        """An amount with as many digits behind the point as the value has, whatever is usual for the currency."""
        exponent = value.as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        pattern = whole_money(self.locale)
        if digits:
            pattern = re.sub(r"(?<=[0#])(?![0#,.])", f".{'0' * digits}", pattern)
        text = numbers.format_currency(value, currency, format=pattern, locale=self.locale, currency_digits=False)
        return self.digits(LETTER_BY_DIGIT.sub("\u00a0", text))

    def digits(self, text: str) -> str:
        """The text with the language's digits; Babel writes Latin ones."""
        return text.translate(DIGITS[self.numerals])

    def span(self, value: float | int, unit: Unit) -> str:
        """A number of years, months, weeks, days, hours or minutes in words, with the plural that it takes."""
        whole = value == int(value)
        plain = whole and 0 <= value < 1000
        # What Babel cannot span is counted by a number with the same plural: CLDR looks at the last two digits of
        # whole numbers, and a fraction takes the plural of a hundred ("other").
        counted = int(value) if plain else 100 + (abs(int(value)) % 100 if whole else 0)
        text = dates.format_timedelta(
            timedelta(seconds=counted * SECONDS[unit]), granularity=unit, threshold=10**9, locale=self.locale
        )
        return self.digits(text) if plain else text.replace(str(counted), self.number(value))

    def period(self, iso: str) -> str:
        """An ISO 8601 duration in words: ``P90D`` is "90 days", ``PT4H`` "4 hours"."""
        days, _, hours = iso.partition("T")
        counts = [(count, SPANS[kind]) for count, kind in PERIOD.findall(days)]
        counts += [(count, HOURS[kind]) for count, kind in PERIOD.findall(hours)]
        return " ".join(self.span(int(count), unit) for count, unit in counts)

    def date(self, day: date, length: str = "long") -> Markup:
        """A day in words, in a ``time`` element that machines can read."""
        if isinstance(day, datetime):
            day = day.date()
        text = self.digits(dates.format_date(day, format=length, locale=self.locale))
        return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(day.isoformat(), text)


@dataclass(frozen=True, slots=True)
class Group:
    """A region of the switcher: its name in each language, and its languages."""

    names: Mapping[str, str]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Languages:
    """The site's languages, the default one first, and how the switcher groups them."""

    all: tuple[Language, ...]
    groups: tuple[Group, ...] = ()
    codes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(language.code for language in self.all))

    @property
    def default(self) -> Language:
        return self.all[0]

    def get(self, code: str | None) -> Language | None:
        return next((language for language in self.all if language.code == code), None)

    def direction(self, code: str) -> str:
        return (self.get(code) or self.default).direction

    def prefix(self, code: str) -> str:
        """What stands before a path in this language: nothing for the default one."""
        return "" if code == self.default.code else f"/{code}"


def offered(header: str, current: str, codes: Iterable[str]) -> str | None:
    """The language to offer a visitor who asked for ``header`` (RFC 9110, 12.5.4) and reads ``current``.

    None where the current language fits as well as any, or where nothing of ours was asked for.
    """
    wishes = wished(header[:500])
    known = [code for code in codes if fit(code, wishes)]
    best = max(known, key=lambda code: (fit(code, wishes), code == current), default=None)
    return best if best and fit(best, wishes) > fit(current, wishes) else None


def wished(header: str) -> dict[str, float]:
    """Language tags of an Accept-Language header with their weights; what cannot be read is left out."""
    found: dict[str, float] = {}
    for item in header.split(","):
        tag, _, rest = item.strip().partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", rest) if rest else None
        if tag and (weight or not rest):
            # Order breaks ties between equal weights, as people who leave weights out mean it.
            found.setdefault(tag.strip().lower(), (float(weight[1]) if weight else 1.0) - len(found) * 1e-6)
    return found


def fit(code: str, wishes: Mapping[str, float]) -> float:
    """How well a language fits the wishes, 0 to 1: by exact tag or by its first part (RFC 4647, 3.4)."""
    return max((weight for tag, weight in wishes.items() if tag == code or tag.split("-")[0] == code), default=0.0)


@lru_cache(maxsize=64)
def parsed(name: str) -> Locale:
    return Locale.parse(name.replace("-", "_"))


@lru_cache(maxsize=64)
def whole_money(locale: Locale) -> str:
    """The locale's currency pattern without decimals."""
    return re.sub(r"\.0+", "", str(locale.currency_formats["standard"].pattern))


def load_catalogs(folders: Iterable[Path], codes: Iterable[str]) -> dict[str, NullTranslations]:
    """Interface words per language, read from all ``<folder>/<code>/*.po``; later folders win."""
    places = tuple(folders)
    return {code: catalog(code, places) for code in codes}


def catalog(code: str, folders: tuple[Path, ...]) -> NullTranslations:
    paths = [path for folder in folders for path in sorted((folder / code).glob("*.po"))]
    if not paths:
        return NullTranslations()
    words = compiled(paths[0], code)
    for path in paths[1:]:
        words.merge(compiled(path, code))
    return words


def compiled(path: Path, code: str) -> Translations:
    """What `msgfmt` would make of the file, without the way over its bytes, which takes as long as reading it."""
    with path.open("rb") as source:
        catalog = read_po(source, locale=code)
    words = Translations()
    words.plural = cast(Any, c2py(catalog.plural_expr))
    for message in catalog:
        if not message.id or message.fuzzy or not message.string:
            continue
        if isinstance(message.id, str):
            words._catalog[message.id] = str(message.string)
        else:
            words._catalog.update({(message.id[0], form): text for form, text in enumerate(message.string)})
    return words


def N_(message: str) -> str:
    """Marks an interface word that is translated later than here, so that it is found for the catalogs."""
    return message


def isolate(text: str) -> Markup:
    """A name among other text: kept from turning its surroundings around."""
    return Markup("<bdi>{}</bdi>").format(escape(text))
