"""The types that front-matter keys are made of.

Times are UTC: a date without a time means 00:00 and a time without a zone is local in the company's time
zone, which the reader hands in as ``context={"timezone": ZoneInfo(...)}``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from goodword.saying import Said

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
PERIOD = r"^P(\d{1,5}[YMWD]){1,4}$"
LARGEST_NUMBER = 10**12
IMAGE = r"(?i)^\./[^\s\\/?#%:\"'<>&]+\.(?:png|jpe?g|webp|avif|svg)$"
TARGET = r"^(?:sign-up|/(?:[^/\\\s]\S*)?|#\S+|https://\S+|mailto:\S+|\{\{\s*link\s*(?:\|[^}]*)?\}\}|\x{E000}[0-9a-f]*\x{E001})$"
A_MOMENT = Said("expected a day or a time: 2026-11-22 or 2026-11-22T09:00")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Translatable:
    """Marks a type whose value a translation may give; anything else lives in the default-language file."""


def to_moment(value: object, info: ValidationInfo) -> object:
    """A date or a time as the UTC moment it means in the company's time zone."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(A_MOMENT) from None
    if isinstance(value, datetime):
        local = value
    elif isinstance(value, date):
        local = datetime.combine(value, time())
    else:
        raise ValueError(A_MOMENT)
    if local.tzinfo is None:
        zone = (info.context or {}).get("timezone", UTC)
        local = local.replace(tzinfo=zone if isinstance(zone, ZoneInfo) else UTC)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise ValueError(Said("the year is out of range; write a year from 2 to 9998")) from None


def only_day(value: object) -> object:
    """A day; never a number, which could pass as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError(Said("expected a day: 2026-11-22"))


def not_absurd(value: int | float) -> int | float:
    """Nothing that a company measures is larger; numbers beyond cannot be written out."""
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(Said("expected a number up to 1,000,000,000,000"))
    return value


def only_number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(Said("expected a number"))
    return value


def one_or_many(value: object) -> object:
    """A single name written where a list is meant."""
    return [value] if isinstance(value, str) else value


def only_text(value: object) -> object:
    """A bare number is fine where a text is meant: ``code: 2027``."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def sections_of(value: object) -> object:
    """``[hero, {pains: {max: 3}}]`` as a list of sections."""
    return [section_of(item) for item in value] if isinstance(value, list | tuple) else value


def section_of(item: object) -> object:
    if isinstance(item, str):
        return {"name": item}
    if isinstance(item, Mapping) and len(item) == 1 and "name" not in item:
        ((name, options),) = item.items()
        if options is None or isinstance(options, Mapping):
            return {"name": name, **(options or {})}
    return item


Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(one_or_many)]
Text = Annotated[str, BeforeValidator(only_text), Field(min_length=1), Translatable()]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_many)]
# The same in every language.
Code = Annotated[str, BeforeValidator(only_text), Field(min_length=1)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(one_or_many)]
Address = Annotated[str, Field(pattern=r"^/[^/\\\s]\S*$")]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(one_or_many)]
Target = Annotated[str, Field(pattern=TARGET), Translatable()]
Website = Annotated[str, Field(pattern=r"^https://[^\s/]\S*$")]
FileName = Annotated[str, Field(pattern=IMAGE), Translatable()]
Moment = Annotated[datetime, BeforeValidator(to_moment)]
Day = Annotated[date, BeforeValidator(only_day)]
Whole = Annotated[int, BeforeValidator(only_number)]
Number = Annotated[
    int | Annotated[float, Field(allow_inf_nan=False)], BeforeValidator(only_number), AfterValidator(not_absurd)
]


class Model(BaseModel):
    """Front matter that is never changed after it was read, and in which nothing unknown passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    elsewhere: ClassVar[Mapping[str, tuple[Callable[[str], str], str]]] = {}
    """Keys that are known but do not belong here: what is said of them, and the mend."""

    @model_validator(mode="before")
    @classmethod
    def only_given(cls, value: Any) -> Any:
        """A key left empty counts as not given."""
        if not isinstance(value, Mapping):
            return value
        return {key: item for key, item in value.items() if item is not None and item != ""}
