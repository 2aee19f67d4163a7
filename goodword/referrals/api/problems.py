"""What a refused request is told: RFC 9457, ``application/problem+json``.

``type`` leads to ``/api/v1/problems``, which says of each kind what it means and what to do; a status that has no kind
here is ``about:blank``, as the RFC wants it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Response
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
PLACE = "/api/v1/problems"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; its name is the fragment of ``type``."""

    status: int
    title: str
    advice: str


KINDS: Mapping[str, Kind] = {
    "not-json": Kind(400, "The body cannot be read", "Send one JSON object in UTF-8; `detail` says where it breaks."),
    "no-key": Kind(401, "An API key is needed", "Send `Authorization: Bearer <key>`; `flask api-key add` makes one."),
    "unknown-key": Kind(401, "This API key is not valid", "It was revoked, or has a typing mistake. Make another."),
    "no-such-address": Kind(404, "There is nothing at this address", "`/api/v1/openapi.json` lists what there is."),
    "method": Kind(405, "This method is not for this address", "`Allow` names those that are."),
    "still-running": Kind(
        409, "The same request is being answered", "Send it again after `Retry-After` seconds: it counts once."
    ),
    "too-large": Kind(413, "The body is too large", "At most 65,536 bytes are read."),
    "media-type": Kind(415, "The body is not marked as JSON", "Send `Content-Type: application/json`, uncompressed."),
    "invalid": Kind(422, "Some fields cannot be taken", "`errors` names each field and what it should be."),
    "key-reused": Kind(
        422, "This Idempotency-Key was used for another body", "Use a new key for each thing you report."
    ),
    "too-many": Kind(429, "Too many requests with this API key", "Wait `Retry-After` seconds; nothing was kept."),
    "not-kept": Kind(503, "This could not be written down", "Nothing was kept. Send it again in a while."),
}


class FieldError(BaseModel):
    """What is wrong with one field. ``field`` is its name as it was sent, parts joined by dots; of a header that name;
    empty where it is the whole body."""

    field: str
    message: str


class ProblemBody(BaseModel):
    """Why a request was refused."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]


class Problem(Exception):
    """Ends a request. ``kind`` is a key of KINDS, ``detail`` a sentence about this very case."""

    def __init__(
        self, kind: str, detail: str, errors: Iterable[FieldError] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors, self.headers = kind, detail, tuple(errors), headers or {}

    def response(self) -> Response:
        kind = KINDS[self.kind]
        return answer(f"{PLACE}#{self.kind}", kind.title, kind.status, self.detail, self.errors, self.headers)


def unfit(error: ValidationError) -> Problem:
    """The problem of a body that its model does not take."""
    errors = [FieldError(field=".".join(map(str, one["loc"])), message=_sentence(one)) for one in error.errors()]
    named = ", ".join(dict.fromkeys(one.field or "the body" for one in errors))
    return Problem("invalid", f"Look at {named}.", errors)


def plain(error: HTTPException) -> Response:
    """Any other error under ``/api`` in the same form."""
    return answer("about:blank", error.name, error.code or 500, error.description or error.name, (), {})


def explained() -> dict[str, dict[str, str | int]]:
    """What ``type`` leads to."""
    return {
        name: {"title": kind.title, "status": kind.status, "what to do": kind.advice} for name, kind in KINDS.items()
    }


def answer(
    type_: str, title: str, status: int, detail: str, errors: Iterable[FieldError], headers: Mapping[str, str]
) -> Response:
    body = ProblemBody(type=type_, title=title, status=status, detail=detail, errors=list(errors))
    headers = {"Cache-Control": "no-store", **headers}
    return Response(body.model_dump_json(), status, headers, content_type=MEDIA_TYPE)


SENTENCES = {
    "missing": "is needed",
    "model_type": "is no JSON object; send one",
    "dict_type": "is no JSON object; send one",
    "string_type": "is no text; send a JSON string",
    "string_unicode": "holds half a surrogate pair, which is no character; leave it out",
    "string_too_short": "is too short; {min_length} is the least number of characters",
    "string_too_long": "is too long; {max_length} is the greatest number of characters",
    "string_pattern_mismatch": "has characters, or a form, that this field does not take",
    "int_type": "is no integer; send a JSON number without fraction or quotation marks",
    "greater_than_equal": "is too small; {ge} is the least",
    "less_than_equal": "is too large; {le} is the most",
    "literal_error": "is not known; known are {expected}",
    "datetime_type": "is no text; send a moment of ISO 8601 with a zone, such as 2026-11-22T09:30:00Z",
}


def _sentence(error: ErrorDetails) -> str:
    known = SENTENCES.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else error["msg"]
