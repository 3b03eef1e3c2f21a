"""Problems, agendas and answers as JSON, and the JSON Schema (draft 2020-12) that says so.

The format is the dataclasses of `scheduling.model`, field by field: sets are sorted arrays, an absent field
takes its default. `tables` may also be a plain count. Reading reports every fault at once.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Agenda, Problem, numbered_tables

T = TypeVar("T")

# Values computed from other fields: written for the reader, ignored when read back.
_COMPUTED: dict[Any, tuple[str, ...]] = {Agenda: ("share_of_bound",)}
_SCALARS: dict[Any, tuple[str, tuple[type, ...]]] = {
    str: ("string", (str,)),
    int: ("integer", (int,)),
    float: ("number", (int, float)),
    bool: ("boolean", (bool,)),
}


def problem_from_json(text: str | bytes) -> Problem:
    """Read a problem; raise `InvalidProblem` with every structural fault (not yet `validate`d).

    >>> problem_from_json('{"participants": [], "slots": [], "tables": 1, "pairs": []}').tables[0].id
    '1'
    """
    data = _parse(text)
    if isinstance(data, dict) and type(count := data.get("tables")) is int and count >= 0:
        data = {**data, "tables": [{"id": table.id} for table in numbered_tables(count)]}
    return from_data(Problem, data)


def agenda_from_json(text: str | bytes) -> Agenda:
    """Read an agenda; raise `InvalidProblem` with every structural fault."""
    return from_data(Agenda, _parse(text))


def from_data(kind: type[T], data: object) -> T:
    """Build a dataclass of this room from parsed JSON; raise `InvalidProblem` with every structural fault."""
    faults: list[Fault] = []
    value = _decode(kind, data, "", faults)
    if faults:
        raise InvalidProblem(faults)
    return typing.cast(T, value)


def to_data(value: object) -> Any:
    """Return dataclasses, tuples, sets and mappings as plain JSON values, in a stable order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: to_data(getattr(value, name)) for name in (*names, *_COMPUTED.get(type(value), ()))}
    if isinstance(value, (frozenset, set)):
        return sorted(to_data(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [to_data(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    return value


def to_json(value: object) -> str:
    """Return any dataclass of this room as indented JSON."""
    return json.dumps(to_data(value), indent=2, ensure_ascii=False)


def schema(kind: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a dataclass of this room.

    >>> from scheduling.model import Precedence
    >>> schema(Precedence)["required"]
    ['before', 'after']
    """
    definition = _object_schema(kind)
    if kind is Problem:
        definition["properties"]["tables"] = {"anyOf": [definition["properties"]["tables"], _COUNT]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.__name__, **definition}


_COUNT = {"type": "integer", "minimum": 0}


def _parse(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidProblem([Fault(path="$", code="not_json", value=str(error))]) from error


def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING


def _object_schema(kind: type[Any]) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    return {
        "type": "object",
        "properties": {field.name: _type_schema(_hints(kind)[field.name]) for field in fields},
        "required": [field.name for field in fields if _required(field)],
        "additionalProperties": kind in _COMPUTED,
    }


def _type_schema(hint: Any) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type_schema(argument) for argument in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _type_schema(arguments[0]), "uniqueItems": origin is frozenset}
    if hint is type(None):
        return {"type": "null"}
    return {"type": _SCALARS[hint][0]} if hint in _SCALARS else _object_schema(hint)


def _decode(hint: Any, data: object, path: str, faults: list[Fault]) -> object:
    """Return `data` as `hint`; on a fault, note it and return None."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return None if data is None else _decode(arguments[0], data, path, faults)
    if origin is Literal:
        return data if data in arguments else _fault(faults, path, "not_one_of_" + "_".join(arguments), data)
    if origin in (tuple, frozenset):
        if not isinstance(data, list):
            return _fault(faults, path, "not_array", data)
        return origin(_decode(arguments[0], item, f"{path}[{index}]", faults) for index, item in enumerate(data))
    if dataclasses.is_dataclass(hint):
        return _decode_object(hint, data, path, faults)
    name, accepted = _SCALARS[hint]
    if not isinstance(data, accepted) or (isinstance(data, bool) and hint is not bool):
        return _fault(faults, path, f"not_{name}", data)
    return data


def _decode_object(kind: Any, data: object, path: str, faults: list[Fault]) -> object:
    if not isinstance(data, dict):
        return _fault(faults, path, "not_object", data)
    before, values, prefix = len(faults), {}, f"{path}." if path else ""
    for field in dataclasses.fields(kind):
        if field.name in data:
            hint = _hints(kind)[field.name]
            values[field.name] = _decode(hint, data[field.name], prefix + field.name, faults)
        elif _required(field):
            _fault(faults, prefix + field.name, "missing", "")
    known = {field.name for field in dataclasses.fields(kind)} | set(_COMPUTED.get(kind, ()))
    for name in data.keys() - known:
        _fault(faults, prefix + name, "unknown_field", "")
    return kind(**values) if len(faults) == before else None


def _fault(faults: list[Fault], path: str, code: str, found: object) -> object:
    shown = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    faults.append(Fault(path=path or "$", code=code, value=shown[:80]))
    return None
