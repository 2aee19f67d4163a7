"""A chosen block as its section's template takes it. Nothing is decided here: ``block.shows`` says what may show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from markupsafe import Markup

from goodword.content.kinds import CaseStudy, Guide, Offer, UseCase
from goodword.content.library import Entry, Library
from goodword.content.naming_customers import names_customer
from goodword.site.addresses import Address
from goodword.site.numbers import Numbers
from goodword.site.planning import Block
from goodword.site.shapes import (
    Button,
    CaseView,
    FaqView,
    GuideView,
    OfferView,
    PainView,
    QuoteView,
    ResultView,
    Rich,
    Say,
    StepsView,
    StepView,
    UseCaseView,
)
from goodword.site.tongue import Tongue

WORDS_A_MINUTE = 220
HEADING_ID = re.compile(r'(?<=<h[2-6]) id="h-[^"]*"')


@dataclass(frozen=True, slots=True)
class Blocks:
    """Makes views of blocks in one language. ``icon`` gives a drawing of site/icons by its name."""

    library: Library
    tongue: Tongue
    numbers: Numbers
    icon: Callable[[str | None], Markup]
    button: Callable[[Entry, str], Button | None]
    now: datetime

    def of(self, section: str, block: Block) -> Any:
        """The view of a block in a section of this name."""
        make: Mapping[str, Callable[[Entry, Block], Any]] = {
            "hero": self.result,
            "results": self.result,
            "logos": self.case,
            "case-studies": self.case,
            "quotes": self.quote,
            "pains": self.pain,
            "use-cases": self.use_case,
            "steps": self.steps,
            "offer": self.offer,
            "guides": self.guide,
            "faqs": self.faq,
        }
        return make[section](cast(Entry, self.library.get(block.kind, block.slug)), block)

    def url(self, entry: Entry) -> str:
        return self.tongue.path(Address(entry.kind, entry.slug).path)

    def case_url(self, entry: Entry, block: Block) -> str:
        """The story's own page, where the website may show it: on a partner's page it may be otherwise."""
        return self.url(entry) if "name" in block.shows and "page" in block.shows else ""

    def customer(self, entry: Entry, block: Block) -> Say:
        front = cast(CaseStudy, entry.front(block.language))
        if "name" in block.shows:
            return self.tongue.say(front.customer.name)
        anonymous = self.tongue.of(entry, "anonymous_as", block.language)
        return anonymous or self.tongue.say(self.tongue.interface("A customer"))

    def case(self, entry: Entry, block: Block) -> CaseView:
        front = cast(CaseStudy, entry.front(block.language))
        named = "name" in block.shows
        lead = leading_result(front) if "metrics" in block.shows else None
        result = self.number(entry, block, lead) if lead is not None else None
        customer, url = self.customer(entry, block), self.case_url(entry, block)
        logo = entry.image(front.customer.logo) if named and "logo" in block.shows else None
        return CaseView(
            customer=customer,
            trade=self.tongue.of(entry, "customer.industry", block.language) if named else None,
            title=self.tongue.title(entry, block.language) if named else None,
            summary=self.tongue.of(entry, "summary", block.language) if named else None,
            result=result if result and self.discreet(entry, block, result.metric) else None,
            logo=self.tongue.picture(logo, customer.text),
            picture=self.tongue.picture(entry.image(front.image)) if named else None,
            url=url,
        )

    def result(self, entry: Entry, block: Block) -> ResultView:
        return self.number(entry, block, block.item)

    def number(self, entry: Entry, block: Block, item: str) -> ResultView:
        """One result; without its source where that would name a customer who stays anonymous."""
        view = self.numbers.view(entry, item, block.language, self.customer(entry, block), self.case_url(entry, block))
        return view if self.discreet(entry, block, view.source) else replace(view, source=None)

    def discreet(self, entry: Entry, block: Block, said: Say | None) -> bool:
        """Whether a text may stand here: it does not name a customer who stays anonymous."""
        return said is None or "name" in block.shows or not names_customer(entry, said.text)

    def quote(self, entry: Entry, block: Block) -> QuoteView:
        front = cast(CaseStudy, entry.front(block.language))
        place = f"quotes.{block.item}"
        named = "name" in block.shows
        quote = next(q for n, q in enumerate(front.quotes) if (q.id or str(n)) == block.item)
        name = self.tongue.of(entry, f"{place}.name", block.language) if named else None
        role = self.tongue.of(entry, f"{place}.role", block.language)
        photo = entry.image(quote.photo) if named and "photo" in block.shows else None
        return QuoteView(
            text=cast(Say, self.tongue.of(entry, f"{place}.text", block.language)),
            name=name,
            role=role if self.discreet(entry, block, role) else None,
            customer=self.customer(entry, block),
            photo=self.tongue.picture(photo, ""),
            url=self.case_url(entry, block),
        )

    def pain(self, entry: Entry, block: Block) -> PainView:
        statement = self.tongue.of(entry, "statement", block.language)
        return PainView(
            statement=statement or self.tongue.title(entry, block.language),
            answer=self.tongue.of(entry, "answer", block.language) or self.tongue.of(entry, "summary", block.language),
            leading=block.chosen == "asked",
        )

    def use_case(self, entry: Entry, block: Block) -> UseCaseView:
        front = cast(UseCase, entry.front(block.language))
        title = self.tongue.title(entry, block.language)
        return UseCaseView(
            title=title,
            job=self.tongue.of(entry, "job", block.language) or title,
            summary=self.tongue.of(entry, "summary", block.language),
            icon=self.icon(front.icon),
            url=self.url(entry),
        )

    def steps(self, entry: Entry, block: Block) -> StepsView:
        return StepsView(
            self.tongue.title(entry, block.language), self.step_views(entry, block.language), self.url(entry)
        )

    def step_views(self, entry: Entry, language: str) -> tuple[StepView, ...]:
        front = cast(UseCase, entry.front(language))
        names = [step.id or str(number) for number, step in enumerate(front.steps)]
        return tuple(
            StepView(
                cast(Say, self.tongue.of(entry, f"steps.{name}.title", language)),
                self.tongue.of(entry, f"steps.{name}.text", language),
            )
            for name in names
        )

    def offer(self, entry: Entry, block: Block) -> OfferView:
        front = cast(Offer, entry.front(block.language))
        return OfferView(
            title=self.tongue.title(entry, block.language),
            summary=self.tongue.of(entry, "summary", block.language),
            body=self.short_body(entry, block.language),
            code=front.code or "",
            terms=self.tongue.of(entry, "terms", block.language),
            until=self.tongue.language.date(front.valid_through) if front.valid_through else Markup(),
            button=self.button(entry, block.language),
        )

    def guide(self, entry: Entry, block: Block) -> GuideView:
        front = cast(Guide, entry.front(block.language))
        of, language = self.tongue.of, block.language
        minutes = max(1, round(entry.text(language).words / WORDS_A_MINUTE))
        reading = self.tongue.words.ungettext("%(num)s minute to read", "%(num)s minutes to read", minutes)
        day = self.tongue.language.date
        return GuideView(
            title=self.tongue.title(entry, language),
            summary=of(entry, "summary", language),
            url=self.url(entry),
            author=of(entry, "author.name", language),
            role=of(entry, "author.role", language),
            bio=of(entry, "author.bio", language),
            photo=self.tongue.picture(entry.image(front.author.photo)) if front.author else None,
            published=day(front.published_on) if front.published_on else Markup(),
            updated=day(front.updated_on) if front.updated_on else Markup(),
            minutes=reading % {"num": self.tongue.language.number(minutes)},
            topics=tuple(self.tongue.say(t, entry.language_of("topics", language)) for t in front.topics),
            picture=self.tongue.picture(entry.image(front.image)),
        )

    def faq(self, entry: Entry, block: Block) -> FaqView:
        return FaqView(
            f"faq-{entry.slug}",
            self.tongue.title(entry, block.language),
            self.short_body(entry, block.language),
        )

    def short_body(self, entry: Entry, language: str) -> Rich:
        """A body that stands on a page with others: nobody links into it, and its headings' names could meet."""
        body = self.tongue.body(entry, language)
        return Rich(Markup(HEADING_ID.sub("", body.html)), body.attrs)


def leading_result(front: CaseStudy) -> str | None:
    """The result to lead with: the one its author marked, else the first."""
    names = [(result.headline, result.id or str(number)) for number, result in enumerate(front.results)]
    return next((name for marked, name in names if marked), names[0][1] if names else None)
