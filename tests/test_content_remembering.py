"""What is made of each entry is made once."""

import pickle
from dataclasses import replace
from zoneinfo import ZoneInfo

from factories import case, faqs, library

from goodword.content.library import Entry, Terms
from goodword.content.remembering import PerEntry, derived


class Names:
    """Remembers the slugs of entries, and which of them it was asked to make something of."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.known = PerEntry(self.name)

    def name(self, entry: Entry, terms: Terms) -> str:
        self.made.append(entry.slug)
        return f"{entry.slug} in {terms.timezone}"


def test_an_edit_costs_its_own_entry_alone() -> None:
    names, (a, b) = Names(), faqs("a", "b")
    assert list(names.known.of(library(a, b))) == ["a in Asia/Dubai", "b in Asia/Dubai"]
    edited = replace(b)
    assert sorted(names.known.of(library(a, edited, case("c")))) == [
        "a in Asia/Dubai",
        "b in Asia/Dubai",
        "c in Asia/Dubai",
    ]
    assert sorted(names.made) == ["a", "b", "b", "c"]


def test_other_terms_are_another_matter() -> None:
    names, entries = Names(), faqs("a")
    assert list(names.known.of(library(*entries))) == ["a in Asia/Dubai"]
    assert list(names.known.of(library(*entries, zone=ZoneInfo("UTC")))) == ["a in UTC"]


def test_what_is_looked_at_beside_it_does_not_push_it_out() -> None:
    names, live, branch = Names(), faqs("a"), faqs("b")
    for entries in (live, branch, live, branch):
        list(names.known.of(library(*entries)))
    assert names.made == ["a", "b"]


def test_what_is_gone_for_long_is_let_go() -> None:
    names, gone = Names(), faqs("a")
    list(names.known.of(library(*gone)))
    for number in range(5):
        list(names.known.of(library(*faqs(f"f{number}"))))
    list(names.known.of(library(*gone)))
    assert names.made.count("a") == 2


def test_what_content_can_say_of_an_entry_goes_where_the_entry_goes() -> None:
    made: list[str] = []

    @derived
    def shouted(entry: Entry) -> str:
        made.append(entry.slug)
        return entry.slug.upper()

    (one,) = faqs("a")
    assert [shouted(one), shouted(one), shouted(pickle.loads(pickle.dumps(one)))] == ["A", "A", "A"]
    assert made == ["a"]
    assert shouted(replace(one, slug="b")) == "B", "another entry is asked about anew"
    assert replace(one) == one
