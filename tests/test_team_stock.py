"""What the content consists of, as the desk counts and filters it; and what of it is wrong."""

from datetime import date

import pytest
from factories import NOON, case, consent, entry, faqs, library

from goodword.content.library import Entry
from goodword.material import Problem
from goodword.team.names import STATES
from goodword.team.stock import Mistake, Stock, key_of, language_of, marked, mistakes, soon, stock_of

ENTRIES: list[Entry] = [
    entry("niche", "bikes", title="Bike shops", texts={"it": {}, "ar": {}}),
    *faqs("plain"),
    *faqs("unfinished", status="draft"),
    *faqs("later", publish_at="2026-07-02"),
    *faqs("far", publish_at="2026-08-02"),
    *faqs("over", expires_at="2026-06-01", texts={"it": {"title": "Finita"}}),
    case("kerb", consent(expires_on=date(2026, 7, 10))),
    case("mill", consent(expires_on=date(2026, 6, 10))),
]


def stock() -> Stock:
    return stock_of(library(*ENTRIES), NOON)


def slugs(found: Stock, **asked: str) -> list[str]:
    return [one.entry.slug for one in found.narrowed(**asked)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"kind": "niche"}, ["bikes"], id="kind"),
        pytest.param({"state": "draft"}, ["unfinished"], id="drafts"),
        pytest.param({"state": "scheduled"}, ["far", "later"], id="scheduled"),
        pytest.param({"state": "expired"}, ["over"], id="expired"),
        pytest.param({"state": "hidden"}, ["mill"], id="hidden"),
        pytest.param({"state": "ending"}, ["kerb"], id="consent that ends soon"),
        pytest.param({"state": "missing"}, ["kerb", "plain"], id="live, and not in every language"),
        pytest.param({"state": "missing", "language": "it"}, ["kerb", "plain"], id="not in this language"),
        pytest.param({"language": "it"}, ["bikes", "over"], id="in this language"),
        pytest.param({"words": "SHOPS bike"}, ["bikes"], id="words of the title, in any order"),
        pytest.param({"words": "finita"}, ["over"], id="words of a translation"),
        pytest.param({"words": "late"}, ["later"], id="part of the file's name"),
        pytest.param({"words": "nothing like it"}, [], id="none"),
        pytest.param({"kind": "faq", "state": "draft", "words": "un"}, ["unfinished"], id="all at once"),
    ],
)
def test_the_list_is_narrowed(asked: dict[str, str], found: list[str]) -> None:
    assert sorted(slugs(stock(), **asked)) == found


@pytest.mark.parametrize("state", STATES)
def test_counts_are_those_of_the_list(state: str) -> None:
    found = marked(stock(), [("faq", "plain")], {("niche", "bikes"): ("it",)})
    assert found.counts[state] == len(slugs(found, state=state))


def test_marks_of_a_check_are_put_on_their_entries() -> None:
    found = marked(stock(), [("faq", "plain")], {("niche", "bikes"): ("it",)})
    assert slugs(found, state="broken") == ["plain"]
    assert slugs(found, state="stale") == ["bikes"]
    assert slugs(found, state="stale", language="it") == ["bikes"]
    assert slugs(found, state="stale", language="ar") == []


def test_what_happens_within_a_week_is_soon() -> None:
    assert [one.entry.slug for one in soon(stock().items, NOON)] == ["later"]


def test_a_wrong_file_says_what_is_shown_meanwhile() -> None:
    live = library(*faqs("a"))
    errors = [
        Problem("content/faqs/a.md", 3, 1, "wrong"),
        Problem("content/faqs/a.md", 1, 1, "wrong, too"),
        Problem("content/faqs/b.it.md", 1, 1, "wrong"),
        Problem("partners/programs/friends.md", 1, 1, "wrong"),
        Problem("content/faqs/a.md", 2, 1, "might be better", level="advice"),
    ]
    assert mistakes(live, errors) == (
        Mistake("content/faqs/a.md", ("faq", "a"), (errors[1], errors[0]), live.get("faq", "a")),
        Mistake("content/faqs/b.it.md", ("faq", "b"), (errors[2],), None),
        Mistake("partners/programs/friends.md", None, (errors[3],), None),
    )


@pytest.mark.parametrize(
    ("path", "key", "language"),
    [
        ("content/case-studies/kerb.md", ("case-study", "kerb"), ""),
        ("content/case-studies/kerb.it.md", ("case-study", "kerb"), "it"),
        ("content/stories/kerb.md", None, ""),
        ("site/brand.toml", None, ""),
    ],
)
def test_a_path_names_its_entry(path: str, key: tuple[str, str] | None, language: str) -> None:
    assert key_of(path, library()) == key
    if path.endswith(".md"):
        assert language_of(path) == language
