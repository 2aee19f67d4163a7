"""docs/api.md: its examples are run, by curl, and answered as it says; what it lists is what there is."""

import json
import os
import re
import subprocess
from collections.abc import Callable

import pytest
from apis import Api, listening
from flask import Flask
from test_docs import DOCS, blocks, part, read

from goodword.referrals.api import bodies, limits, parsing, routes
from goodword.referrals.api.calls import CALLS, Call
from goodword.referrals.api.problems import KINDS

PAGE = DOCS / "api.md"
HEADINGS = {"lead": "A lead", "sale": "A sale", "refund": "A refund", "churn": "Churn"}
EVENT = re.compile(r"evt_[0-9a-f]{32}")


@pytest.fixture
def api(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    return Api(app)


def test_the_examples_are_answered_as_the_page_says(api: Api) -> None:
    asked, answers = blocks(PAGE, "bash"), blocks(PAGE, "json")
    assert len(asked) == len(CALLS)
    with listening(api.app) as site:
        for command, answer in zip(asked, answers, strict=False):
            given = os.environ | {"SITE": site, "KEY": api.key}
            done = subprocess.run(
                ["bash", "-c", command.replace("curl ", "curl --silent --show-error --noproxy '*' ", 1)],
                env=given, capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert masked(json.loads(done.stdout)) == masked(json.loads(answer))


def masked(answer: object) -> object:
    return json.loads(EVENT.sub("evt_", json.dumps(answer)))


def test_the_example_of_an_error_is_one(api: Api) -> None:
    answer = api.post("sale", {"customerExternalId": "user-1", "currency": "EUR"})
    assert answer.get_json(force=True) == json.loads(blocks(PAGE, "json")[-1])


@pytest.mark.parametrize("call", CALLS, ids=[call.name for call in CALLS])
def test_every_field_is_told(call: Call) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", part(read(PAGE), HEADINGS[call.name]), re.M)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert told == {field.alias for field in call.body.model_fields.values()}


def test_every_problem_is_told_with_its_status() -> None:
    text = part(read(PAGE), "Errors")
    told = re.findall(r"^\| `([\w-]+)` \| (\d+) \|", text, re.M)
    assert {name: int(status) for name, status in told} == {name: kind.status for name, kind in KINDS.items()}


@pytest.mark.parametrize(
    "figure",
    [routes.LARGEST, limits.MOST, bodies.LONGEST_METADATA, bodies.LONGEST, parsing.DEEPEST],
    ids=["bytes", "requests", "metadata", "characters", "levels"],
)
def test_every_limit_is_told(figure: int) -> None:
    assert re.search(rf"(?<![\d,]){figure:,}(?![\d,])", read(PAGE))
