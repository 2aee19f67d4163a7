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


def complaint(model: type[BaseModel], detail: Mapping[str, Any], loc: KeyPath, written: KeyPath) -> tuple[str, str]:
    """Message and hint for one of pydantic's error details."""
    about = field_at(model, loc)
    described = about.description if about and about.description else ""
    if detail["type"] == "missing":
        around = f" in {dotted(loc[:-1])}" if len(loc) > 1 else ""
        return f"{loc[-1]} is missing{around}", f"add {loc[-1]}: … ({described or 'it is needed'})"
    if detail["type"] == "extra_forbidden":
        elsewhere = getattr(model_at(model, loc[:-1]), "elsewhere", {})
        if said := elsewhere.get(loc[-1]):
            return f"{dotted(loc)} {said[0]}", said[1]
        return f"unknown key {dotted(loc)}", unknown_key(model, loc)
    name = dotted(written if len(written) >= len(loc) else loc)
    if detail["type"] == "value_error" and isinstance(detail["input"], Mapping):
        # Keys that do not go together: what was found and the mend were written where that is known.
        said, _, mend = str(detail["ctx"]["error"]).partition("; ")
        return f"{name}: {said}" if name else said, mend or f"{name}: {described}"
    expected, hint = expectation(detail, about)
    return f"{name} is {found(detail['input'])}; {expected}", hint or f"{name}: {described}"


def expectation(detail: Mapping[str, Any], about: FieldInfo | None) -> tuple[str, str]:
    """What a value should be, and how to write it."""
    kind, value = detail["type"], detail["input"]
    if kind == "literal_error" and about and not only_words(about):
        return f"expected {about.description or 'another word'}", "write one of them"
    if kind == "literal_error":
        names = sorted(allowed(about)) or [str(detail["ctx"]["expected"])]
        near = nearest(value, names) if isinstance(value, str) else None
        return (
            f"expected one of {', '.join(names)}",
            f"did you mean {near}?" if near else f"write {names[0]}, say",
        )
    if kind == "string_pattern_mismatch" and SLUG_PATTERN in detail["ctx"]["pattern"]:
        slug = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")
        expected = "expected lower-case letters, digits and single hyphens"
        return expected, f"write {slug}" if slug else "as in spring-offer"
    if kind in EXPECTED:
        expected, hint = EXPECTED[kind]
        return f"expected {expected}", hint
    if kind == "string_pattern_mismatch":
        return "its form is not right", ""
    said = detail["msg"][:1].lower() + detail["msg"][1:]
    return str(detail.get("ctx", {}).get("error") or said), ""


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


def only_words(about: FieldInfo) -> bool:
    """Whether nothing but one of a few words fits: ``all`` or a list has another way to be right."""
    if get_origin(about.annotation) not in (Union, types.UnionType):
        return True
    inner = get_args(about.annotation)
    return set(inner) <= {*literals(inner), type(None)}


def literals(annotations: tuple[Any, ...]) -> set[Any]:
    return {one for one in annotations if get_origin(one) is Literal}


def words_in(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif get_origin(annotation) in (Union, types.UnionType, tuple) or hasattr(annotation, "__metadata__"):
        for inner in get_args(annotation):
            yield from words_in(inner)
