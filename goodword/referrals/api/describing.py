"""The OpenAPI 3.1 document, made from the models that judge and answer."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from goodword.referrals.api.calls import CALLS, Call
from goodword.referrals.api.idempotency import LONGEST
from goodword.referrals.api.problems import KINDS, MEDIA_TYPE, ProblemBody

Json = dict[str, Any]
RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
HEADERS: dict[int, Json] = {
    401: {"WWW-Authenticate": {"description": "RFC 6750.", "schema": {"type": "string"}}},
    409: RETRY,
    429: RETRY,
    503: RETRY,
}
REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` where this is the answer that an earlier request with this key was given.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text of yours for this one report: sent again, it is answered the same and counts once. "
    "Kept for a week or longer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]([ -~]*[!-~])?$"},
}
REFUSALS = sorted({kind.status for kind in KINDS.values()} - {404, 405})
"""What a call may be refused with; 404 and 405 are for what is no call."""
DESCRIPTION = (
    "What your product reports to Goodword. Success is always 200, and what is answered with 200 is kept, also while "
    "the database is away. Every error is `application/problem+json` (RFC 9457)."
)


@cache
def document() -> Json:
    """The whole document; nobody changes it."""
    models = [(call.body, "validation") for call in CALLS] + [(call.answer, "serialization") for call in CALLS]
    problem: tuple[type[BaseModel], str] = (ProblemBody, "serialization")
    _, schemas = models_json_schema([*models, problem], ref_template="#/components/schemas/{model}")  # type: ignore[list-item]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Goodword tracking API", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {
            **{call.path: {"post": _operation(call)} for call in CALLS},
            "/openapi.json": _reading("describe", "This document"),
            "/problems": _reading("explainProblems", "Every kind of problem, and what to do"),
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "`flask api-key add NAME` makes one."}
            },
        },
    }


def _operation(call: Call) -> Json:
    return {
        "operationId": f"track{call.name.capitalize()}",
        "summary": call.summary,
        "description": call.body.__doc__,
        "parameters": [KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(call.body)}}},
        "responses": {
            "200": {
                "description": call.answer.__doc__,
                "headers": REPLAYED,
                "content": {"application/json": {"schema": _ref(call.answer)}},
            },
            **{str(status): _refusal(status) for status in REFUSALS},
        },
    }


def _reading(name: str, summary: str) -> Json:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "security": [],
            "responses": {"200": {"description": summary, "content": content}},
        }
    }


def _refusal(status: int) -> Json:
    titles = [kind.title for kind in KINDS.values() if kind.status == status]
    return {
        "description": "; ".join(titles),
        **({"headers": HEADERS[status]} if status in HEADERS else {}),
        "content": {MEDIA_TYPE: {"schema": _ref(ProblemBody)}},
    }


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
