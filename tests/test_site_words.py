"""Interface words: every one is in every catalog, and no catalog has any that nobody says."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "it", "ar")
KEYWORDS = {"N_": None, "Said": None, "interface": None, "_": None, "ungettext": (1, 2), "ngettext": (1, 2)}
PLURALS = {"en": 2, "it": 2, "ar": 6}
VALUE = re.compile(r"%\((\w+)\)s")


def test_every_language_has_every_word(language: str) -> None:
    missing = said() - {first(message) for message in messages(language) if message.string}
    assert not missing


def test_no_language_has_a_word_that_nobody_says(language: str) -> None:
    assert not {first(message) for message in messages(language)} - said()


def test_plurals_have_all_their_forms(language: str) -> None:
    for message in messages(language):
        if message.pluralizable:
            assert len(message.string) == PLURALS[language], message.id
            assert all(message.string), message.id


def test_values_that_a_translation_shows_are_those_that_are_given(language: str) -> None:
    for message in messages(language):
        texts = message.string if message.pluralizable else (message.string,)
        given = set(VALUE.findall(" ".join(message.id) if message.pluralizable else str(message.id)))
        for text in texts:
            assert set(VALUE.findall(text)) <= given, message.id
            # A plural may leave its number out where the word says it; nothing else may be lost.
            assert given - set(VALUE.findall(text)) <= ({"num"} if message.pluralizable else set()), message.id


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def said() -> frozenset[str]:
    """Every interface word in code and templates."""
    found = set()
    jinja = "jinja2.ext:babel_extract"
    methods = ("goodword", ("**.py", "python")), ("templates", ("**.html", jinja)), ("templates", ("**.txt", jinja))
    for folder, method in methods:
        for _, _, word, _, _ in extract_from_dir(str(ROOT / folder), method_map=[method], keywords=KEYWORDS):
            found.add(word[0] if isinstance(word, tuple) else word)
    return frozenset(found)


@cache
def messages(language: str) -> tuple[Message, ...]:
    found: list[Message] = []
    for path in sorted((ROOT / "site" / "translations" / language).glob("*.po")):
        with path.open("rb") as source:
            catalog: Catalog = read_po(source, locale=language)
        found += [message for message in catalog if message.id]
    return tuple(found)


def test_no_word_stands_in_two_catalogs(language: str) -> None:
    twice = [word for word, count in Counter(first(message) for message in messages(language)).items() if count > 1]
    assert not twice


def first(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)
