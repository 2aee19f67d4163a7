"""The second pass: references to nothing, and names that two entries claim."""

import pytest
from desk import TERMS, lines, put_together, read_one

from goodword.content import references
from goodword.content.assembling import assemble


def page(kind: str, front: str = "", body: str = "") -> str:
    return f"---\ntitle: T\n{front}\n---\n{body}"


SITE = {
    "niches/agencies.md": page("niche", "aliases: [agency]\nwords: {customers: clients}\nredirects_from: /for/shops"),
    "niches/web-studios.md": page("niche", "parent: agencies"),
    "pains/churn.md": page("pain"),
    "use-cases/renewals.md": page("use-case", "aliases: [renew]"),
    "case-studies/harbor.md": page("case-study", "customer: {name: H}\nresults: [{id: churn, metric: m, value: 1}]"),
    "guides/affiliates.md": page("guide"),
    "offers/annual.md": page("offer"),
    "faqs/price.md": page("faq"),
    "pages/pricing.md": page("page"),
    "pages/home.md": page("page"),
}


def test_what_is_there_can_be_named() -> None:
    front = "\n".join(
        [
            "niches: [agencies]",
            "pains: churn",
            "use_cases: [renewals]",
            "cta: {label: Go, target: /for/agency}",
            "sections: [results: {pin: ['harbor#churn']}, faqs: {exclude: [price]}, text: {pin: [annual]}]",
        ]
    )
    body = """
{{ word.Customers }} read [the guide](/guides/affiliates#top), [prices](/pricing?a=b), [it](/it/customers/harbor),
[all](/customers), [renewals](/use-cases/renew), [partners](/partners/agencies), [shops](/for/shops) and [home](/).
"""
    _, problems = put_together({**SITE, "pages/test.md": page("page", front, body)})
    assert problems == []


NOWHERE = {
    "niches: [agencys]": ("3:10: no niche is called agencys", "did you mean agencies?"),
    "niches: [agency]": ("3:10: no niche is called agency", "did you mean agencies?"),
    "pains:\n  - zebra": ("4:5: no pain point is called zebra", "there are these: churn"),
    "use_cases: renewal": ("3:12: no use case is called renewal", "did you mean renewals?"),
    "cta: {label: Go, target: /for/agencie}": ("3:26: nothing answers at /for/agencie", "did you mean /for/agencies?"),
    "cta: {label: Go, target: /prising}": ("3:26: nothing answers at /prising", "did you mean /pricing?"),
    "cta: {label: Go, target: /home}": ("3:26: nothing answers at /home", "link to"),
    "sections: [pains: {pin: [chrun]}]": ("3:26: no pain point is called chrun", "did you mean churn?"),
    "sections: [{name: pains, exclude: [x]}]": ("3:36: no pain point is called x", "churn"),
    "sections: [results: {pin: ['harbor#calls']}]": ("3:28: harbor has no result or quote with the id calls", "churn"),
    "sections: [results: {pin: [price]}]": ("3:28: no case study is called price", "harbor"),
    "redirects_from: [/for/agencies]": ("3:18: /for/agencies is the address of agencies", "remove"),
    "summary: '{{ word.customer }}'": ("3:11: no niche has a word for customer", "did you mean customers?"),
}


@pytest.mark.parametrize("front", NOWHERE)
def test_a_reference_to_nothing_says_what_was_meant(front: str) -> None:
    message, hint = NOWHERE[front]
    _, problems = put_together({**SITE, "pages/test.md": page("page", front)})
    assert len(problems) == 1, lines(problems)
    assert str(problems[0]).startswith(f"content/pages/test.md:{message}")
    assert hint in problems[0].hint


def test_a_broken_link_in_a_body_is_located() -> None:
    _, problems = put_together({**SITE, "faqs/a.md": page("faq", "", "\nSee\n[it](/guides/afiliates).\n")})
    assert lines(problems) == ["content/faqs/a.md:7:1: nothing answers at /guides/afiliates"]
    assert problems[0].hint == "did you mean /guides/affiliates?"


def test_an_alias_belongs_to_one_entry() -> None:
    files = {**SITE, "niches/a.md": page("niche", "aliases: [agency, web-studios, own]")}
    _, problems = put_together(files)
    assert lines(problems) == [
        "content/niches/a.md:3:11: the alias agency belongs to agencies too",
        "content/niches/a.md:3:19: the alias web-studios is the name of another niche",
        "content/niches/agencies.md:3:11: the alias agency belongs to a too",
    ]


def test_a_former_address_leads_to_one_entry() -> None:
    _, problems = put_together(
        {**SITE, "faqs/a.md": page("faq"), "pages/x.md": page("page", "redirects_from: /for/shops")}
    )
    assert lines(problems) == [
        "content/niches/agencies.md:5:17: /for/shops leads to page/x too",
        "content/pages/x.md:3:17: /for/shops leads to niche/agencies too",
    ]


def test_a_niche_is_not_its_own_ancestor() -> None:
    files = {
        **SITE,
        "niches/agencies.md": page("niche", "parent: web-studios"),
        "niches/x.md": page("niche", "parent: x"),
    }
    files["niches/below.md"] = page("niche", "parent: x")
    _, problems = put_together(files)
    circles = [line for line in lines(problems) if "own parent" in line]
    assert circles == [
        "content/niches/agencies.md:3:9: a niche cannot be its own parent: agencies → web-studios → agencies",
        "content/niches/web-studios.md:3:9: a niche cannot be its own parent: web-studios → agencies → web-studios",
        "content/niches/x.md:3:9: a niche cannot be its own parent: x → x",
    ]


def test_a_reference_to_a_wrong_file_is_not_a_second_problem() -> None:
    files = {**SITE, "pains/churn.md": "---\n---\n", "faqs/a.md": page("faq", "pains: [churn]")}
    _, problems = put_together(files)
    assert [problem.path for problem in problems] == ["content/pains/churn.md"]


def test_two_kinds_may_share_a_slug() -> None:
    assert put_together({"pains/a.md": page("pain"), "guides/a.md": page("guide")})[1] == []


def test_an_image_that_is_not_there_is_located() -> None:
    _, problems = put_together({"faqs/a.md": page("faq", "image: ./x.svg", "\n![A picture](./y.png)\n")})
    assert lines(problems) == [
        "content/faqs/a.md:3:8: there is no image content/faqs/x.svg",
        "content/faqs/a.md:6:1: there is no image content/faqs/y.png",
    ]


def test_an_unknown_partner_is_advice_once_partners_are_known() -> None:
    reads = [read_one("content/faqs/a.md", page("faq", "partners: [ada, bem]"))]
    entries, _ = assemble(reads, {}, {}, TERMS)
    assert references.problems(entries, reads, TERMS) == ()
    (problem,) = references.problems(entries, reads, TERMS, partners=("ada", "ben"))
    assert (str(problem), problem.level) == ("content/faqs/a.md:3:17: no partner is called bem", "advice")
    assert problem.hint == "did you mean ben?"


def test_an_entry_is_made_again_only_when_its_files_change() -> None:
    reads = [read_one(f"content/{path}", text) for path, text in SITE.items()]
    memo: dict = {}  # type: ignore[type-arg]
    before, _ = assemble(reads, {}, {}, TERMS, memo)
    changed = [read_one("content/faqs/price.md", page("faq", "priority: 2")), *reads[:7], *reads[8:]]
    after, _ = assemble(changed, {}, {}, TERMS, memo)
    assert after["faq"]["price"].facts.priority == 2
    assert after["niche"]["agencies"] is before["niche"]["agencies"]
    assert len(memo) == len(SITE)
