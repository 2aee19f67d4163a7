"""Values against a model: every way in which they do not fit, each at its place and with its mend."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from goodword.material.complaints import complaint
from goodword.material.marks import KeyPath, Marks
from goodword.material.problem import Problem

# Of one file; who has more to mend sees the rest in the next run.
MOST = 100
M = TypeVar("M", bound=BaseModel)


def validate(
    path: str, values: Mapping[str, Any], marks: Marks, model: type[M], context: Mapping[str, Any]
) -> tuple[M | None, tuple[Problem, ...]]:
    """The typed values, or what in them does not fit. ``context`` is what the model's validators ask for."""
    try:
        return model.model_validate(values, context=dict(context)), ()
    except ValidationError as error:
        return None, located(path, values, marks, model, error)


def located(
    path: str, values: Mapping[str, Any], marks: Marks, model: type[BaseModel], error: ValidationError
) -> tuple[Problem, ...]:
    """One problem per place: the alternatives of a union all complain about the same value."""
    found: dict[tuple[KeyPath, str], Problem] = {}
    for detail in error.errors(include_url=False)[:MOST]:
        loc: KeyPath = tuple(detail["loc"])
        written = marks.written(loc)
        missing = detail["type"] == "missing"
        about = (written, str(loc[-1]) if missing else "")
        if about in found and not detail["type"].startswith("float"):
            continue
        place = marks.key(written) if missing or detail["type"] == "extra_forbidden" else marks.value(written)
        message, hint = complaint(model, detail, loc, written)
        found[about] = Problem(path, *place, message, hint)
    return tuple(found.values())
