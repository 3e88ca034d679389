"""Every refusal as application/problem+json (RFC 9457), made in one place.

    Problem                 status, title, detail, and fields with their remedies
    ├── not_found           404, for unknown and foreign alike
    ├── forbidden           403, a member whose role does not reach
    ├── conflict            409
    ├── unprocessable       422, a payload; names the field and the remedy
    └── unavailable         503 with Retry-After

A 500 never shows internals: it names the request, whose id is in the log.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from db.errors import AlreadyExists, TryAgain, Unavailable
from db.redis import BrokerError

logger = logging.getLogger(__name__)

RETRY_AFTER_S: Final = 5
MEDIA_TYPE: Final = "application/problem+json"


class FieldError(BaseModel):
    """One wrong value of a request. `field` is its path, e.g. `confirm.retry_s`; `remedy` says what to write."""

    field: str
    message: str
    remedy: str | None


class ProblemOut(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    request_id: str | None


@dataclass  # not frozen: Python itself sets the traceback of an exception
class Problem(Exception):  # noqa: N818 - named for what it becomes
    """A refusal on its way out. `headers` are added to the response."""

    status: int
    detail: str
    errors: Sequence[FieldError] = ()
    headers: dict[str, str] = field(default_factory=dict)
    kind: str | None = None  # a word for programs; by default that of the status
    extra: dict[str, Any] = field(default_factory=dict)  # more members of the body


def not_found(what: str) -> Problem:
    """Build a 404: the thing does not exist, or is not yours to know about."""
    return Problem(404, f"There is no such {what}, or it is not one of yours.")


def forbidden(detail: str, *, kind: str | None = None) -> Problem:
    """Build a 403."""
    return Problem(403, detail, kind=kind)


def conflict(detail: str, *, kind: str | None = None) -> Problem:
    """Build a 409."""
    return Problem(409, detail, kind=kind)


def unprocessable(field_name: str, message: str, remedy: str | None = None) -> Problem:
    """Build a 422 for one field."""
    return Problem(422, message, (FieldError(field=field_name, message=message, remedy=remedy),))


def unauthorized(detail: str) -> Problem:
    """Build a 401."""
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="healther"'})


def too_many(retry_after_s: int) -> Problem:
    """Build a 429."""
    detail = f"Too many tries. Wait {retry_after_s} s and try again."
    return Problem(429, detail, headers={"Retry-After": str(retry_after_s)})


def unavailable(detail: str, *, retry_after_s: int = RETRY_AFTER_S) -> Problem:
    """Build a 503: something we need is away; the same request may work later."""
    return Problem(503, detail, headers={"Retry-After": str(retry_after_s)})


def install(app: FastAPI) -> None:
    """Teach the application to answer every exception with a problem."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(AlreadyExists, _answer_conflict)
    app.add_exception_handler(Unavailable, _answer_unavailable)
    app.add_exception_handler(TryAgain, _answer_race)
    app.add_exception_handler(BrokerError, _answer_unavailable)
    app.add_exception_handler(TimeoutError, _answer_unavailable)
    describe = app.openapi
    app.openapi = lambda: _with_problems(describe())  # type: ignore[method-assign] # FastAPI's own way to change it


def _with_problems(description: dict[str, Any]) -> dict[str, Any]:
    """Write the media type of problems into the description: FastAPI gives a model that of all other answers."""
    for path in description["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
                if reference.endswith("ProblemOut"):
                    answer["content"] = {MEDIA_TYPE: content["application/json"]}
    return description


def response(request: Request, problem: Problem) -> JSONResponse:
    """Return the body of a problem."""
    title = HTTPStatus(problem.status).phrase
    body = ProblemOut(
        type=f"https://healther.dev/problems/{problem.kind or title.lower().replace(' ', '-')}",
        title=title,
        status=problem.status,
        detail=problem.detail,
        errors=list(problem.errors),
        request_id=request.scope.get("request_id"),
    )
    headers = {"Cache-Control": "no-store", **problem.headers}
    return JSONResponse({**body.model_dump(), **problem.extra}, problem.status, headers, MEDIA_TYPE)


async def _answer_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return response(request, error)


async def _answer_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    is_json = "json" in request.headers.get("content-type", "")
    errors = [
        _no_body(is_json=is_json) if found["loc"] == ("body",) and found["type"] in _NO_BODY else _field_error(found)
        for found in error.errors()
    ]
    detail = "The request has values that cannot be used; `errors` names each."
    return response(request, Problem(422, detail, errors))


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    detail = str(error.detail)
    if error.status_code == 404:
        detail = "There is nothing at this address."
    elif error.status_code == 405:
        detail = f"This address does not take {request.method}, but {headers.get('Allow', 'other methods')}."
    return response(request, Problem(error.status_code, detail, headers=headers))


async def _answer_conflict(request: Request, error: Exception) -> JSONResponse:
    return response(request, conflict("This exists already."))


async def _answer_race(request: Request, error: Exception) -> JSONResponse:
    return response(request, unavailable("Somebody changed the same thing at this moment. Try again.", retry_after_s=1))


async def _answer_unavailable(request: Request, error: Exception) -> JSONResponse:
    logger.warning("a store is away", extra={"path": request.url.path, "error": repr(error)})
    return response(request, unavailable("Healther cannot reach its own storage right now. Try again in a moment."))


_NO_BODY: Final = {"missing", "model_attributes_type", "model_type", "dict_type"}


def _no_body(*, is_json: bool) -> FieldError:
    """Say what to do about a body that is missing or no object; curl's `-d` announces a form unless told otherwise."""
    remedy = "Send an object; /docs describes it." if is_json else "Send JSON, with `Content-Type: application/json`."
    return FieldError(field="body", message="The body must be a JSON object.", remedy=remedy)


def _field_error(found: dict[str, Any]) -> FieldError:
    if found["type"] == "json_invalid":  # its place is a number of characters, not a key
        return FieldError(field="body", message="The body is not valid JSON.", remedy=_REMEDIES["json_invalid"])
    place = [str(part) for part in found["loc"]]
    name = ".".join(place[1:] if place[:1] in (["body"], ["query"], ["path"], ["header"]) else place)
    message = str(found["msg"]).removeprefix("Value error, ")
    remedy = _FIELD_REMEDIES.get((str(found["type"]), place[-1])) or _REMEDIES.get(str(found["type"]))
    return FieldError(field=name or "body", message=message, remedy=remedy)


_FIELD_REMEDIES: Final = {
    ("string_pattern_mismatch", "slug"): "Write small letters and digits, with single hyphens between: acme-status.",
}
_REMEDIES: Final = {
    "extra_forbidden": "Leave this key out, or check its spelling.",
    "missing": "Add this key.",
    "json_invalid": "Send valid JSON.",
    "string_type": "Write a text in quotation marks.",
    "string_pattern_mismatch": "Write it as the pattern says; U+0000 can be stored nowhere.",
    "int_type": "Write a whole number.",
    "bool_type": "Write true or false.",
}
