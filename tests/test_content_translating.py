"""Translations: what they may say, what they inherit, and what is known to be theirs."""

from typing import Any

import pytest
from desk import entry, lines, put_together, read_one

STORY = """---
title: Less churn
summary: Ninety days.
image: ./a.svg
status: published
niches: [shops]
customer: {name: Harbor, industry: Reports, size: 34}
results:
  - {id: churn, metric: churn, value: 2.3, baseline: 4.1, unit: "%"}
  - {id: calls, metric: calls, value: 11}
quotes:
  - {id: joke, text: Quiet., role: Owner}
---

## What happened

A lot.
"""
FILES = {"case-studies/a.md": STORY.replace("image: ./a.svg\n", ""), "niches/shops.md": "---\ntitle: Shops\n---\n"}


def with_italian(front: str, body: str = "") -> dict[str, str]:
    return {**FILES, "case-studies/a.it.md": f"---\n{front}\n---\n{body}"}


def test_a_translation_says_what_differs_and_inherits_the_rest() -> None:
    found = entry("case-study", "a", with_italian("title: Meno abbandoni\ncustomer: {industry: Rapporti}"))
    front: Any = found.front("it")
    assert (front.title, front.summary, front.customer.industry) == ("Meno abbandoni", "Ninety days.", "Rapporti")
    assert (front.customer.name, front.customer.size, front.niches) == ("Harbor", 34, ("shops",))
    assert found.text("it").own == {"title", "customer.industry"}
    assert found.language_of("title", "it") == "it"
    assert found.language_of("summary", "it") == "en"


def test_items_are_matched_by_id_and_keep_their_numbers() -> None:
    text = "results:\n  - {id: calls, metric: chiamate}\nquotes:\n  - {id: joke, text: Silenzio.}"
    found = entry("case-study", "a", with_italian(text))
    front: Any = found.front("it")
    assert [(r.id, r.metric, r.value) for r in front.results] == [("churn", "churn", 2.3), ("calls", "chiamate", 11)]
    assert (front.quotes[0].text, front.quotes[0].role) == ("Silenzio.", "Owner")
    assert found.text("it").own == {"results.calls.metric", "quotes.joke.text"}


def test_the_body_is_inherited_or_its_own() -> None:
    inherits = entry("case-study", "a", with_italian("title: B"))
    assert inherits.text("it").html == inherits.text("en").html
    assert inherits.language_of("body", "it") == "en"
    own = entry("case-study", "a", with_italian("title: B", "\n## Che cosa\n\nMolto.\n"))
    assert "Che cosa" in own.text("it").html
    assert own.language_of("body", "it") == "it"
    assert [heading.text for heading in own.text("it").headings] == ["Che cosa"]


def test_a_language_without_a_file_gets_the_default_one() -> None:
    found = entry("case-study", "a", FILES)
    assert found.text("ar") is found.text("en")


REFUSED = {
    "niches: [shops]": "2:1: niches lives in the default-language file",
    "redirects_from: [/x]": "2:1: redirects_from lives in the default-language file",
    "consents: []": "2:1: consents lives in the default-language file",
    "priority: 3": "2:1: priority lives in the default-language file",
    "expires_at: 2026-01-01": "2:1: expires_at lives in the default-language file",
    "results:\n  - {id: churn, value: 3}": "3:17: results[0].value lives in the default-language file",
    "results:\n  - {id: churn, unit: percento}": "3:17: results[0].unit lives in the default-language file",
    "customer: {size: 3}": "2:12: customer.size lives in the default-language file",
    "sumary: s": "2:1: unknown key sumary",
    "results:\n  - {metric: m}": "3:5: id is missing in results[0]",
    "results:\n  - {id: chrun, metric: m}": "3:5: results of the default-language file have no chrun",
}


@pytest.mark.parametrize("front", REFUSED)
def test_what_a_translation_cannot_say(front: str) -> None:
    _, problems = put_together(with_italian(front))
    assert len(problems) == 1, lines(problems)
    assert str(problems[0]).startswith(f"content/case-studies/a.it.md:{REFUSED[front]}"), lines(problems)
    assert problems[0].hint


def test_its_own_status_and_date_are_the_translations() -> None:
    found = entry("case-study", "a", with_italian("status: draft\npublish_at: 2027-01-01"))
    assert (found.facts.status, found.front("it").status) == ("published", "draft")
    assert found.facts.publish_at is None
    assert found.front("it").publish_at is not None


def test_words_go_over_those_of_the_default_language() -> None:
    files = {
        "niches/a.md": "---\ntitle: A\nwords: {customers: riders, job: ride}\n---\n",
        "niches/a.it.md": "---\nwords: {clienti: ciclisti}\n---\n",
    }
    front = entry("niche", "a", files).front("it")
    assert dict(front.words) == {"customers": "riders", "job": "ride", "clienti": "ciclisti"}


def test_plain_lists_of_text_are_replaced_whole() -> None:
    files = {
        "guides/a.md": "---\ntitle: A\ntopics: [one, two]\n---\n",
        "guides/a.it.md": "---\ntopics: [uno]\n---\n",
    }
    assert entry("guide", "a", files).front("it").topics == ("uno",)


def test_sections_are_matched_by_name_and_number_and_give_headings_only() -> None:
    page = "---\ntitle: A\nsections: [hero, faqs: {max: 2}, text, text: {heading: Two}]\n---\n"
    italian = "---\nsections:\n  - text\n  - text: {heading: Due}\n  - faqs: {heading: Domande}\n---\n"
    found = entry("page", "a", {"pages/a.md": page, "pages/a.it.md": italian})
    sections = [(s.name, s.max, s.heading) for s in found.front("it").sections]
    assert sections == [("hero", None, None), ("faqs", 2, "Domande"), ("text", None, None), ("text", None, "Due")]
    assert found.text("it").own == {"sections.faqs.heading", "sections.text#2.heading"}
    _, problems = put_together({"pages/a.md": page, "pages/a.it.md": italian.replace("heading: Due", "max: 3")})
    assert lines(problems) == ["content/pages/a.it.md:4:12: sections[1].max lives in the default-language file"]


def test_a_translation_of_nothing_is_an_error() -> None:
    _, problems = put_together({"faqs/a.it.md": "---\ntitle: A\n---\n"})
    assert lines(problems) == [
        "content/faqs/a.it.md:1:1: this is a translation of content/faqs/a.md, which does not exist"
    ]


def test_a_wrong_original_does_not_make_its_translation_wrong() -> None:
    _, problems = put_together({"faqs/a.md": "---\n---\n", "faqs/a.it.md": "---\ntitle: A\n---\n"})
    assert [problem.path for problem in problems] == ["content/faqs/a.md"]


def test_half_a_group_needs_the_other_half_to_go_over() -> None:
    files = {"guides/a.md": "---\ntitle: A\n---\n", "guides/a.it.md": "---\nauthor: {role: Capo}\n---\n"}
    _, problems = put_together(files)
    assert lines(problems) == [
        "content/guides/a.it.md:2:9: author is translated, but the default-language file has none"
    ]


def test_own_search_texts_need_none_to_go_over() -> None:
    found = entry("case-study", "a", with_italian("seo: {title: Meno}"))
    assert found.front("it").seo.title == "Meno"
    assert found.text("it").own == {"seo.title"}


def test_text_may_be_translated_and_structure_may_not() -> None:
    found = read_one("content/offers/a.it.md", "---\nterms: Solo nuovi.\ncode: X\n---\n")
    assert [str(problem).partition(": ")[2] for problem in found.problems] == [
        "code lives in the default-language file"
    ]
