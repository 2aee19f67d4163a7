"""Arbitrary libraries, visitors and pages for Hypothesis: few names and few days, so that they meet often."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from factories import LANGUAGES, layout, library
from factories import entry as make_entry
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from goodword.content.kinds import CHANNELS, SCOPES, SECTION_NAMES
from goodword.content.library import Entry, Library
from goodword.site.planning import Layout
from goodword.site.visitor import ANYONE, Visitor

# Machines that run tests are busy: how long one example takes says nothing.
law = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

NICHES, PAINS, USES = ("shops", "bikes", "ebikes", "labs"), ("calls", "rust"), ("book", "remind")
PARTNERS, CAMPAIGNS, SLUGS = ("ada", "ben"), ("spring",), ("a", "b", "c", "d")
UNNAMED = ("cy", "dot")
START = datetime(2026, 6, 29, tzinfo=UTC)

days = st.dates(date(2026, 6, 28), date(2026, 7, 3)) | st.sampled_from([date(2025, 6, 30), date.min, date.max])
moments = st.integers(0, 4 * 86_400).map(lambda second: START + timedelta(seconds=second))
minutes = moments.map(lambda moment: moment.replace(second=0))


def some(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def seldom(strategy: st.SearchStrategy[Any], usual: Any = None) -> st.SearchStrategy[Any]:
    """One time in six. So much must fit at once for a block to be shown that each of it has to fit most of the time."""
    return st.integers(0, 5).flatmap(lambda number: strategy if number == 5 else st.just(usual))


def given(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping without the keys that came out as None."""
    return st.fixed_dictionaries(values).map(lambda found: {k: v for k, v in found.items() if v is not None})


live = given(status=seldom(st.just("draft"), "published"), publish_at=seldom(moments))
consents = given(
    granted_by=st.just("Odile"),
    granted_on=seldom(days, date(2026, 1, 1)),
    scope=st.just([*SCOPES]) | st.lists(st.sampled_from(SCOPES), min_size=1, unique=True),
    channels=st.just([*CHANNELS]) | st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True),
    partners=st.just("all") | some(PARTNERS),
    expires_on=seldom(days),
    revoked_on=seldom(days),
)
common = {
    "niches": seldom(some(NICHES), []),
    "pains": some(PAINS),
    "use_cases": some(USES),
    "partners": seldom(some(PARTNERS), []),
    "campaigns": seldom(some(CAMPAIGNS), []),
    "priority": st.integers(-1, 1),
    "expires_at": seldom(moments),
}
texts = st.dictionaries(st.sampled_from(LANGUAGES[1:]), live, max_size=2)
said = st.sampled_from(["Quiet.", "At Fell it is quiet."])
quotes = st.lists(given(text=said, name=maybe(st.just("Odile"))), max_size=2)
results = st.lists(
    given(
        metric=st.just("calls"),
        value=st.integers(0, 9),
        baseline=maybe(st.integers(0, 9)),
        measured_on=maybe(days),
        headline=st.booleans(),
    ),
    max_size=2,
)
OWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "niche": {"parent": maybe(st.sampled_from(NICHES))},
    "pain": {},
    "use-case": {"steps": st.just([]) | st.just([{"title": "Go"}])},
    "faq": {},
    "guide": {"published_on": maybe(days), "updated_on": maybe(days)},
    "offer": {"valid_from": seldom(days), "valid_through": seldom(days)},
    "case-study": {
        "customer": given(name=st.just("Fell"), country=maybe(st.just("AE")), logo=maybe(st.just("./fell.svg"))),
        "anonymous_as": maybe(st.sampled_from(["A garage", "Fell"])),
        "partner": maybe(st.sampled_from(PARTNERS)),
        "results": results,
        "quotes": quotes,
        "consents": st.lists(consents, max_size=3),
    },
}
SHOWING = ("pains", "use-cases", "faqs", "guides", "case-studies", "quotes", "results", "logos", "offer")
NAMES = {"niche": NICHES, "pain": PAINS, "use-case": USES}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from([*OWN, "case-study", "case-study"]))
    slug = draw(st.sampled_from(NAMES.get(kind, SLUGS)))
    front = draw(given(**common, **OWN[kind])) | draw(live)
    return make_entry(kind, slug, texts=draw(texts), **front)


libraries: st.SearchStrategy[Library] = st.lists(entries(), min_size=5, max_size=14).map(lambda found: library(*found))
visitors: st.SearchStrategy[Visitor] = st.builds(
    Visitor,
    st.sampled_from(LANGUAGES),
    minutes,
    partner=maybe(st.sampled_from((*PARTNERS, *UNNAMED, ANYONE))),
    niche=maybe(st.sampled_from(NICHES)),
    pain=maybe(st.sampled_from(PAINS)),
    use_case=maybe(st.sampled_from(USES)),
    campaign=maybe(st.sampled_from((*CAMPAIGNS, "autumn"))),
)
sections = given(
    name=st.sampled_from((*SECTION_NAMES, *SHOWING, *SHOWING)),
    max=maybe(st.integers(1, 3)),
    min=seldom(st.integers(0, 2), 0),
    pin=seldom(st.lists(st.sampled_from((*SLUGS, *PAINS, "a#0", "b#1")), max_size=2), []),
    exclude=seldom(st.lists(st.sampled_from((*SLUGS, *PAINS, "a#0", "b#1")), max_size=2), []),
    fallback=seldom(st.sampled_from(["niche", "parent"]), "general"),
)
layouts: st.SearchStrategy[Layout] = st.builds(
    lambda found, website: layout(*found, website=website), st.lists(sections, min_size=2, max_size=5), st.booleans()
)
