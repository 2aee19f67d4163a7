"""What is wrong with one value, in words: what was found, what is expected, what to write instead."""

import re
import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from goodword.material.marks import KeyPath
from goodword.material.problem import did_you_mean, nearest

SLUG_PATTERN = "a-z0-9"
EXPECTED = {
    "string_type": ("a text", "put it in quotes if it is meant as text"),
    "int_parsing": ("a whole number", "write digits only, as in 3"),
    "int_type": ("a whole number", "write digits only, as in 3"),
    "int_from_float": ("a whole number", "write digits only, as in 3"),
    "float_parsing": ("a number", "write digits with a point, as in 2.3; the unit has a key of its own"),
    "float_type": ("a number", "write digits with a point, as in 2.3; the unit has a key of its own"),
    "finite_number": ("a number", "write digits with a point, as in 2.3"),
    "bool_parsing": ("true or false", "write true or false"),
    "bool_type": ("true or false", "write true or false"),
    "tuple_type": ("a list", "write it as [one, two], or one item per line with a dash"),
    "list_type": ("a list", "write it as [one, two], or one item per line with a dash"),
    "model_type": ("keys with values", "write its keys below it, indented by two spaces"),
    "model_attributes_type": ("keys with values", "write its keys below it, indented by two spaces"),
    "dict_type": ("keys with values", "write its keys below it, indented by two spaces"),
    "mapping_type": ("keys with values", "write its keys below it, indented by two spaces"),
    "date_type": ("a day", "write it as 2026-11-22"),
    "date_parsing": ("a day", "write it as 2026-11-22"),
    "date_from_datetime_parsing": ("a day that exists", "write it as 2026-11-22"),
    "date_from_datetime_inexact": ("a day without a time", "write it as 2026-11-22"),
    "datetime_type": ("a day or a time", "write it as 2026-11-22 or 2026-11-22T09:00"),
    "datetime_parsing": ("a day or a time", "write it as 2026-11-22 or 2026-11-22T09:00"),
    "datetime_from_date_parsing": ("a day or a time", "write it as 2026-11-22 or 2026-11-22T09:00"),
}


def complaint(
    model: type[BaseModel], detail: Mapping[str, Any], loc: KeyPath, written: KeyPath
) -> tuple[str, str]:
    """Message and hint for one of pydantic's error details."""
    kind, name = detail["type"], dotted(loc)
    about = field_at(model, loc)
    if kind == "missing":
        around = dotted(loc[:-1])
        hint = f"add {loc[-1]}: …" + (f" ({about.description})" if about and about.description else "")
        return f"{loc[-1]} is missing" + (f" in {around}" if around else ""), hint
    if kind == "extra_forbidden":
        return f"unknown key {name}", unknown_key(model, loc)
    name, value = dotted(written) or name, found(detail["input"])
    if kind == "literal_error" or allowed(about):
        names = sorted(allowed(about)) or [str(detail["ctx"]["expected"])]
        word = detail["input"] if isinstance(detail["input"], str) else ""
        near = nearest(word, names) if word else None
        expected = f"expected one of {', '.join(names)}"
        return f"{name} is {value}; {expected}", f"did you mean {near}?" if near else f"write {names[0]}, say"
    if kind == "string_pattern_mismatch":
        return misfit(name, detail, about)
    if kind in EXPECTED:
        expected, hint = EXPECTED[kind]
        return f"{name} is {value}; expected {expected}", hint
    said = str(detail.get("ctx", {}).get("error") or detail["msg"])
    described = about.description if about and about.description else ""
    return f"{name} is {value}; {said[:1].lower()}{said[1:]}", f"{name}: {described}" if described else ""


def misfit(name: str, detail: Mapping[str, Any], about: FieldInfo | None) -> tuple[str, str]:
    value = detail["input"]
    if SLUG_PATTERN in detail["ctx"]["pattern"]:
        slug = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")
        hint = f"write {slug}" if slug else "as in harbor-and-co"
        return f"{name} is {found(value)}; expected lower-case letters, digits and single hyphens", hint
    described = about.description if about and about.description else "see the reference"
    return f"{name} is {found(value)}; its form is not right", f"{name}: {described}"


def found(value: object) -> str:
    """A value as a message quotes it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        short = " ".join(value.split())
        return f'"{short if len(short) <= 60 else short[:57] + "…"}"'
    if isinstance(value, Mapping):
        return "a group of keys"
    return "a list" if isinstance(value, list | tuple) else str(value)[:60]


def dotted(loc: KeyPath) -> str:
    """``results[0].value``; steps that pydantic adds for the alternatives of a union are left out."""
    name = ""
    for step in loc:
        if isinstance(step, int):
            name += f"[{step}]"
        elif re.fullmatch(r"[^\[\](){}']*", step) and step not in ("str", "int", "float"):
            name += f".{step}" if name else step
    return name


def unknown_key(model: type[BaseModel], loc: KeyPath) -> str:
    """What was meant by the key, or where it belongs, or the keys there are."""
    here = model_at(model, loc[:-1])
    key = str(loc[-1])
    keys = set(here.model_fields) if here else set()
    if nearest(key, keys):
        return did_you_mean(key, keys)
    for name, field in model.model_fields.items():
        if any(key in inner.model_fields for inner in models_in(field.annotation)):
            return f"{key} belongs inside {name}: indent it there"
    return did_you_mean(key, keys)


def model_at(model: type[BaseModel], loc: KeyPath) -> type[BaseModel] | None:
    """The model of the group of keys at ``loc``."""
    here: type[BaseModel] | None = model
    for step in loc:
        if here and isinstance(step, str) and step in here.model_fields:
            here = next(models_in(here.model_fields[step].annotation), None)
    return here


def field_at(model: type[BaseModel], loc: KeyPath) -> FieldInfo | None:
    here: type[BaseModel] | None = model
    field: FieldInfo | None = None
    for step in loc:
        if here and isinstance(step, str) and step in here.model_fields:
            field = here.model_fields[step]
            here = next(models_in(field.annotation), None)
    return field


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def allowed(about: FieldInfo | None) -> tuple[str, ...]:
    """The words a field may hold, where it holds one of a few words, alone or in a list."""
    return tuple(words_in(about.annotation)) if about else ()


def words_in(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif get_origin(annotation) in (Union, types.UnionType, tuple) or hasattr(annotation, "__metadata__"):
        for inner in get_args(annotation):
            yield from words_in(inner)
