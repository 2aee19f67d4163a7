"""``flask content schema``: what the models accept and what the schemas accept is the same."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from desk import TERMS, faq, source
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from test_content_new import uncommented
from test_content_reading import STORY, WRONG_KEYS
from test_content_translating import REFUSED

from goodword.content.checking import Checks
from goodword.content.commands import EXTENSION, content
from goodword.content.kinds import FOLDERS, KINDS
from goodword.content.reading import read
from goodword.content.schemas import file_names, schemas
from goodword.content.starters import starter
from goodword.material import read_front, validate

REPOSITORY = Path(__file__).parents[1]
ROOTS = (REPOSITORY, REPOSITORY / "tests" / "company")
# What a schema cannot say: the same key twice is one key in any data.
BEYOND = {"title: again"}


@cache
def checker(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas()[name], format_checker=FormatChecker())


def both(path: str, text: str | bytes) -> tuple[bool, bool]:
    """Whether the model, and whether the schema, takes the file's front matter."""
    found = read(source(path, text), TERMS)
    front, _ = read_front(path, source(path, text).data)
    assert found and front
    model, problems = validate(path, front.values, front.marks, found.model, {"timezone": TERMS.timezone})
    assert (model is None) == bool(problems)
    name = f"{found.kind}.translation" if found.is_translation else found.kind
    return model is not None, checker(name).is_valid(front.values)


def files() -> Iterator[Path]:
    for root in ROOTS:
        yield from (file for file in sorted(root.glob("content/*/*.md")) if file.name[0] not in "R_")


@pytest.mark.parametrize("file", [pytest.param(file, id=f"{file.parent.name}/{file.name}") for file in files()])
def test_every_file_of_both_companies_fits_its_schema(file: Path) -> None:
    assert both(f"content/{file.parent.name}/{file.name}", file.read_bytes()) == (True, True)


@pytest.mark.parametrize("kind", KINDS)
def test_starters_fit_with_and_without_all_their_keys(kind: str) -> None:
    for text in (starter(kind), uncommented(starter(kind))):
        assert both(f"content/{FOLDERS[kind]}/a.md", text) == (True, True)


@pytest.mark.parametrize("front", sorted(WRONG_KEYS.keys() - BEYOND))
def test_what_the_model_refuses_the_schema_refuses(front: str) -> None:
    assert both("content/faqs/a.md", faq(front)) == (False, False)


@pytest.mark.parametrize("front", REFUSED)
def test_what_a_translation_cannot_say_its_schema_refuses(front: str) -> None:
    if "chrun" not in front:  # which items there are, only the original says
        assert both("content/case-studies/a.it.md", f"---\n{front}\n---\n") == (False, False)


SECTIONS = {
    "[hero, text]": True,
    "[{faqs: {max: 3, pin: [a]}}]": True,
    "[{faqs: }]": True,
    "[{name: faqs, heading: H}]": True,
    "[{name: faqs}]": True,
    "": True,
    "[zebra]": False,
    "[{zebra: {max: 3}}]": False,
    "[{faqs: {max: 0}}]": False,
    "[{faqs: {max: 51}}]": False,
    "[{faqs: {min: 51}}]": False,
    "[{faqs: {fallback: none}}]": False,
    "[{faqs: {maximum: 3}}]": False,
    "[{faqs: {max: 3}, hero: }]": False,
    "hero": False,
}


@pytest.mark.parametrize("sections", SECTIONS)
def test_sections_in_all_their_forms(sections: str) -> None:
    found = both("content/pages/a.md", f"---\ntitle: T\nsections: {sections}\n---\n")
    assert found == (SECTIONS[sections], SECTIONS[sections])


