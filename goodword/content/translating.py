"""Translations: which keys they may give, and how what they give goes over what they inherit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model

from goodword.content.fields import Model, Slug, Translatable
from goodword.content.kinds import Section
from goodword.material import did_you_mean, models_in
from goodword.material.marks import KeyPath
from goodword.saying import Said

M = TypeVar("M", bound=Model)

INHERITED = (
    lambda key: Said("%(key)s lives in the default-language file", key=key),
    Said("remove it here: it counts for every language"),
)
# What tells the items of a list apart, where it is not ``id``.
IDENTITIES: Mapping[type[Model], str] = {Section: "name"}


@dataclass(frozen=True, slots=True)
class Unfit:
    """Something in a translation that has nothing to go over. ``loc`` says which key."""

    loc: KeyPath
    message: str
    hint: str


@cache
def words_of(model: type[Model]) -> type[Model]:
    """The model of a translation: what may be said in another language, none of it needed."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name == identity(model):
            kind = Slug if name == "id" else field.annotation
            fields[name] = (kind, Field(description=Said("the item this is the translation of")))
        elif kind := translatable(field.annotation, field.metadata):
            fields[name] = (kind | None, Field(None, description=field.description))
    words = cast(type[Model], create_model(f"{model.__name__}Words", __base__=Model, **fields))
    words.elsewhere = {name: INHERITED for name in model.model_fields if name not in fields}
    return words


def translatable(annotation: Any, metadata: list[Any]) -> Any:
    """The annotation as a translation may give it, or None where it may not."""
    if any(isinstance(item, Translatable) for item in metadata):
        return Annotated[annotation, *metadata]
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return words_of(annotation) if has_words(annotation) else None
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return translatable(inner[0], list(inner[1:]))
    if origin is tuple:
        item = translatable(inner[0], [])
        plain = cast(Any, tuple)[item, ...]
        return (Annotated[plain, *metadata] if metadata else plain) if item else None
    if origin in (dict, Mapping):
        return annotation if translatable(inner[1], []) else None
    found = [kind for one in inner if one is not type(None) and (kind := translatable(one, []))]
    return found[0] if len(found) == 1 else None


def has_words(model: type[Model]) -> bool:
    return any(translatable(f.annotation, f.metadata) for f in model.model_fields.values())


def identity(model: type[BaseModel]) -> str:
    return next((key for kind, key in IDENTITIES.items() if issubclass(model, kind)), "id")


def translated(facts: M, words: Model) -> tuple[M, frozenset[str], tuple[Unfit, ...]]:
    """The front matter in another language, the dotted paths which that language says itself (``title``,
    ``results.churn.metric``), and what has nothing to go over."""
    merge = Merge()
    front = merge.over(facts, words, (), "")
    return front, frozenset(merge.own), tuple(merge.unfit)


class Merge:
    """One translation going over what it inherits."""

    def __init__(self) -> None:
        self.own: set[str] = set()
        self.unfit: list[Unfit] = []

    def over(self, facts: M, words: Model, loc: KeyPath, dots: str) -> M:
        update: dict[str, Any] = {}
        for name in sorted(words.model_fields_set - {identity(type(facts))}):
            said, had = getattr(words, name), getattr(facts, name)
            where, path = (*loc, name), f"{dots}{name}"
            if said is None:
                continue
            if isinstance(said, Model):
                whole = next(models_in(type(facts).model_fields[name].annotation))
                update[name] = self.group(had, said, where, path, cast(type[Model], whole))
            elif isinstance(said, tuple) and said and isinstance(said[0], Model):
                update[name] = self.items(had, said, where, path)
            elif isinstance(said, Mapping):
                update[name] = {**had, **said}
                self.own |= {path, *(f"{path}.{key}" for key in said)}
            else:
                update[name] = said
                self.own.add(path)
        return facts.model_copy(update=update)

    def group(self, had: Model | None, said: Model, loc: KeyPath, path: str, whole: type[Model]) -> Model | None:
        if had is not None:
            return self.over(had, said, loc, f"{path}.")
        given = said.model_dump(exclude_none=True)
        try:
            made = whole.model_validate(given)
        except ValidationError:
            message = Said("%(key)s is translated, but the default-language file has none", key=loc[-1])
            hint = Said("write %(key)s there first, with all it needs", key=loc[-1])
            self.unfit.append(Unfit(loc, message, hint))
            return None
        self.own |= {f"{path}.{name}" for name in given}
        return made

    def items(self, had: tuple[Model, ...], said: tuple[Model, ...], loc: KeyPath, path: str) -> tuple[Model, ...]:
        """The items it inherits, each under what is said of the one with the same name."""
        places = {name: n for n, name in enumerate(numbered(had))}
        found = list(had)
        for n, (name, item) in enumerate(zip(numbered(said), said, strict=True)):
            if name in places:
                at = places[name]
                found[at] = self.over(found[at], item, (*loc, n), f"{path}.{name}.")
            else:
                message = Said("%(key)s of the default-language file have no %(item)s", key=loc[-1], item=name)
                self.unfit.append(Unfit((*loc, n), message, did_you_mean(name, filter(None, places))))
        return tuple(found)


def numbered(items: Iterable[Model]) -> list[str]:
    """The items' names; a section that comes again is ``text#2``."""
    counts: Counter[str] = Counter()
    names = []
    for item in items:
        name = str(getattr(item, "id" if "id" in type(item).model_fields else "name") or "")
        counts[name] += 1
        names.append(name if counts[name] == 1 or not name else f"{name}#{counts[name]}")
    return names
