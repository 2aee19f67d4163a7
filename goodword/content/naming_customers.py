"""Which words of a case study name its customer, so that they cannot be shown where the name may not. Pure."""

from collections.abc import Iterator
from typing import cast

from goodword.content.consent import gives_away
from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, at
from goodword.content.remembering import derived


@derived
def telling(entry: Entry) -> frozenset[str]:
    """The parts of a case study (``anonymous_as``, ``results.churn.metric``, ``quotes.maud.text``) that name the
    customer in some language."""
    return frozenset(part for part in parts(cast(CaseStudy, entry.facts)) if tells(entry, part))


def parts(facts: CaseStudy) -> Iterator[str]:
    yield "anonymous_as"
    yield from (f"results.{one.id or number}.metric" for number, one in enumerate(facts.results))
    yield from (f"quotes.{one.id or number}.text" for number, one in enumerate(facts.quotes))


def tells(entry: Entry, part: str) -> bool:
    return any(names_customer(entry, said) for said in {at(text.front, part) for text in entry.texts.values()})


def names_customer(entry: Entry, said: str | None) -> bool:
    """Whether a text of a case study says the customer's name as any language writes it."""
    return any(
        gives_away(said, name) for name in {cast(CaseStudy, text.front).customer.name for text in entry.texts.values()}
    )