VALUES: dict[str, dict[str, bool]] = {
    "title": {"1": True, "' '": False, "true": False, "''": False, "[a]": False, "2.5": True},
    "priority": {"3": True, "'3'": True, "007": True, "-2": True, "2.5": False, "true": False, "three": False},
    "publish_at": {
        "2026-11-22": True,
        "2026-11-22 09:00": True,
        "2026-11-22T09:00:30Z": True,
        "2026-11-22T25:00": False,
    },
    "expires_at": {
        "2026-11-22T09:00+01:00": True,
        "2026-13-01": False,
        "20261122": False,
        "soon": False,
        "2026": False,
    },
    "niches": {"a-b": True, "[a, b-c]": True, "[]": True, "[a_b]": False, "[1]": False, "A": False, "{a: b}": False},
    "campaigns": {"[2027, a]": True, "a": True, "2027": False, "[true]": False},
    "image": {
        "./a.SVG": True,
        "./a.jpeg": True,
        "./a b.svg": False,
        "a.svg": False,
        "./a.gif": False,
        "'./a.svg.exe'": False,
    },
    "cta": {
        "{label: a}": True,
        "{label: a, target: sign-up}": True,
        "{label: a, target: '{{ link }}'}": True,
        "{}": False,
    },
    "seo": {"{title: a}": True, "{}": True, "{titel: a}": False, "a": False, "": True},
    "redirects_from": {"/a": True, "[/a, /b/c]": True, "[a]": False, "//a": False},
    "status": {"draft": True, "": True, "Draft": False, "true": False},
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, found in VALUES.items() for value in found])
def test_values_of_every_type(key: str, value: str) -> None:
    other = "" if key == "title" else "title: T\n"
    expected = VALUES[key][value]
    if (key, value) == ("expires_at", "20261122"):
        assert both("content/faqs/a.md", f"---\n{other}{key}: {value}\n---\n")[1] is expected
    else:
        assert both("content/faqs/a.md", f"---\n{other}{key}: {value}\n---\n") == (expected, expected)


STORIES = {
    "": True,
    "results: [{metric: m, value: 2.3, headline: yes}]": True,
    "results: [{metric: m, value: '2.30', period: P90D, direction: up}]": True,
    "results: [{metric: m}]": False,
    "results: [{metric: m, value: high}]": False,
    "results: [{metric: m, value: 1, period: 90 days}]": False,
    "results: [{metric: m, value: 1, direction: left}]": False,
    "results: [{metric: m, value: 1, headline: perhaps}]": False,
    "results: [{metric: m, value: 1, measured_on: 2026-02-30}]": False,
    "results: {metric: m, value: 1}": False,
    "results: [{metric: m, value: 9999999999999}]": False,
    "partner: ada": True,
    "partner: [ada]": False,
}


@pytest.mark.parametrize("more", STORIES)
def test_case_studies(more: str) -> None:
    text = STORY.replace("consents:", f"{more}\nconsents:")
    assert both("content/case-studies/a.md", text) == (STORIES[more], STORIES[more])


CONSENTS = {
    "partners: all": True,
    "partners: [ada, ben]": True,
    "partners: ada": True,
    "partners:": False,
    "expires_on:": True,
    "evidence: ''": False,
    "scope: name": None,
    "revoked_on: 2026-06-01": True,
    "revoked_on: 20260601": False,
    "until: 2026-06-01": False,
}


@pytest.mark.parametrize("line", CONSENTS)
def test_consents(line: str) -> None:
    expected = CONSENTS[line]
    text = STORY.replace("    scope: [name]", f"    {line}" if expected is None else f"    scope: [name]\n    {line}")
    assert both("content/case-studies/a.md", text) == (expected is not False, expected is not False)


@pytest.mark.parametrize("name", file_names())
def test_a_schema_is_one(name: str) -> None:
    made = schemas()[name]
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["title"].startswith("Front matter of ")
    assert made["additionalProperties"] is False
    assert all(value.get("description") for value in made["properties"].values())


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    app = Flask("schema")
    app.extensions[EXTENSION] = Checks(tmp_path, tmp_path / "var", TERMS)
    app.cli.add_command(content)
    return lambda *args: app.test_cli_runner().invoke(args=["content", "schema", *args])


def test_schemas_are_printed_or_written(run: Callable[..., Result], tmp_path: Path) -> None:
    printed: dict[str, Any] = json.loads(run().output)
    assert printed == schemas()
    assert run("--output", str(tmp_path / "made" / "here")).exit_code == 0
    written = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "made/here").iterdir()}
    assert written == {file_names()[name]: schema for name, schema in printed.items()}


def test_a_folder_that_cannot_be_written_is_one_sentence(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("--output", str(tmp_path / "file"))
    assert done.exit_code == 1
    assert done.output.startswith("Error: ") and done.output.count("\n") == 1


def test_the_schemas_beside_the_content_are_current() -> None:
    lying = {
        file.name: json.loads(file.read_text(encoding="utf-8")) for file in (REPOSITORY / "content/.schemas").iterdir()
    }
    made = {file_names()[name]: schema for name, schema in schemas().items()}
    assert lying == made, "run: flask content schema --output content/.schemas"
