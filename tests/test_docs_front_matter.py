"""docs/front-matter.md says of every key of every kind what its model says of it."""

from collections.abc import Collection
from pathlib import Path

import pytest
from pydantic import BaseModel

from goodword.content.fields import Model
from goodword.content.kinds import FOLDERS, KINDS, SECTION_NAMES, Common
from goodword.content.naming import RESERVED
from goodword.content.placeholders import PLAIN_NAMES
from goodword.content.translating import words_of
from goodword.material import models_in
from goodword.referrals.programs import Attribution, Program, ProgramWords

PAGE = (Path(__file__).parents[1] / "docs" / "front-matter.md").read_text(encoding="utf-8")


def table(model: type[BaseModel], said: Collection[str], without: Collection[str] = ()) -> str:
    """The model's keys as the page has them. Translations give those in ``said``; ``without`` stand elsewhere."""
    rows = ["| Key | What it says | In translations |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        if name not in without:
            needed = " **Needed.**" if field.is_required() else ""
            again = "which item" if name == "id" else "yes" if name in said else ""
            rows.append(f"| `{name}` | {field.description}.{needed} | {again} |")
    return "\n".join(rows)


def inner(model: type[Model]) -> set[type[Model]]:
    found = {m for field in model.model_fields.values() for m in models_in(field.annotation) if issubclass(m, Model)}
    return found.union(*(inner(one) for one in found))


def tables() -> dict[str, str]:
    """Name → table, of every kind, of what stands inside it, and of programs."""
    common = Common.model_fields
    found = {"Common": table(Common, words_of(Common).model_fields)}
    for kind, model in KINDS.items():
        if model.model_fields.keys() > common.keys():
            found[kind] = table(model, words_of(model).model_fields, common)
        for one in inner(model):
            found[one.__name__] = table(one, words_of(one).model_fields)
    found["Program"] = table(Program, ProgramWords.model_fields)
    found["Attribution"] = table(Attribution, ())
    return found


@pytest.mark.parametrize("name", sorted(tables()))
def test_every_key_is_described_as_the_code_describes_it(name: str) -> None:
    assert tables()[name] in PAGE, f"docs/front-matter.md should have this table:\n{tables()[name]}"


def test_every_folder_section_and_placeholder_is_named() -> None:
    names = [*(f"content/{folder}/" for folder in FOLDERS.values()), *SECTION_NAMES, *PLAIN_NAMES, *RESERVED]
    assert [name for name in names if name not in PAGE] == []
