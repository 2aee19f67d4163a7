"""Front matter of invented entries: everything a planner looks at, in every variety, by chance."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.words import sentence

SECTIONS = (
    "hero, partner-intro, logos, text, pains, results, use-cases, steps, case-studies, quotes, offer, guides, faqs, "
    "cta, lead-form"
)
SCOPES = ("name, logo, quote, metrics, photo", "name, metrics", "metrics, quote", "name, quote, metrics")
COUNTRIES = ("IT", "US", "AE", "DE", "NL", "FR", "GB", "ES")


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries of each kind, each in three languages; ``extra`` is questions in the first language only.

    ``characters`` is the length of a text; 3,000 make files of about 4 KB.
    """

    niches: int = 30
    pains: int = 20
    use_cases: int = 40
    case_studies: int = 90
    guides: int = 40
    faqs: int = 80
    offers: int = 4
    extra: int = 0
    characters: int = 3_000

    def of(self, folder: str) -> int:
        """Entries in a folder of ``content/``."""
        count: int = getattr(self, folder.replace("-", "_"))
        return count


def some(chance: random.Random, name: str, count: int, most: int) -> str:
    """A list of up to ``most`` of ``name-1`` … ``name-count``, as front matter spells it."""
    numbers = sorted(chance.sample(range(1, count + 1), chance.randint(0, most)))
    return "[" + ", ".join(f"{name}-{number}" for number in numbers) + "]"


def bonds(size: Size, chance: random.Random) -> str:
    """What an entry is for and about, and its rank."""
    return (
        f"niches: {some(chance, 'niche', size.niches, 3)}\n"
        f"pains: {some(chance, 'pain', size.pains, 3)}\n"
        f"priority: {chance.randrange(100)}\n"
    )


def front_of_niche(number: int, size: Size, chance: random.Random) -> str:
    parent = f"parent: niche-{number // 3}\n" if number > 6 and number % 3 == 0 else ""
    headline = sentence(chance, "en", 8)[:-1]
    return f"headline: {headline}\n{parent}pains: {some(chance, 'pain', size.pains, 6)}\n"


def front_of_pain(number: int, size: Size, chance: random.Random) -> str:
    return f"statement: {sentence(chance, 'en', 10)}\nanswer: {sentence(chance, 'en')}\npriority: {number % 90}\n"


def front_of_use_case(number: int, size: Size, chance: random.Random) -> str:
    steps = "".join(
        f"  - id: step-{step}\n    title: {sentence(chance, 'en', 6)[:-1]}\n    text: {sentence(chance, 'en')}\n"
        for step in range(1, 4)
    )
    return f"{bonds(size, chance)}job: {sentence(chance, 'en', 8)[:-1]}\nsteps:\n{steps}"


def front_of_case_study(number: int, size: Size, chance: random.Random) -> str:
    own = f"partner: partner-{number % 10 + 1}\n" if number % 30 == 0 else ""
    return (
        f"{bonds(size, chance)}{own}"
        f"use_cases: {some(chance, 'use-case', size.use_cases, 2)}\n"
        f"anonymous_as: A company of {number + 10} people\n"
        f"customer:\n  name: Customer {number}\n  size: {number + 10}\n"
        f"  country: {chance.choice(COUNTRIES)}\n  logo: ./case-{number}.svg\n"
        f"results:\n{result(chance, 'first', 'true')}{result(chance, 'second', 'false')}"
        f"quotes:\n  - id: only\n    text: {sentence(chance, 'en')}\n    name: Person {number}\n    role: Head\n"
        f"consents:\n{consent(chance)}{consent(chance)}"
    )


def result(chance: random.Random, name: str, headline: str) -> str:
    return (
        f"  - id: {name}\n    metric: {sentence(chance, 'en', 5)[:-1]}\n    value: {chance.randint(50, 99)}\n"
        f'    unit: "%"\n    direction: up\n    baseline: {chance.randint(5, 49)}\n    period: P90D\n'
        f"    measured_on: 2025-{chance.randint(1, 12):02}-15\n    headline: {headline}\n"
    )


def consent(chance: random.Random) -> str:
    expires = f"    expires_on: 20{chance.randint(25, 32)}-06-30\n" if chance.random() < 0.3 else ""
    revoked = "    revoked_on: 2025-09-01\n" if chance.random() < 0.1 else ""
    partners = "[partner-1, partner-2]" if chance.random() < 0.1 else "all"
    return (
        f"  - granted_by: Somebody, head\n    granted_on: 2024-0{chance.randint(1, 9)}-01\n"
        f"    scope: [{chance.choice(SCOPES)}]\n    channels: [website, partner-pages]\n    partners: {partners}\n"
        f"{expires}{revoked}    evidence: a letter\n"
    )


def front_of_guide(number: int, size: Size, chance: random.Random) -> str:
    return (
        f"{bonds(size, chance)}author:\n  name: Writer {number % 7}\n"
        f"published_on: 2025-{chance.randint(1, 12):02}-02\ntopics: [{sentence(chance, 'en', 5)[:-1]}]\n"
    )


def front_of_faq(number: int, size: Size, chance: random.Random) -> str:
    later = "publish_at: 2031-01-01T09:00:00Z\n" if number % 20 == 0 else ""
    return bonds(size, chance) + later


def front_of_offer(number: int, size: Size, chance: random.Random) -> str:
    return f"code: CODE{number}\nvalid_from: 2025-01-01\nvalid_through: 2034-12-31\nterms: {sentence(chance, 'en')}\n"


PAGES = {
    "home": f"headline: A page for everybody\nsections: [{SECTIONS}]\n",
    "niche": f"headline: A page for a trade\nsections: [{SECTIONS}]\n",
    "partner": f"headline: A page of a partner\nsections: [{SECTIONS}]\n",
    "privacy": "",
}
# Folder of content/ → the beginning of its entries' slugs, and their front matter.
FRONTS: dict[str, tuple[str, Callable[[int, Size, random.Random], str]]] = {
    "niches": ("niche", front_of_niche),
    "pains": ("pain", front_of_pain),
    "use-cases": ("use-case", front_of_use_case),
    "case-studies": ("case", front_of_case_study),
    "guides": ("guide", front_of_guide),
    "faqs": ("faq", front_of_faq),
    "offers": ("offer", front_of_offer),
}
