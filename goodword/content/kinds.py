"""The kinds of content, as typed front matter. Every model is frozen and refuses unknown keys."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from goodword.content.fields import (
    PERIOD,
    Addresses,
    Code,
    Codes,
    Day,
    FileName,
    Model,
    Moment,
    Number,
    Slug,
    Slugs,
    Target,
    Text,
    Texts,
    Translatable,
    Website,
    Whole,
    one_or_many,
    only_number,
    sections_of,
)
from goodword.saying import Said

SECTION_NAMES = (
    "hero",
    "logos",
    "pains",
    "results",
    "use-cases",
    "steps",
    "case-studies",
    "quotes",
    "partner-intro",
    "offer",
    "guides",
    "faqs",
    "text",
    "cta",
    "lead-form",
)
SCOPES = ("name", "logo", "quote", "metrics", "photo")
CHANNELS = ("website", "partner-pages", "kits", "email")
NOT_ADDRESSES = frozenset({"home", "niche", "partner", "thanks"})


class Cta(Model):
    label: Text = Field(description=Said("what the button says: what happens next"))
    target: Target | None = Field(
        None, description=Said("where it goes: /path, #anchor, https://…, mailto:… or sign-up")
    )


class Seo(Model):
    title: Text | None = Field(None, description=Said("title for search engines, else the entry's own"))
    description: Text | None = Field(None, description=Said("description for search engines, else the summary"))
    image: FileName | None = Field(
        None, description=Said("preview image beside the entry, as ./name.png; shown 1200×630")
    )


class Common(Model):
    """Keys that every kind has."""

    title: Text = Field(description=Said("the entry's name as people read it"))
    summary: Text | None = Field(None, description=Said("one or two sentences"))
    status: Annotated[Literal["published", "draft"], Translatable()] = Field(
        "published", description=Said("published or draft")
    )
    publish_at: Annotated[Moment, Translatable()] | None = Field(None, description=Said("live from this moment"))
    expires_at: Moment | None = Field(None, description=Said("gone from this moment"))
    niches: Slugs = Field((), description=Said("niches it is for; none means everyone"))
    pains: Slugs = Field((), description=Said("pain points it speaks to"))
    use_cases: Slugs = Field((), description=Said("use cases it shows"))
    partners: Slugs = Field((), description=Said("only on these partners' pages"))
    campaigns: Codes = Field((), description=Said("favored for these values of utm_campaign"))
    priority: Whole = Field(0, description=Said("breaks ties; higher first"))
    image: FileName | None = Field(None, description=Said("picture beside the entry, as ./name.svg"))
    cta: Cta | None = Field(None, description=Said("the entry's own button"))
    seo: Seo | None = Field(None, description=Said("what search engines and previews show"))
    redirects_from: Addresses = Field((), description=Said("former addresses that lead here now, as /old-name"))


class Niche(Common):
    headline: Text | None = Field(None, description=Said("headline of the niche page, at most nine words"))
    subhead: Text | None = Field(None, description=Said("two lines under the headline"))
    page: Slug | None = Field(None, description=Said("page file that lays it out, else niche"))
    parent: Slug | None = Field(None, description=Said("the wider niche"))
    aliases: Slugs = Field((), description=Said("other addresses, redirected here"))
    words: Mapping[str, Text] = Field({}, description=Said("general word: the niche's word"))


class Pain(Common):
    statement: Text | None = Field(None, description=Said("the pain in the visitor's words"))
    answer: Text | None = Field(None, description=Said("one line: what changes"))
    aliases: Slugs = Field((), description=Said("other spellings of ?pain="))


class Step(Model):
    id: Slug | None = Field(None, description=Said("name by which a translation overrides it"))
    title: Text = Field(description=Said("the step, verb first"))
    text: Text | None = Field(None, description=Said("what happens in it"))


class UseCase(Common):
    job: Text | None = Field(None, description=Said("the job, verb first"))
    icon: Slug | None = Field(None, description=Said("a drawing of site/icons"))
    steps: tuple[Step, ...] = Field((), description=Said("how it goes, in order"))
    aliases: Slugs = Field((), description=Said("other addresses, redirected here"))


class Customer(Model):
    name: Text = Field(description=Said("the customer's name; shown only with consent"))
    website: Website | None = Field(None, description=Said("https address"))
    industry: Text | None = Field(None, description=Said("trade, in words"))
    size: Whole | Code | None = Field(None, description=Said("number of people, or a range such as 11-50"))
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(None, description=Said("ISO 3166, as NL"))
    logo: FileName | None = Field(None, description=Said("logo beside the entry, as ./name.svg"))


class Result(Model):
    id: Slug | None = Field(None, description=Said("name by which a translation overrides it"))
    metric: Text = Field(description=Said("what was measured"))
    value: Number = Field(description=Said("after"))
    unit: Code | None = Field(None, description=Said("%, days, hours, minutes, points, a currency such as EUR"))
    direction: Literal["up", "down"] | None = Field(None, description=Said("which way it went"))
    baseline: Number | None = Field(None, description=Said("before"))
    period: Annotated[str, Field(pattern=PERIOD)] | None = Field(
        None, description=Said("how long it took, ISO 8601: P90D")
    )
    measured_on: Day | None = Field(None, description=Said("the day it was measured"))
    source: Text | None = Field(None, description=Said("who measured, from what"))
    headline: bool = Field(False, description=Said("the number to lead with"))


class Quote(Model):
    id: Slug | None = Field(None, description=Said("name by which a translation overrides it"))
    text: Text = Field(description=Said("what was said"))
    name: Text | None = Field(None, description=Said("who said it; shown only with consent"))
    role: Text | None = Field(None, description=Said("the speaker's role"))
    photo: FileName | None = Field(None, description=Said("portrait beside the entry, as ./name.jpg"))


class Consent(Model):
    granted_by: Code = Field(description=Said("the person who gave it"))
    granted_on: Day = Field(description=Said("valid from the start of this day"))
    scope: Annotated[tuple[Literal["name", "logo", "quote", "metrics", "photo"], ...], BeforeValidator(one_or_many)] = (
        Field(description=Said("what may be shown"))
    )
    channels: Annotated[
        tuple[Literal["website", "partner-pages", "kits", "email"], ...], BeforeValidator(one_or_many)
    ] = Field(description=Said("where it may be shown"))
    partners: Literal["all"] | Slugs = Field("all", description=Said("all, or the partners who may show it"))
    expires_on: Day | None = Field(None, description=Said("the last valid day"))
    revoked_on: Day | None = Field(None, description=Said("withdrawn from the start of this day"))
    evidence: Code | None = Field(None, description=Said("where the proof is kept"))

    @model_validator(mode="before")
    @classmethod
    def only_given(cls, value: Any) -> Any:
        """Unlike elsewhere an empty key is wrong: ``partners:`` left empty must not mean all of them."""
        return value


class CaseStudy(Common):
    customer: Customer = Field(description=Said("whose story it is"))
    anonymous_as: Text | None = Field(None, description=Said("how to speak of the customer without the name"))
    results: tuple[Result, ...] = Field((), description=Said("measured numbers"))
    quotes: tuple[Quote, ...] = Field((), description=Said("what people there said"))
    consents: tuple[Consent, ...] = Field((), description=Said("what the customer allowed"))
    partner: Slug | None = Field(None, description=Said("slug, when this customer is a partner"))


class Faq(Common):
    pass


class Author(Model):
    name: Text = Field(description=Said("who wrote it"))
    role: Text | None = Field(None, description=Said("their role"))
    bio: Text | None = Field(None, description=Said("a sentence about them"))
    photo: FileName | None = Field(None, description=Said("portrait beside the entry, as ./name.jpg"))


class Guide(Common):
    author: Author | None = Field(None, description=Said("who wrote it"))
    published_on: Day | None = Field(None, description=Said("first published"))
    updated_on: Day | None = Field(None, description=Said("last changed in substance"))
    topics: Texts = Field((), description=Said("words that sort it"))


class Offer(Common):
    code: Code | None = Field(None, description=Said("code to give at sign-up"))
    valid_from: Day | None = Field(None, description=Said("first valid day"))
    valid_through: Day | None = Field(None, description=Said("last valid day"))
    terms: Text | None = Field(None, description=Said("the terms, in plain words"))


class Section(Model):
    """A section of a page and how it is filled."""

    name: Literal[SECTION_NAMES] = Field(description=Said("which kind of section"))  # type: ignore[valid-type]
    max: Annotated[int, Field(ge=1, le=50), BeforeValidator(only_number)] | None = Field(
        None, description=Said("at most this many blocks")
    )
    min: Whole = Field(1, ge=0, le=50, description=Said("hidden with fewer than this"))
    pin: Codes = Field((), description=Said("slugs that come first (slug#id for one result or quote)"))
    exclude: Codes = Field((), description=Said("slugs that never come"))
    heading: Text | None = Field(None, description=Said("its heading, else the usual one"))
    fallback: Literal["niche", "parent", "general"] = Field(
        "general", description=Said("how far from the niche it may be filled")
    )


Sections = Annotated[tuple[Section, ...], BeforeValidator(sections_of)]


class Page(Common):
    headline: Text | None = Field(None, description=Said("headline, at most nine words"))
    subhead: Text | None = Field(None, description=Said("two lines under it"))
    sections: Sections = Field((), description=Said("what stands on the page, in order"))


KINDS: Mapping[str, type[Common]] = {
    "niche": Niche,
    "pain": Pain,
    "use-case": UseCase,
    "case-study": CaseStudy,
    "faq": Faq,
    "guide": Guide,
    "offer": Offer,
    "page": Page,
}
FOLDERS: Mapping[str, str] = {
    "niche": "niches",
    "pain": "pains",
    "use-case": "use-cases",
    "case-study": "case-studies",
    "faq": "faqs",
    "guide": "guides",
    "offer": "offers",
    "page": "pages",
}
