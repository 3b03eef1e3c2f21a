"""Tells what is wrong with a JSON body by an OpenAPI 3 description: the part of JSON Schema that such files use.

Unlike JSON Schema, `additionalProperties: false` in a part of an `allOf` speaks of all its parts together, which is
what the authors of such files mean; and a discriminator decides which of many schemas counts. A rule that is not known
here is an error, never passed over.
"""

from __future__ import annotations

import functools
import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]

_NOTES = frozenset({"description", "title", "example", "examples", "format", "default", "deprecated"})
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
_MEASURES: dict[str, tuple[type, Callable[[Any, Any], bool]]] = {
    "minLength": (str, lambda value, least: len(value) >= least),
    "maxLength": (str, lambda value, most: len(value) <= most),
    "pattern": (str, lambda value, pattern: re.search(pattern, value) is not None),
    "minItems": (list, lambda value, least: len(value) >= least),
    "maxItems": (list, lambda value, most: len(value) <= most),
}
_SHAPES = frozenset({"type", "enum", "properties", "required", "additionalProperties", "items"})
_CHOICES = frozenset({"oneOf", "anyOf", "not", "discriminator"})
_KNOWN = _NOTES | _MEASURES.keys() | _SHAPES | _CHOICES


@functools.cache
def read_document(path: Path) -> Any:
    """Read a description: JSON, or YAML where PyYAML happens to be installed. It must not be changed."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    yaml = importlib.import_module("yaml")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    document: Schema

    def request(self, last: str) -> Schema:
        """Return the schema of what is posted to `last` of something: /{Version}/{Phone-Number-ID}/messages."""
        (path,) = [path for path in self.document["paths"] if re.fullmatch(r"(/\{[^/]+\})+/" + last, path)]
        body = self.document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        schema: Schema = body["schema"]
        return schema

    def faults(self, value: object, schema: Schema, where: str = "body") -> Iterator[str]:
        """Tell everything that is wrong with `value`."""
        whole = self._whole(schema)
        unknown = whole.keys() - _KNOWN
        if unknown:
            raise NotImplementedError(f"rules of {where} nobody knows here: {sorted(unknown)}")
        if "type" in whole and not _is_a(value, whole["type"]):
            yield f"{where} is not of type {whole['type']}"
            return
        if "enum" in whole and value not in whole["enum"]:
            yield f"{where} is none of {whole['enum']}"
        for rule, (kind, holds) in _MEASURES.items():
            if rule in whole and isinstance(value, kind) and not holds(value, whole[rule]):
                yield f"{where} breaks {rule} {whole[rule]}"
        if isinstance(value, list):
            for position, one in enumerate(value):
                yield from self.faults(one, whole.get("items", {}), f"{where}[{position}]")
        if isinstance(value, dict):
            yield from self._faults_of_object(value, whole, where)
        yield from self._faults_of_choice(value, whole, where)

    def _faults_of_object(self, value: Mapping[str, object], whole: Schema, where: str) -> Iterator[str]:
        known = whole.get("properties", {})
        yield from (f"{where}.{name} is missing" for name in whole.get("required", []) if name not in value)
        others = whole.get("additionalProperties", True)
        for name, one in value.items():
            if name in known:
                yield from self.faults(one, known[name], f"{where}.{name}")
            elif others is False:
                yield f"{where}.{name} is not described"
            elif others is not True:
                yield from self.faults(one, others, f"{where}.{name}")

    def _faults_of_choice(self, value: object, whole: Schema, where: str) -> Iterator[str]:
        if "discriminator" in whole:
            named = whole["discriminator"]["propertyName"]
            kind = value.get(named) if isinstance(value, dict) else None
            chosen = whole["discriminator"]["mapping"].get(kind)
            if chosen is None:
                yield f"{where}.{named} {kind!r} is not described"
            else:
                yield from self.faults(value, {"$ref": chosen}, where)
        elif "oneOf" in whole or "anyOf" in whole:
            tried = [list(self.faults(value, one, where)) for one in whole.get("oneOf", whole.get("anyOf"))]
            fitting = sum(not found for found in tried)
            if not fitting:
                yield f"{where} fits none of {len(tried)}: {min(tried, key=len)}"
            elif fitting > 1 and "oneOf" in whole:
                yield f"{where} fits {fitting} where one is asked for"
        if "not" in whole and not list(self.faults(value, whole["not"], where)):
            yield f"{where} is what it must not be"

    def _whole(self, schema: Schema) -> Schema:
        """Return a schema with what it points to and all its parts in one; parts do not choose for the whole."""
        if "$ref" in schema:
            beside = schema.keys() - _NOTES - {"$ref"}
            if beside:
                raise NotImplementedError(f"rules beside a reference: {sorted(beside)}")
            found: Any = self.document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            return self._whole(found)
        whole = {rule: value for rule, value in schema.items() if rule != "allOf"}
        for part in map(self._whole, schema.get("allOf", [])):
            _add(whole, {rule: value for rule, value in part.items() if rule != "discriminator"})
        return whole


def _add(whole: dict[str, Any], part: Schema) -> None:
    for rule, value in part.items():
        if rule == "properties":
            known = whole.get("properties", {})
            both = {name: {"allOf": [known[name], one]} if name in known else one for name, one in value.items()}
            whole["properties"] = known | both
        elif rule == "required":
            whole["required"] = [*whole.get("required", []), *value]
        elif rule == "enum" and "enum" in whole:
            whole["enum"] = [one for one in whole["enum"] if one in value]
        elif rule in _NOTES or whole.setdefault(rule, value) == value:
            continue
        else:
            raise NotImplementedError(f"two different {rule} in one allOf")


def _is_a(value: object, kinds: str | list[str]) -> bool:
    names = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)
