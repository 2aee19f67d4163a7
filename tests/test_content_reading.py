"""One content file read alone: its name, its front matter, its placeholders, and what guards consent."""

from datetime import UTC, datetime

import pytest
from desk import TERMS, entry, faq, lines, read_one, source

from goodword.content.fields import Model
from goodword.content.kinds import KINDS, CaseStudy
from goodword.content.reading import read

STORY = """---
title: A
customer: {name: Harbor}
quotes:
  - {id: one, text: Good.}
consents:
  - granted_by: M
    granted_on: 2026-01-01
    scope: [name]
    channels: [website]
---
"""


def test_a_faq_is_read() -> None:
    found = read_one("content/faqs/price.md", "---\ntitle: What does it cost?\n---\n\nLittle.\n")
    assert found.sound
    assert (found.kind, found.slug, found.language, found.is_translation) == ("faq", "price", "en", False)
    assert (found.values, found.body, found.body_line) == ({"title": "What does it cost?"}, "\nLittle.\n", 4)


@pytest.mark.parametrize(
    "path",
    ["content/faqs/README.md", "content/faqs/_starter.md", "content/faqs/.a.md", "content/faqs/x.svg", "content/a~"],
)
def test_notes_starters_and_pictures_are_no_content(path: str) -> None:
    assert read(source(path, "anything"), TERMS) is None


NAMES = {
    "content/faq/a.md": ("no kind of content lies in content/faq/", "did you mean faqs?"),
    "content/a.md": ("no kind of content lies in content/", "faqs"),
    "content/faqs/2026/a.md": ("lies deeper", "move it to content/faqs/a.md"),
    "content/faqs/Web Price.md": ('"Web Price"', "rename it to web-price.md"),
    "content/faqs/a.xx.md": ('language "xx"', "use one of: it, ar"),
    "content/faqs/a.ita.md": ('language "ita"', "did you mean a.it.md?"),
    "content/faqs/a.en.md": ("en is the default language", "rename it to a.md"),
    "content/faqs/a.it.old.md": ('language "it.old"', "use one of: it, ar"),
    "content/pages/customers.md": ("/customers belongs to another part of the site", "rename"),
    "content/pages/it.md": ("/it belongs to a language", "rename"),
    f"content/faqs/{'a' * 81}.md": ("file name", "rename it to"),
}


@pytest.mark.parametrize("path", NAMES)
def test_a_misplaced_or_misnamed_file_is_told_where_to_go(path: str) -> None:
    message, hint = NAMES[path]
    found = read_one(path, "---\ntitle: T\n---\n")
    assert not found.sound
    assert message in found.problems[0].message
    assert hint in found.problems[0].hint


WRONG_KEYS = {
    "sumary: s": ("3:1: unknown key sumary", "did you mean summary?"),
    "granted_on: 2026-01-01": ("3:1: unknown key granted_on", "title"),
    "status: publish": ('3:9: status is "publish"; expected one of draft, published', "did you mean published?"),
    "priority: high": ('3:11: priority is "high"; expected a whole number', "digits"),
    "priority: true": ("3:11: priority is true; expected a number", "priority"),
    "publish_at: tomorrow": ('3:13: publish_at is "tomorrow"; expected a day or a time', "publish_at"),
    "publish_at: 2026": ("3:13: publish_at is 2026; expected a day or a time", "publish_at"),
    "publish_at: 2026-02-30": ('3:13: publish_at is "2026-02-30"; expected a day', "publish_at"),
    "niches: [Web Studios]": ('3:10: niches[0] is "Web Studios"; expected lower-case', "write web-studios"),
    "image: ../x.png": ('3:8: image is "../x.png"; its form is not right', "./name"),
    "cta: {label: Go, target: 'javascript:alert(1)'}": ("3:26: cta.target is", "https://"),
    "cta: {label: Go, target: //other.example}": ("3:26: cta.target is", "https://"),
    "cta: {target: /x}": ("3:1: label is missing in cta", "add label"),
    "cta: yes": ('3:6: cta is "yes"; expected keys with values', "indent"),
    "redirects_from: old": ('3:17: redirects_from[0] is "old"; its form is not right', "/old-name"),
    "seo: {description: {a: b}}": ("3:20: seo.description is a group of keys; expected a text", "quotes"),
    "title: again": ("3:1: title is given twice; the first is in line 2", "keep one"),
}


@pytest.mark.parametrize("front", WRONG_KEYS)
def test_a_wrong_key_says_what_was_found_and_what_is_expected(front: str) -> None:
    message, hint = WRONG_KEYS[front]
    (problem,) = read_one("content/faqs/a.md", faq(front)).problems
    assert str(problem).startswith(f"content/faqs/a.md:{message}"), str(problem)
    assert hint in problem.hint, problem.hint


def test_every_problem_of_a_file_is_reported_at_once() -> None:
    text = faq("sumary: s\nstatus: publish\npriority: high", "\n{{ partner.nam }} <!-- open")
    assert [problem.line for problem in read_one("content/faqs/a.md", text).problems] == [3, 4, 5, 8, 8]


def test_an_empty_key_counts_as_not_given() -> None:
    assert read_one("content/faqs/a.md", faq("summary:\npublish_at:\nimage: ''")).sound


