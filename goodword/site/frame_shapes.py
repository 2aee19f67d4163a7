"""What templates are given of everything around the content of a page: head, brand, languages, ways on."""

from dataclasses import dataclass

from markupsafe import Markup

from goodword.site.shapes import Button


@dataclass(frozen=True, slots=True)
class Twin:
    """A language in the switcher; ``missing`` is True where this page is not written in it."""

    code: str
    name: str
    direction: str
    url: str
    current: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What search engines and previews read. Every address is absolute."""

    title: str
    description: str
    canonical: str
    og_url: str
    og_image: str
    og_type: str
    alternates: tuple[tuple[str, str], ...]
    robots: str
    jsonld: Markup


@dataclass(frozen=True, slots=True)
class BrandView:
    name: str
    tagline: str
    logo: Markup
    home: str
    contact: str
    imprint: tuple[str, ...]
    privacy: str
    footer: tuple[tuple[str, str], ...] = ()
    refer: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around the content of one page."""

    language: str
    direction: str
    head: Head
    brand: BrandView
    regions: tuple[Region, ...]
    nav: tuple[tuple[str, str], ...]
    button: Button | None
    has_partner: bool = False
    disclosure: bool = False
    crumbs: tuple[tuple[str, str], ...] = ()
