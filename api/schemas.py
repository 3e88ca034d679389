"""The base classes of every body, and the pieces several of them share.

Times are RFC 3339 in UTC. Input refuses keys it does not know; in output every field is always there.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints

from core.times import write_utc


class In(BaseModel):
    """A request body. Unknown keys are refused; wrong types are not bent into right ones."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _require_all(schema: dict[str, Any]) -> None:
    schema["required"] = list(schema.get("properties", {}))


class Out(BaseModel):
    """A response body. Every field is required in the published schema: clients need not ask whether it is there."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_require_all)


Item = TypeVar("Item")


class Page(Out, Generic[Item]):
    """A part of a list; `next` is the cursor of the following part, null at the end."""

    items: list[Item]
    next: str | None


def _refuse_nul(text: str) -> str:
    """PostgreSQL cannot store U+0000."""
    if "\x00" in text:
        raise ValueError("the character U+0000 cannot be stored: leave it out")
    return text


UtcTime = Annotated[datetime, PlainSerializer(write_utc, return_type=str, when_used="json")]
# A pattern, because constraints that stand behind a validator function are checked in an order of their own.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
ShortText = Annotated[str, StringConstraints(max_length=100, strip_whitespace=True), AfterValidator(_refuse_nul)]
