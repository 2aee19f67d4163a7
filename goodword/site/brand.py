"""``site/brand.toml``: who stands behind the site, its languages, its colors. Read at start; a change is a reload."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from goodword.errors import GoodwordError
from goodword.languages import Group, Language, Languages
from goodword.material import Problem, read_toml
from goodword.material.last_good import LastGood
from goodword.saying import Said
from goodword.site.colors import ENOUGH, contrast, nearest_readable

PATH = "site/brand.toml"
EVERYONE = "default"
PERIOD = r"^P(?:\d+[YMWD])*(?:T(?:\d+[HM])+)?$"


class BrandError(GoodwordError):
    """The brand file cannot be used: each problem with its place and its mend."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{problem}\n    {problem.hint}".rstrip() for problem in problems))


def every_language(value: object) -> object:
    """One text for all languages, or a table with one for each."""
    return {"": value} if isinstance(value, str) else value


def known_zone(value: str) -> str:
    if value not in zones():
        raise ValueError(Said("%(value)s is no time zone; write one like Europe/Rome", value=value))
    return value


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; to look for them takes a while."""
    return frozenset(available_timezones())


def known_locale(value: str) -> str:
    try:
        Locale.parse(value.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise ValueError(Said("%(value)s is no locale; write one like en_US", value=value)) from None
    return value


def by_audience(value: object) -> object:
    """One address or several for all leads, or a table with some for a language or a program."""
    table = value if isinstance(value, dict) else {EVERYONE: value}
    return {key: [addresses] if isinstance(addresses, str) else addresses for key, addresses in table.items()}


Address = Annotated[str, Field(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$")]
Recipients = Annotated[Mapping[str, tuple[Address, ...]], BeforeValidator(by_audience)]
Words = Annotated[Mapping[str, str], BeforeValidator(every_language)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scheme(Table):
    """The colors of one scheme; soft ones are mixed from these in CSS."""

    accent: Color = Field("#0b5fff", description="the one color of action, and of the after bar")
    accent_ink: Color = Field("#ffffff", description="text on the accent")
    paper: Color = Field("#ffffff", description="the page")
    ink: Color = Field("#14181f", description="text")

    @model_validator(mode="after")
    def readable(self, info: ValidationInfo) -> "Scheme":
        """Refuses a pair that is hard to read, with the nearest color that is not."""
        pairs = (("ink", "paper"), ("accent", "paper"), ("accent_ink", "accent"))
        for name, on in pairs:
            color, ground = getattr(self, name), getattr(self, on)
            ratio = contrast(color, ground)
            if ratio < ENOUGH:
                raise ValueError(
                    Said(
                        "%(pair)s has a contrast of %(ratio)s, and %(least)s is needed",
                        pair=f"{name} {color} / {on} {ground}",
                        ratio=f"{ratio:.2f}",
                        least=ENOUGH,
                    ),
                    Said(
                        "the nearest %(name)s that has it is %(color)s",
                        name=name,
                        color=nearest_readable(color, ground),
                    ),
                )
        return self


class Dark(Scheme):
    accent: Color = Field("#8ab4ff", description="the accent on dark paper")
    accent_ink: Color = Field("#0a1730", description="text on the accent")
    paper: Color = Field("#0f1216", description="the page")
    ink: Color = Field("#e9ecf1", description="text")


class Colors(Table):
    light: Scheme = Field(Scheme.model_construct(), description="the light scheme")
    dark: Dark = Field(Dark.model_construct(), description="the dark scheme")


class Type(Table):
    family: str | None = Field(
        None, pattern=r"^[\w \",'-]+$", description="a font stack before the system's own; no font is loaded"
    )


class Product(Table):
    sign_up: str | None = Field(None, pattern=r"^https?://", description="where people sign up")
    hosts: tuple[str, ...] = Field((), description="the product's hosts, to which a referral is handed over")


class Legal(Table):
    imprint: tuple[str, ...] = Field((), description="lines of the imprint, in the footer")
    privacy: str | None = Field(None, description="slug of the privacy page")


class Leads(Table):
    contact: str | None = Field(None, pattern=r"^\S+@\S+$", description="address that prospects write to")
    notify: Recipients = Field({}, description="who is told of a lead: addresses, or some per language or program")
    booking_url: str | None = Field(None, pattern=r"^https://\S+$", description="where a prospect books a meeting")
    reply_within: str | None = Field(None, pattern=PERIOD, description="ISO 8601: PT4H, P1D")

    def told(self, language: str, program: str) -> tuple[str, ...]:
        """Who is told of a lead: the program's people, else the language's, else everybody's, else ``contact``."""
        for key in (program, language, EVERYONE):
            if found := self.notify.get(key):
                return found
        return (self.contact,) if self.contact else ()


