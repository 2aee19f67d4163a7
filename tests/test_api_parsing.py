"""Bodies as bytes: JSON and nothing else, within bounds."""

import json
from typing import Any

import pytest

from goodword.referrals.api.parsing import DEEPEST, NotJson, canonical, parsed


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


GOOD: dict[str, tuple[bytes, Any]] = {
    "an object": (b'{"a": [1, -2.5e3, true, null, "x"]}', {"a": [1, -2500.0, True, None, "x"]}),
    "with a byte order mark": (b"\xef\xbb\xbf{}", {}),
    "with spaces around": (b"\r\n {} \n", {}),
    "Arabic": ('{"a": "اسم"}'.encode(), {"a": "اسم"}),
    "an escaped pair": (rb'{"a": "\ud83d\ude00"}', {"a": "😀"}),
    "the largest integer": (b"9223372036854775807", 2**63 - 1),
    "as deep as may be": (nested(DEEPEST), None),
}


@pytest.mark.parametrize("name", GOOD)
def test_json_is_read(name: str) -> None:
    body, value = GOOD[name]
    assert value is None or parsed(body) == value
    parsed(body)


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "it is empty"),
    "spaces": (b" \n", "it is empty"),
    "half an object": (b'{"a":', "line 1, column 6"),
    "two objects": (b"{} {}", "Extra data"),
    "a form": (b"a=1&b=2", "line 1, column 1"),
    "Latin-1": ('{"a": "é"}'.encode("latin-1"), "byte 8 is not UTF-8"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8"),
    "NaN": (b'{"a": NaN}', "NaN is no JSON number"),
    "infinity": (b'{"a": -Infinity}', "-Infinity is no JSON number"),
    "a number beyond all": (b'{"a": 1e999}', "larger than any"),
    "an integer of 65 bits": (b"9223372036854775808", "64 bits"),
    "an integer of 60,000 digits": (b"9" * 60_000, "64 bits"),
    "a name twice": (b'{"a": 1, "b": {"a": 1, "a": 2}}', "'a' stands in one object twice"),
    "too deep by one": (nested(DEEPEST + 1), "deeper than 32"),
    "too deep for Python": (b"[" * 60_000, "deeper than 32"),
    "a line end in a string": (b'{"a": "\n"}', "control character"),
    "single quotation marks": (b"{'a': 1}", "line 1, column 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_json_is_refused_with_its_place(name: str) -> None:
    body, reason = BAD[name]
    with pytest.raises(NotJson) as raised:
        parsed(body)
    assert reason in str(raised.value)


def test_one_value_has_one_spelling() -> None:
    assert canonical(parsed(b'{"b": [1, {"d": 1, "c": "\xc3\xa9"}], "a": null}')) == canonical(
        json.loads('{"a":null,"b":[1,{"c":"\\u00e9","d":1}]}')
    )


def test_other_values_have_other_spellings() -> None:
    spellings = [canonical(value) for value in (1, 1.0, "1", True, None, [], {}, [1], {"1": 1}, "\ud800")]
    assert len(set(spellings)) == len(spellings)
