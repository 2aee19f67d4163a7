"""What templates are given: plain, already decided and already formatted. Templates lay out, they do not decide.

A ``Say`` prints itself escaped, wrapped in a span with ``lang`` and ``dir`` when it is not in the page's language.
Formatted numbers, dates and money are ``Markup`` that carries its own direction.
"""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Say:
    """A text and the language it is in. ``foreign`` is True where the page around it is in another language."""

    text: str
    language: str
    direction: str
    foreign: bool

    def __html__(self) -> str:
        return f"<span{self.attrs}>{escape(self.text)}</span>" if self.foreign else str(escape(self.text))

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def attrs(self) -> Markup:
        """`` lang=… dir=…`` for an element of the template's own, empty in the page's language."""
        return Markup(' lang="{}" dir="{}"').format(self.language, self.direction) if self.foreign else Markup()


@dataclass(frozen=True, slots=True)
class Rich:
    """A rendered body. Put ``attrs`` on the element around it."""

    html: Markup
    attrs: Markup

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with its sizes; ``srcset`` may be empty. ``alt`` is "" where the text beside it says the same."""

    url: str
    width: int
    height: int
    alt: str = ""
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    label: Say
    url: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """One measured number: ``value`` is "2.3%" in the reader's format."""

    metric: Say
    value: Markup
    baseline: Markup
    period: str
    source: Say | None
    measured_on: Markup
    customer: Say
    chart: Markup
    url: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """``url`` is empty and ``title``, ``summary``, ``logo`` are None where the customer stays anonymous."""

    customer: Say
    trade: Say | None
    title: Say | None
    summary: Say | None
    result: ResultView | None
    logo: Picture | None
    picture: Picture | None
    url: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class QuoteView:
    text: Say
    name: Say | None
    role: Say | None
    customer: Say
    photo: Picture | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class PainView:
    statement: Say
    answer: Say | None
    leading: bool


@dataclass(frozen=True, slots=True)
class UseCaseView:
    title: Say
    job: Say
    summary: Say | None
    icon: Markup
    url: str


@dataclass(frozen=True, slots=True)
class StepView:
    title: Say
    text: Say | None


@dataclass(frozen=True, slots=True)
class StepsView:
    title: Say
    steps: tuple[StepView, ...]
    url: str


@dataclass(frozen=True, slots=True)
class OfferView:
    title: Say
    summary: Say | None
    body: Rich
    code: str
    terms: Say | None
    until: Markup
    button: Button | None


@dataclass(frozen=True, slots=True)
class GuideView:
    title: Say
    summary: Say | None
    url: str
    author: Say | None
    role: Say | None
    bio: Say | None
    photo: Picture | None
    published: Markup
    updated: Markup
    minutes: str
    topics: tuple[Say, ...]
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class FaqView:
    id: str
    question: Say
    answer: Rich


@dataclass(frozen=True, slots=True)
class HeroView:
    eyebrow: Say | None
    headline: Say
    subhead: Say | None
    button: Button
    proof: ResultView | None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """What stands beside the lead form, which is filled in later: the address for whoever would rather write a mail
    (empty where there is none), and how soon somebody answers ("" where nothing is promised)."""

    contact: str
    mailto: str
    reply_within: str


@dataclass(frozen=True, slots=True)
class ThanksView:
    """What follows a request: its page's words, how soon and from which address the answer comes, where a meeting can
    be booked. Each may be empty."""

    headline: Say
    subhead: Say | None
    reply_within: str
    contact: str
    booking_url: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A partner as fragments introduce it. ``relation`` is recommends or presents; ``case_url`` is its own story's."""

    name: str
    company: str
    intro: Say | None
    picture: Picture | None
    logo: Picture | None
    relation: str
    case_url: str
    disclosure: Say | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """``name`` is the section's kind and its template's name; ``blocks`` is a tuple of that kind's views."""

    name: str
    id: str
    heading: Say | None
    blocks: tuple[Any, ...]
