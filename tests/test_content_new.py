"""``flask content new``: starters that are valid as they stand, have every key, and overwrite nothing."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from desk import TERMS, lines, put_together, read_one
from flask import Flask
from pydantic import BaseModel

from goodword.content.checking import Checks
from goodword.content.commands import EXTENSION, content
from goodword.content.kinds import FOLDERS, KINDS, Common, Section
from goodword.content.naming import is_material
from goodword.content.starters import starter
from goodword.content.translating import words_of
from goodword.material import models_in

REPOSITORY = Path(__file__).parents[1]
Run = Callable[..., Result]
HASH = re.compile(r"^( *)#(?! \S)", re.M)


@pytest.fixture
def root(company: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(company, tmp_path / "company"))


@pytest.fixture
def new(root: Path, tmp_path: Path) -> Run:
    app = Flask("new")
    app.extensions[EXTENSION] = Checks(root, tmp_path / "var", TERMS)
    app.cli.add_command(content)
    return lambda *args: app.test_cli_runner().invoke(args=["content", "new", *args])


def uncommented(text: str) -> str:
    """The file with the ``#`` before every key taken away; notes stay."""
    front, fence, body = text.partition("\n---\n\n") if "\n---\n\n" in text else text.partition("\n---\n")
    while HASH.search(front):
        front = HASH.sub(r"\1", front)
    return f"{front}{fence}{body}"


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from models(inner)


def test_a_starter_is_written_where_the_kind_lies(new: Run, root: Path) -> None:
    done = new("faq", "how-long")
    assert (done.exit_code, done.output.split()[0]) == (0, "content/faqs/how-long.md")
    assert (root / "content/faqs/how-long.md").read_text(encoding="utf-8") == starter("faq")


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_is_a_draft_without_any_problem(kind: str, root: Path, new: Run, tmp_path: Path) -> None:
    before = set(lines(Checks(root, tmp_path / "var", TERMS).report().problems))
    assert new(kind, "fresh").exit_code == 0
    report = Checks(root, tmp_path / "var", TERMS).report()
    assert set(lines(report.problems)) - before == set()
    assert report.errors == 0