class Refer(Table):
    mail_colleague: bool = Field(False, description="whether a referred colleague gets one mail that says who did it")


class LanguageTable(Table):
    code: str = Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$", description="as in addresses: it")
    name: str = Field(description="its own name: Italiano")
    direction: Literal["ltr", "rtl"] = Field("ltr", description="ltr or rtl")
    format_locale: Annotated[str, AfterValidator(known_locale)] | None = Field(None, description="it_IT")
    numerals: Literal["latn", "arab", "arabext"] = Field("latn", description="digits in numbers and dates")


class RegionTable(Table):
    name: Words = Field(description="the region's name, per language")
    languages: tuple[str, ...] = Field(description="codes of its languages")


class Brand(Table):
    """The file as a whole."""

    name: str = Field(description="the company's name")
    tagline: Words = Field({}, description="one line, per language")
    timezone: Annotated[str, AfterValidator(known_zone)] = Field("UTC", description="the company's time zone")
    logo: str | None = Field(None, description="an SVG in site/")
    favicon: str | None = Field(None, description="an SVG in site/")
    header: tuple[str, ...] = Field((), description="slugs of pages that the header leads to")
    colors: Colors = Field(Colors(), description="colors by role")
    type: Type = Field(Type(), description="typography")
    product: Product = Field(Product(), description="the product")
    legal: Legal = Field(Legal(), description="who is responsible")
    leads: Leads = Field(Leads(), description="what follows a lead")
    refer: Refer = Field(Refer(), description="what follows when somebody refers a colleague")
    languages: tuple[LanguageTable, ...] = Field(
        (LanguageTable(code="en", name="English", format_locale="en_US"),),
        min_length=1,
        description="languages, the default one first",
    )
    regions: tuple[RegionTable, ...] = Field((), description="how the switcher groups languages")

    @model_validator(mode="after")
    def consistent(self) -> "Brand":
        codes = [language.code for language in self.languages]
        if len(set(codes)) < len(codes):
            raise ValueError(Said("a language stands twice"), Said("write each code once"))
        for region in self.regions:
            if unknown := set(region.languages) - set(codes):
                names = ", ".join(sorted(unknown))
                raise ValueError(Said("a region names %(names)s, which is none of the languages", names=names))
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def site_languages(self) -> Languages:
        """The languages, and their groups; languages that no region names come last, without a name."""
        every = tuple(
            Language(one.code, one.name, one.direction, one.format_locale or one.code, one.numerals)
            for one in self.languages
        )
        groups = tuple(Group(region.name, region.languages) for region in self.regions)
        grouped = {code for group in groups for code in group.languages}
        rest = tuple(one.code for one in every if one.code not in grouped)
        return Languages(every, (*groups, Group({}, rest)) if rest else groups)


def said(words: Mapping[str, str], language: str, default: str) -> str:
    """A text of the brand file in a language, else in the default one."""
    return words.get(language) or words.get("") or words.get(default) or next(iter(words.values()), "")


def read_brand(root: Path, kept: LastGood) -> tuple[Brand, tuple[Problem, ...]]:
    """The brand of the company in ``root``, and what is wrong with the file as it is now.

    A file with a mistake leaves its last good version in force. Raises BrandError where there never was one.
    """
    data, problems = brand_bytes(root)
    brand, wrong = parse_brand(data) if data is not None else (None, problems)
    if brand is not None and data is not None:
        kept.keep(PATH, data)
        return brand, wrong
    before = kept.recall(PATH)
    last, _ = parse_brand(before) if before is not None else (None, ())
    if last is None:
        raise BrandError(wrong)
    return last, wrong


def parse_brand(data: bytes) -> tuple[Brand | None, tuple[Problem, ...]]:
    return read_toml(PATH, data, Brand, {})


def brand_bytes(root: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    try:
        return (root / PATH).read_bytes(), ()
    except OSError as error:
        hint = Said('write one; name = "Your company" is enough to start')
        return None, (Problem(PATH, 1, 1, Said("it cannot be read: %(reason)s", reason=error.strerror), hint),)


def brand_problems(root: Path) -> tuple[Problem, ...]:
    """What is wrong with the file as it is now."""
    data, problems = brand_bytes(root)
    return problems if data is None else parse_brand(data)[1]