def test_a_title_cannot_be_empty() -> None:
    (problem,) = read_one("content/faqs/a.md", "---\ntitle: ''\n---\n").problems
    assert problem.message == "title is missing"


def test_a_consent_for_nobody_in_particular_is_not_one_for_all() -> None:
    found = read_one("content/case-studies/a.md", STORY.replace("scope: [name]", "scope: [name]\n    partners:"))
    assert [problem.line for problem in found.problems] == [10]


@pytest.mark.parametrize("value", ["0", "86400", "20261231", "'0'", "2026-1-1", "1.5"])
def test_a_number_is_never_a_day(value: str) -> None:
    assert not read_one("content/case-studies/a.md", STORY.replace("2026-01-01", value)).sound


def test_a_day_begins_in_the_companys_time_zone() -> None:
    facts = entry("faq", "a", {"faqs/a.md": faq("publish_at: 2026-11-22\nexpires_at: 2026-11-23T09:30:00Z")}).facts
    assert facts.publish_at == datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    assert facts.expires_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


PLACEHOLDERS = {
    "{{ partner.name }}": None,
    "{{partner.company|a partner}}": None,
    "{{ link }}": "3:11: {{ link }} cannot stand in a text",
    "{{ partner.nam }}": "3:11: unknown placeholder {{ partner.nam }}",
    "{{ config }}": "3:11: unknown placeholder {{ config }}",
    "{{ word. }}": "3:11: unknown placeholder {{ word. }}",
    "{{ brand.name": "3:10: {{ begins a placeholder that has no end",
}


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholders_in_front_matter(text: str) -> None:
    found = read_one("content/faqs/a.md", faq(f"summary: '{text}'"))
    expected = PLACEHOLDERS[text]
    assert [line.partition("faqs/a.md:")[2] for line in lines(found.problems)] == ([expected] if expected else [])


def test_a_placeholder_in_the_body_is_located() -> None:
    (problem,) = read_one("content/faqs/a.md", faq("", "\n\nHello {{ partner.nmae }}\n")).problems
    assert str(problem) == "content/faqs/a.md:7:7: unknown placeholder {{ partner.nmae }}"
    assert problem.hint == "did you mean {{ partner.name }}?"


def test_comments_never_reach_the_page_and_lines_stay() -> None:
    found = read_one("content/faqs/a.md", faq("", "a <!-- {{ nothing }}\nb --> c\n```\n<!-- d -->\n```\n"))
    assert found.sound
    assert found.body == "a \n c\n```\n\n```\n"


def test_a_comment_without_end_is_refused() -> None:
    (problem,) = read_one("content/faqs/a.md", faq("", "a\nb <!-- c\n")).problems
    assert str(problem) == "content/faqs/a.md:6:3: a comment begins here and has no end"


def test_items_with_one_id_are_refused() -> None:
    two = STORY.replace("consents:", "  - {id: one, text: Better.}\nconsents:")
    (problem,) = read_one("content/case-studies/a.md", two).problems
    assert str(problem).endswith(":6:10: quotes have two items with the id one")


GUARDED = {
    "consents: wrong\n": True,
    "consents:\n  - granted_by: M\n": True,
    "consents:\n  - {granted_by: M, granted_on: 2026-01-01, scope: [nam], channels: [website]}\n": True,
    "consent: []\n": True,
    "Consents: []\n": True,
    "revoked_on: 2026-01-01\n": True,
    "consents: []\nconsents: []\n": True,
    "consents: [\n": True,
    ".onsents: []\n": True,
    'c"nsents: []\n': True,
    '"consents" : [a]\n': True,
    "quotes:\n  - {text: a}\n#consents:\n  - granted_by: M\n": True,
    "sumary: s\n": False,
    "quotes: wrong\n": False,
    "consents: []\nsumary: s\n": False,
    "sumary: s\nconsents: []\n": False,
}


@pytest.mark.parametrize("front", GUARDED)
def test_no_earlier_version_stands_in_where_consent_cannot_be_trusted(front: str) -> None:
    found = read_one("content/case-studies/a.md", f"---\ntitle: A\ncustomer: {{name: X}}\n{front}---\n")
    assert not found.sound
    assert found.guarded is GUARDED[front]


def test_a_stray_byte_in_the_front_matter_guards_too_but_not_in_the_body() -> None:
    assert read_one("content/case-studies/a.md", STORY.encode().replace(b"Good", b"G\xe9")).guarded
    assert not read_one("content/case-studies/a.md", STORY.encode() + b"\xe9").guarded


def test_only_case_studies_are_guarded() -> None:
    assert not read_one("content/faqs/a.md", "no front matter").guarded


def test_every_key_says_what_it_is_for() -> None:
    def models(model: type[Model]) -> set[type[Model]]:
        inner = {m for f in model.model_fields.values() for m in (f.annotation, *getattr(f.annotation, "__args__", ()))}
        found = {m for m in inner if isinstance(m, type) and issubclass(m, Model)}
        return {model}.union(*(models(one) for one in found))

    every = set().union(*(models(kind) for kind in KINDS.values()))
    assert CaseStudy in every
    assert [f"{m.__name__}.{n}" for m in every for n, f in m.model_fields.items() if not f.description] == []