@pytest.mark.parametrize("kind", KINDS)
def test_taking_away_every_sign_before_a_key_leaves_a_valid_file(kind: str, root: Path, tmp_path: Path) -> None:
    path = f"content/{FOLDERS[kind]}/fresh.md"
    text = uncommented(starter(kind))
    (root / path).write_text(text, encoding="utf-8")
    assert [
        str(p) for p in Checks(root, tmp_path / "var", TERMS).report().problems if p.path == path and p.is_error
    ] == []
    assert set(read_one(path, text).values) == set(KINDS[kind].model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_has_every_key_explained_as_its_model_does(kind: str) -> None:
    text = starter(kind)
    for model in models(KINDS[kind]):
        for name, field in model.model_fields.items():
            if (model, name) == (Section, "name"):
                continue  # a section is written as its name
            assert re.search(rf"^[ #]*(- )?{name}:", text, re.M), f"goodword/content/starter_texts lacks {name}"
            said = str(field.description)
            assert said[1:60] in " ".join(re.sub(r"^[ #]+", "", text, flags=re.M).split()), name


@pytest.mark.parametrize("kind", KINDS)
def test_the_starter_in_the_folder_is_the_one_that_the_command_makes(kind: str, new: Run) -> None:
    lying = REPOSITORY / "content" / FOLDERS[kind] / "_starter.md"
    made = new(kind, "anything", "--stdout").output
    assert lying.read_text(encoding="utf-8") == made, f"run: flask content new {kind} x --stdout > {lying}"
    assert not is_material(f"content/{FOLDERS[kind]}/_starter.md")


def test_printing_writes_nothing(new: Run, root: Path) -> None:
    assert new("faq", "how-long", "--stdout").output == starter("faq")
    assert not (root / "content/faqs/how-long.md").exists()


WRONG = {
    ("case-studies", "x"): "did you mean case-study?",
    ("gide", "x"): "did you mean guide?",
    ("zebra", "x"): "choose one of: niche, pain",
    ("faq", "How long?"): "flask content new faq how-long",
    ("faq", "Perché così.md"): "flask content new faq perche-cosi",
    ("faq", "سؤال"): "as in spring-offer",
    ("page", "customers"): "/customers belongs to another part of the site",
    ("page", "it"): "/it belongs to a language",
    ("faq", "price"): "content/faqs/price.md is there already",
    ("faq", "price", "--language", "ar"): "content/faqs/price.ar.md is there already",
    ("faq", "pric", "--language", "it"): "There is no content/faqs/pric.md to translate; did you mean price?",
    ("faq", "zebra", "--language", "it"): "write it first: flask content new faq zebra",
    ("faq", "price", "--language", "en"): "leave --language out",
    ("faq", "price", "--language", "ita"): "did you mean it?",
}


@pytest.mark.parametrize("asked", WRONG, ids=" ".join)
def test_what_cannot_be_made_is_said_in_one_sentence(asked: tuple[str, ...], new: Run) -> None:
    done = new(*asked)
    assert done.exit_code == 2
    assert WRONG[asked] in done.output
    assert done.output.startswith("Error: ") and done.output.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(new: Run, root: Path) -> None:
    shutil.rmtree(root / "content/faqs")
    (root / "content/faqs").write_text("a file in the place of a folder")
    done = new("faq", "how-long")
    assert done.exit_code == 1
    assert done.output.startswith("Error: content/faqs/how-long.md cannot be written")
    assert done.output.count("\n") == 1


def test_an_original_with_a_mistake_is_to_be_mended_first(new: Run, root: Path) -> None:
    (root / "content/faqs/how-long.md").write_text("---\ntitle: T\nsumary: S\n---\n")
    done = new("faq", "how-long", "--language", "it")
    assert done.exit_code == 1
    assert "content/faqs/how-long.md:3:1: unknown key sumary; did you mean summary?" in done.output


def entries() -> Iterator[str]:
    for file in sorted((Path(__file__).parent / "company/content").glob("*/*.md")):
        if "." not in file.stem:
            yield f"{file.parent.name}/{file.name}"


@pytest.mark.parametrize("path", list(entries()))
def test_a_translation_begins_as_the_original_and_checks_without_a_problem(path: str, root: Path, new: Run) -> None:
    original = (root / "content" / path).read_text(encoding="utf-8")
    kind, slug = read_one(f"content/{path}", original).kind, Path(path).stem
    (root / "content" / path.replace(".md", ".it.md")).unlink(missing_ok=True)
    assert new(kind, slug, "--language", "it").exit_code == 0
    made = (root / "content" / path.replace(".md", ".it.md")).read_text(encoding="utf-8")
    found, _ = put_together({path: original, path.replace(".md", ".it.md"): made})
    problems = [p for p in read_one(f"content/{path.replace('.md', '.it.md')}", made).problems]
    assert lines(problems) == []
    entry = found[kind][slug]
    assert entry.front("it").model_copy(update={"status": entry.facts.status}) == entry.facts
    assert entry.front("it").status == "draft"
    assert entry.text("it").html == entry.text("en").html
    said = set(re.findall(r"^([a-z_]+):", made, re.M))
    assert said <= set(words_of(KINDS[kind]).model_fields)


def test_a_translation_holds_only_what_a_translation_gives(new: Run) -> None:
    made = new("case-study", "molaria", "--language", "ar", "--stdout").output
    assert "consents" not in made.partition("---\n\n")[0].replace("slug and consent", "")
    for line in ("title:", "#customer:", "results:", "  - id:", "    metric:", "status: draft"):
        assert re.search(rf"^{line}", made, re.M), made
    assert not re.search(r"^\s*(value|baseline|unit|niches|website):", made, re.M)


def test_signs_that_yaml_knows_survive_in_a_translation(new: Run, root: Path) -> None:
    (root / "content/pages/odd.md").write_text(
        "---\ntitle: 'Churn: \"a\" \\ story #1'\n"
        "sections: [text, text: {heading: Two}, faqs, hero]\n---\n{{ brand.name }}\n"
    )
    made = new("page", "odd", "--language", "it", "--stdout").output
    values = read_one("content/pages/odd.it.md", made).values
    assert values["title"] == 'Churn: "a" \\ story #1'
    assert values["sections"] == ["text", {"text": {"heading": "Two"}}]


def test_content_that_comes_from_git_is_not_written_beside_it(make_app: Callable[..., Flask]) -> None:
    app = make_app(content_git="https://git.example/team/content.git#main")
    done = app.test_cli_runner().invoke(args=["content", "new", "faq", "how-long"])
    assert done.exit_code == 2
    assert "--stdout" in done.output
    assert "content/faqs/how-long.md" in done.output


def test_the_common_keys_are_in_one_place() -> None:
    assert all(key in starter("faq") for key in Common.model_fields)
