"""JSON Schemas (draft 2020-12) of front matter, made of the models that check it.

A schema accepts what its model accepts, as far as a schema can say it: that an entry exists which is named, or that an
image lies beside the file, only ``flask content check`` can tell.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from goodword.content import fields
from goodword.content.fields import LARGEST_NUMBER, Model
from goodword.content.kinds import KINDS
from goodword.content.starters import NAMES
from goodword.content.translating import words_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TRUTHS = "true|false|yes|no|on|off|y|n|t|f|0|1"
TIME = r"[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?"
LETTER = re.compile(r"(?<![\\\w])[a-z](?=[a-z)|?+])|(?<=[a-z])[a-z]")  # not that of \\s and the like
SECTIONS = {"Section", "SectionWords"}
NOTHING: list[JsonSchemaValue] = [{"type": "null"}, {"type": "string", "maxLength": 0}]  # editors propose neither


def schemas() -> dict[str, JsonSchemaValue]:
    """``case-study`` and ``case-study.translation``, and so on → the schema."""
    found = {}
    for kind, model in KINDS.items():
        found[kind] = schema_of(model, f"Front matter of {NAMES[kind]}")
        found[f"{kind}.translation"] = schema_of(words_of(model), f"Front matter of {NAMES[kind]}, translated")
    return found


def file_names() -> dict[str, str]:
    return {name: f"{name}.json" for kind in KINDS for name in (kind, f"{kind}.translation")}


def schema_of(model: type[Model], title: str) -> JsonSchemaValue:
    made = model.model_json_schema(schema_generator=Schema)
    for name in SECTIONS & made.get("$defs", {}).keys():
        made["$defs"] |= folded(name, made["$defs"][name])
    return {"$schema": DIALECT, **made, "title": title}


class Schema(GenerateJsonSchema):
    """Knows what the validators in ``fields`` let pass beyond the types they stand before."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        function: Any = schema["function"]["function"]
        if function is fields.to_moment:
            return moment()
        inner = self.generate_inner(schema["schema"])
        widen = WIDER.get(function)
        return widen(inner) if widen else inner

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        if not issubclass(schema["cls"], Model):
            return made
        made.pop("description", None)  # what the code says of the model is for programmers
        if vars(schema["cls"]).get("only_given") is None:
            needed = made.get("required", ())
            made["properties"] = {
                name: value if name in needed else or_nothing(value) for name, value in made["properties"].items()
            }
        return made

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        if "pattern" in made:
            made["pattern"] = portable(made["pattern"])
        return made

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": any_case(TRUTHS)}]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def or_nothing(value: JsonSchemaValue) -> JsonSchemaValue:
    """A key left empty counts as not given."""
    about = {key: value[key] for key in ("title", "description", "default") if value.get(key) is not None}
    kept = {key: one for key, one in value.items() if key not in ("title", "description", "default")}
    choices = [one for one in kept.pop("anyOf", [kept] if kept else []) if one != {"type": "null"}]
    return {**about, "anyOf": [*choices, *NOTHING]}


def text(inner: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": "number"}]}


def number(inner: JsonSchemaValue) -> JsonSchemaValue:
    """A number may stand in quotes."""
    bounds = {"minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
    if inner.get("type") == "integer":
        low, high = inner.get("minimum"), inner.get("maximum")
        digits = "|".join(map(str, range(low, high + 1))) if low is not None and high is not None else r"[+-]?\d{1,18}"
        return {"anyOf": [inner, {"type": "string", "pattern": rf"^\s*(?:{digits})\s*$"}]}
    digits = r"^\s*[+-]?(\d{1,12}(\.\d*)?|\.\d+)\s*$"
    return {"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": digits}]}


def one_or_many(inner: JsonSchemaValue) -> JsonSchemaValue:
    one = inner["items"]
    return {"anyOf": [one if one.get("type") == "string" else {"type": "string", **one}, inner]}


def moment() -> JsonSchemaValue:
    day = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    return {"type": "string", "anyOf": [{"format": "date", "pattern": f"{day}$"}, {"pattern": f"{day}{TIME}$"}]}


WIDER: Mapping[Any, Callable[[JsonSchemaValue], JsonSchemaValue]] = {
    fields.only_text: text,
    fields.only_number: number,
    fields.one_or_many: one_or_many,
}


def folded(name: str, section: JsonSchemaValue) -> dict[str, JsonSchemaValue]:
    """A section as a word, as that word with settings below it, or with ``name`` among the settings."""
    named = section["properties"]["name"]
    settings = {key: value for key, value in section["properties"].items() if key != "name"}
    below = {"anyOf": [{"$ref": f"#/$defs/{name}Settings"}, *NOTHING[:1]]}
    by_name = {
        "type": "object",
        "properties": dict.fromkeys(named["enum"], below),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {
        f"{name}Settings": {"type": "object", "properties": settings, "additionalProperties": False},
        name: {"anyOf": [named, by_name, section]},
    }


def portable(pattern: str) -> str:
    """The pattern as ECMA-262 and Python both know it: without flags, and without what only the reader puts in."""
    pattern = re.sub(r"\|[^|]*\\x\{E000\}[^|)]*", "", pattern)
    if pattern.startswith("(?i)"):
        return LETTER.sub(lambda m: f"[{m[0]}{m[0].upper()}]", pattern.removeprefix("(?i)"))
    return pattern


def any_case(words: str) -> str:
    return f"^(?:{''.join(f'[{c}{c.upper()}]' if c.isalpha() else c for c in words)})$"
