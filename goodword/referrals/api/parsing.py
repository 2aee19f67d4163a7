"""A request's body as data: JSON as RFC 8259 has it, within bounds. Pure.

Python's reader takes more than JSON (NaN, repeated names, numbers without end) and stops less early than is good.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

DEEPEST = 32
LARGEST_INTEGER = 2**63 - 1
NOT_JSON = "The body is not JSON: {}. Send one JSON object, in UTF-8."


class NotJson(ValueError):
    """The body cannot be read; its text says why, in a sentence for the answer."""


def parsed(body: bytes) -> Any:
    """The value that ``body`` holds. Raises NotJson."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_finite,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise NotJson(NOT_JSON.format(f"byte {error.start + 1} is not UTF-8")) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NotJson(NOT_JSON.format(f"{error.msg} ({where})" if text.strip() else "it is empty")) from error
    except RecursionError as error:
        raise _too_deep() from error
    if any(depth > DEEPEST for depth, _ in walk(value)):
        raise _too_deep()
    return value


def walk(value: Any) -> Iterator[tuple[int, Any]]:
    """Everything in ``value``, names of objects too, each with how deep it lies; itself is at 0."""
    waiting = [(0, value)]
    while waiting:
        depth, one = waiting.pop()
        yield depth, one
        if isinstance(one, dict):
            waiting += [(depth + 1, part) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            waiting += [(depth + 1, part) for part in one]


def canonical(value: Any) -> str:
    """The one spelling of a value, whatever order and spacing it came in (RFC 8785 in all but number formats)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise NotJson(NOT_JSON.format(f"the name {name[:80]!r} stands in one object twice"))
        made[name] = value
    return made


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > LARGEST_INTEGER:
        raise NotJson(NOT_JSON.format(f"the number {digits[:12]}… has more digits than 64 bits hold"))
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotJson(NOT_JSON.format(f"the number {digits[:12]} is larger than any that can be kept"))
    return number


def _constant(name: str) -> Any:
    raise NotJson(NOT_JSON.format(f"{name} is no JSON number"))


def _too_deep() -> NotJson:
    return NotJson(f"The body is nested deeper than {DEEPEST} levels. Send flatter data.")
