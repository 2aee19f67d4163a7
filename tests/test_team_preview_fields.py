"""What can be chosen in the bar, and how it is called in the reader's language."""

from dataclasses import replace
from typing import Any

import pytest
from factories import entry, faqs, library
from previewing import mina, preview
from spokewise import spokewise

from goodword.content.library import Library
from goodword.saying import Said
from goodword.settings_of_content import Repository
from goodword.site.routes import service_of
from goodword.site.tongue import Tongue
from goodword.team.preview.context import Context
from goodword.team.preview.fields import MOST, Choice, Choices
from goodword.team.preview.views import NAME
from goodword.team.spoken import spoken


def tongue(language: str = "en") -> Tongue:
    return service_of(spokewise()).furniture.tongue(language)


def choices(whole: Library, context: Context | None = None, **more: Any) -> dict[str, Choice]:
    given = {"cards": {}, "branches": None, "tongue": tongue()} | more
    return {one.name: one for one in Choices(context or Context(), whole, **given).all()}


def values(choice: Choice) -> list[str]:
    return [option.value for group in choice.groups for option in group.options]


def test_every_page_can_be_picked_drafts_too() -> None:
    found = choices(
        library(
            entry("page", "home"),
            entry("page", "plans", status="draft"),
            entry("page", "niche"),
            entry("niche", "bikes"),
            entry("guide", "a"),
            *faqs("b"),
        )
    )["page"]
    assert values(found) == ["/", "/plans", "/for/bikes", "/customers", "/use-cases", "/guides", "/guides/a"]
    (plans,) = (one for group in found.groups for one in group.options if one.value == "/plans")
    assert "draft" in plans.label and plans.name == "Plans"


def test_titles_say_the_usual_word_for_a_placeholder() -> None:
    found = choices(library(entry("page", "p", title="For {{ partner.name | our partners }}")))["page"]
    assert "For our partners" in found.groups[0].options[1].label


def test_more_than_can_be_listed_can_be_typed() -> None:
    many = library(*(entry("niche", f"n{number:03}") for number in range(MOST + 5)))
    found = choices(many, Context("/for/n204"))["page"]
    assert found.open and len(found.groups[1].options) == MOST
    assert not choices(library(entry("niche", "n")))["page"].open


def test_what_is_chosen_is_always_among_them() -> None:
    found = choices(library(), Context("/gone", via="cy"))
    assert (found["page"].said, found["via"].said) == ("/gone", "cy")


def test_a_branch_can_be_chosen_where_there_is_a_repository() -> None:
    assert "branch" not in choices(library())
    assert values(choices(library(), branches=("main", "next"))["branch"]) == ["main", "next"]


def test_a_file_is_edited_at_the_forge_on_the_branch_that_is_live() -> None:
    app = spokewise()
    usual = app.extensions[NAME]
    repository = Repository("https://github.com/acme/content.git", "main", "github.com", "acme/content", "github")
    app.extensions[NAME] = replace(usual, settings=replace(usual.settings, content_git=repository))
    try:
        html = preview(mina(app), "/customers/chainring", lang="it")
    finally:
        app.extensions[NAME] = usual
    assert 'href="https://github.com/acme/content/edit/main/content/case-studies/chainring.it.md"' in html


def test_partners_are_chosen_by_name() -> None:
    html = preview(mina(spokewise()), via="omar")
    assert '<option value="omar" selected>\u2068Omar Nasser\u2069 · \u2068Molaria\u2069</option>' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("a < b", "a &lt; b", id="a text that remembers nothing"),
        pytest.param(Said("nothing fits"), "niente è adatto", id="no values"),
        pytest.param(Said("revoked on %(day)s", day="<1>"), "revocato il <bdi>&lt;1&gt;</bdi>", id="a value"),
        pytest.param(
            Said("the section is hidden: %(reason)s", reason=Said("nothing fits")),
            "la sezione è nascosta: niente è adatto",
            id="a message in a message",
        ),
    ],
)
def test_a_message_is_said_as_html(text: str, html: str) -> None:
    assert str(spoken(text, tongue("it").words)) == html
