"""A library in which drafts count as published, beside the live one."""

from factories import NOON, case, chosen, consent, entry, faqs, fill, layout, library, who

from goodword.site.drafts import drafts_of, is_draft, with_drafts, with_some_drafts
from goodword.site.planning import plan


def refs(whole: object) -> list[str]:
    made = plan(whole, layout({"faqs": {"max": 9}}), who())  # type: ignore[arg-type]
    return [block.ref for block in made.sections[0].blocks]


def test_drafts_count_as_published() -> None:
    saved = library(*faqs("a"), *faqs("b", status="draft"))
    assert refs(saved) == ["a"]
    assert refs(with_drafts(saved)) == ["a", "b"]


def test_the_library_that_was_saved_stays_as_it_is() -> None:
    saved = library(*faqs("a"), *faqs("b", status="draft"))
    opened = with_drafts(saved)
    assert is_draft(saved.entries["faq"]["b"])
    assert opened.entries["faq"]["a"] is saved.entries["faq"]["a"]
    assert (opened.revision != saved.revision, opened.terms, opened.problems) == (True, saved.terms, saved.problems)


def test_dates_still_hold() -> None:
    saved = library(
        *faqs("a", status="draft", publish_at="2026-07-02"), *faqs("b", status="draft", expires_at=str(NOON))
    )
    assert refs(with_drafts(saved)) == []


def test_a_draft_translation_counts_too() -> None:
    saved = library(entry("faq", "a", texts={"it": {"status": "draft", "title": "Prezzo"}}))
    languages = [
        plan(one, layout("faqs"), who("it")).sections[0].blocks[0].language for one in (saved, with_drafts(saved))
    ]
    assert languages == ["en", "it"]


def test_consent_is_never_given_by_a_draft() -> None:
    entries = [case("fell", consent(revoked_on="2026-07-01"), status="draft")]
    opened = with_drafts(library(*entries))
    assert plan(opened, layout("quotes"), who()).sections[0].hidden
    assert fill(entries, "quotes").hidden and chosen(entries, "quotes") == []


def test_some_drafts_and_no_other() -> None:
    saved = library(*faqs("a", "b", "c", status="draft"))
    assert refs(with_some_drafts(saved, frozenset({("faq", "b"), ("pain", "c")}))) == ["b"]
    assert [one.slug for one in drafts_of(saved)] == ["a", "b", "c"]


def test_which_drafts_count_is_in_the_revision() -> None:
    saved = library(*faqs("a", "b", status="draft"))
    some = [frozenset({("faq", name)}) for name in "ab"]
    revisions = {with_some_drafts(saved, names).revision for names in some} | {
        with_drafts(saved).revision,
        saved.revision,
    }
    assert len(revisions) == 4


def test_without_drafts_it_is_the_same_library() -> None:
    saved = library(*faqs("a"))
    assert with_drafts(saved) is saved
    assert with_some_drafts(saved, frozenset({("faq", "a")})) is saved
