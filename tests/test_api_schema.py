"""The API does what its description says: asked by it, with right and with wrong data, it never breaks, and answers
nothing that is not described."""

from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import schemathesis
from apis import BODIES, Api
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from goodword.referrals.api import routes
from goodword.referrals.api.describing import document

EXAMPLES = 30
CALLS = [f"/track/{call}" for call in BODIES]


@pytest.fixture
def api(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    return Api(app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", CALLS)
def test_what_is_described_is_what_happens(api: Api, path: str, mode: GenerationMode) -> None:
    seen: set[int] = set()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.app)
    operation = schema[path]["POST"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and "currency" in case.body:
            case.body["currency"] = "eur"  # any three letters are one to JSON Schema
        headers = {"Authorization": f"Bearer {api.key}"}
        answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        seen.add(answer.status_code)
        if mode is GenerationMode.POSITIVE and answer.status_code != 200:
            assert [error for error in answer.json()["errors"] if not beyond_words(case.body, error["field"])] == []

    ask()
    assert mode is GenerationMode.NEGATIVE or 200 in seen


def beyond_words(body: Any, field: str) -> bool:
    """Whether the field is one of which JSON Schema cannot say all: 1.0 is an integer to it, and how long JSON is it
    cannot count."""
    return isinstance(body.get(field), float) or field in ("metadata", "churnedAt")


def test_the_description_is_openapi_and_needs_no_key(api: Api) -> None:
    answer = api.app.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json and answer.json["openapi"] == "3.1.0"
    assert {*CALLS} < answer.json["paths"].keys()
    for schema in answer.json["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_field_is_explained() -> None:
    schemas = document()["components"]["schemas"]
    told = {
        f"{name}.{field}": bool(facts.get("description"))
        for name, schema in schemas.items()
        for field, facts in schema["properties"].items()
        if name.endswith("Body") and name != "ProblemBody"
    }
    assert len(told) > 20 and [name for name, explained in told.items() if not explained] == []
