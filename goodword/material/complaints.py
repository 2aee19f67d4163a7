"""What is wrong with one value, in words: what was found, what is expected, what to write instead."""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from goodword.material.marks import KeyPath
from goodword.material.problem import did_you_mean, nearest
from goodword.saying import Said

SLUG_PATTERN = "a-z0-9"
TEXT = Said("expected a text"), Said("put it in quotes if it is meant as text")
WHOLE = Said("expected a whole number"), Said("write digits only, as in 3")
NUMBER = Said("expected a number"), Said("write digits with a point, as in 2.3; the unit has a key of its own")
FINITE = Said("expected a number"), Said("write digits with a point, as in 2.3")
TRUTH = Said("expected true or false"), Said("write true or false")
LIST = Said("expected a list"), Said("write it as [one, two], or one item per line with a dash")
KEYS = Said("expected keys with values"), Said("write its keys below it, indented by two spaces")
DAY = Said("expected a day"), Said("write it as 2026-11-22")
EXISTING_DAY = Said("expected a day that exists"), DAY[1]
BARE_DAY = Said("expected a day without a time"), DAY[1]
MOMENT = Said("expected a day or a time"), Said("write it as 2026-11-22 or 2026-11-22T09:00")
EXPECTED = {
    "string_type": TEXT,
    "int_parsing": WHOLE,
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "float_parsing": NUMBER,
    "float_type": NUMBER,
    "finite_number": FINITE,
    "bool_parsing": TRUTH,
    "bool_type": TRUTH,
    "tuple_type": LIST,
    "list_type": LIST,
    "model_type": KEYS,
    "model_attributes_type": KEYS,
    "dict_type": KEYS,
    "mapping_type": KEYS,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": EXISTING_DAY,
    "date_from_datetime_inexact": BARE_DAY,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
}

LIMITS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "less_than_equal": lambda given: Said("expected at most %(most)s", most=given["le"]),
    "greater_than_equal": lambda given: Said("expected at least %(least)s", least=given["ge"]),
    "string_too_long": lambda given: Said("expected at most %(most)s characters", most=given["max_length"]),
    "too_short": lambda given: Said("expected at least %(least)s", least=given["min_length"]),
    "string_pattern_mismatch": lambda given: Said("its form is not right"),
}


def complaint(model: type[BaseModel], detail: Mapping[str, Any], loc: KeyPath, written: KeyPath) -> tuple[str, str]:
    """Message and hint for one of pydantic's error details."""
    about = field_at(model, loc)
    described = about.description if about and about.description else ""
    if detail["type"] == "missing":
        return missing(loc, described)
    if detail["type"] == "extra_forbidden":
        elsewhere = getattr(model_at(model, loc[:-1]), "elsewhere", {})
        if said := elsewhere.get(loc[-1]):
            return said[0](dotted(loc)), said[1]
        return Said("unknown key %(key)s", key=dotted(loc)), unknown_key(model, loc)
    name = dotted(written if len(written) >= len(loc) else loc)
    if detail["type"] == "value_error" and isinstance(detail["input"], Mapping):
        # Keys that do not go together: what was found and the mend were written where that is known.
        fault, mend = (*detail["ctx"]["error"].args, "")[:2]
        return Said("%(key)s: %(fault)s", key=name, fault=fault) if name else fault, mend or about_key(name, described)
    expected, hint = expectation(detail, about)
    message = Said("%(key)s is %(found)s; %(expected)s", key=name, found=found(detail["input"]), expected=expected)
    return message, hint or about_key(name, described)


def missing(loc: KeyPath, described: str) -> tuple[str, str]:
    hint = Said("add %(key)s: … (%(what)s)", key=loc[-1], what=described or Said("it is needed"))
    if len(loc) == 1:
        return Said("%(key)s is missing", key=loc[-1]), hint
    return Said("%(key)s is missing in %(group)s", key=loc[-1], group=dotted(loc[:-1])), hint


def about_key(name: str, described: str) -> str:
    """A hint where nothing better is known: what the key is for."""
    return Said("%(key)s: %(what)s", key=name, what=described)


def expectation(detail: Mapping[str, Any], about: FieldInfo | None) -> tuple[str, str]:
    """What a value should be, and how to write it."""
    kind, value, given = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        return of_words(value, about, str(given["expected"]))
    if kind == "string_pattern_mismatch" and SLUG_PATTERN in given["pattern"]:
        slug = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")
        expected = Said("expected lower-case letters, digits and single hyphens")
        return expected, Said("write %(text)s", text=slug) if slug else Said("as in spring-offer")
    if kind in EXPECTED:
        return EXPECTED[kind]
    if kind == "value_error":
        fault, mend = (*given["error"].args, "")[:2]
        return fault, mend
    return LIMITS[kind](given) if kind in LIMITS else Said("it is not of the kind that is expected"), ""


def of_words(value: object, about: FieldInfo | None, expected: str) -> tuple[str, str]:
    """The same for one of a few words; ``all`` or a list has another way to be right."""
    if about and not only_words(about):
        what = about.description or Said("another word")
        return Said("expected %(what)s", what=what), Said("write one of them")
    names = sorted(allowed(about)) or [expected]
    near = nearest(value, names) if isinstance(value, str) else None
    hint = Said("did you mean %(near)s?", near=near) if near else Said("write %(text)s, say", text=names[0])
    return Said("expected one of %(names)s", names=", ".join(names)), hint


def found(value: object) -> str:
    """A value as a message quotes it."""
    if value is None:
        return Said("empty")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        short = " ".join(value.split())
        return f'"{short if len(short) <= 60 else short[:57] + "…"}"'
    if isinstance(value, Mapping):
        return Said("a group of keys")
    return Said("a list") if isinstance(value, list | tuple) else str(value)[:60]


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
            return Said("%(key)s belongs inside %(name)s: indent it there", key=key, name=name)
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
