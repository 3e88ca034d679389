"""Every SQL statement of db is prepared against the migrated schema, and what it returns fits its model.

Nothing is executed. A statement is a module constant that starts with a verb of SQL.
"""

import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

import db
from db.engine import Engine
from db.pool import Connection

VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CALL)\b")
ONLY_ON = {
    Engine.TIMESCALE: re.compile(r"fresh_days|timescaledb_information|continuous_aggregate|(drop|show)_chunks"),
    Engine.POSTGRES: re.compile(r"dirty_|rollups|stored_(hours|days)|make_checks_partitions|add_up_|pg_inherits"),
}
PYTHON_OF = {
    "bool": bool,
    "int2": int,
    "int4": int,
    "int8": int,
    "text": str,
    "timestamptz": "datetime",
    "date": "date",
    "uuid": "UUID",
    "jsonb": dict,
    "inet": "IPv4Address",
    "bytea": bytes,
    "interval": "timedelta",
    "float8": float,
    "numeric": "Decimal",
}


def modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(db.__path__, "db."):
        if not found.name.startswith(("db.migrat", "db.broker")):
            yield importlib.import_module(found.name)


def statements() -> Iterator[Any]:
    for module in modules():
        for name, value in vars(module).items():
            if (
                name.isupper()
                and isinstance(value, str)
                and VERB.match(value)
                and f"{name}:" in inspect.getsource(module)
            ):
                yield pytest.param(module, name, id=f"{module.__name__}.{name}")


@pytest.mark.parametrize(("module", "name"), list(statements()))
async def test_statement_fits_the_schema(
    shared_conn: Connection, shared_engine: Engine, module: types.ModuleType, name: str
) -> None:
    query = getattr(module, name)
    if any(words.search(query) for engine, words in ONLY_ON.items() if engine is not shared_engine):
        return  # it is about tables or functions that this engine does not have
    statement = await shared_conn.prepare(query)

    model = model_of(module, name) if not name.startswith("LOCK_") else None  # a lock returns nothing of use
    if model is not None:
        columns = {column.name: column.type for column in statement.get_attributes()}
        assert columns.keys() <= model.model_fields.keys()
        assert {name for name, field in model.model_fields.items() if field.is_required()} <= columns.keys()
        assert list(mismatches(model, columns)) == []


def model_of(module: types.ModuleType, statement: str) -> type[BaseModel] | None:
    """Return the model that the function using the statement builds as `Model(**row)`, if it does."""
    for function in (value for value in vars(module).values() if inspect.isfunction(value)):
        source = inspect.getsource(function) if function.__module__ == module.__name__ else ""
        built = re.search(r"(\w+)(?:\.model_construct)?\(\*\*row\)", source)
        if built and re.search(rf"\b{statement}\b", source):
            model: type[BaseModel] = getattr(module, built[1])
            assert issubclass(model, BaseModel)
            return model
    return None


def mismatches(model: type[BaseModel], columns: dict[str, Any]) -> Iterator[str]:
    for name, column in columns.items():
        annotation = model.model_fields[name].annotation
        if column.kind == "array":
            expected: object = "list"
        else:
            expected = PYTHON_OF[column.name]
        is_json_list = column.name == "jsonb" and fits(annotation, "list")
        if not (fits(annotation, expected) or is_json_list):
            yield f"{name}: {column.name} is read as {annotation}"


def fits(annotation: object, expected: object) -> bool:
    names = {getattr(part, "__name__", str(part)) for part in parts(annotation)}
    wanted = expected if isinstance(expected, str) else getattr(expected, "__name__", "")
    return wanted in names


def parts(annotation: object) -> Iterator[object]:
    """Yield the classes an annotation allows, bases of enums included."""
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        for part in typing.get_args(annotation):
            yield from parts(part)
    elif origin is typing.Literal:
        yield from {type(value) for value in typing.get_args(annotation)}
    elif origin is not None:
        yield origin
    else:
        yield from inspect.getmro(annotation) if isinstance(annotation, type) else [annotation]
