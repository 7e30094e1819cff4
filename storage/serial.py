"""Values of `items` to plain JSON and back, field by field as they are declared."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from storage.characters import storable

T = TypeVar("T")


def to_json(value: object) -> Any:
    """Dataclasses become objects, tuples arrays, moments ISO 8601; strings are made storable."""
    match value:
        case StrEnum():
            return value.value
        case str():
            return storable(value)
        case datetime():
            return value.isoformat()
        case tuple() | list():
            return [to_json(item) for item in value]
        case dict():
            return {storable(str(key)): to_json(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    return value


def from_json(kind: type[T], data: Any) -> T:
    """The value of that type. Fields that the data lacks keep their default, so that old records stay good.

    Raises KeyError, TypeError or ValueError for data of another shape.
    """
    value: T = _read(kind, data)
    return value


def _read(kind: Any, data: Any) -> Any:
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if data is None else _read(inner, data)
    if origin is tuple:
        return tuple(_read(arguments[0], item) for item in data)
    if is_dataclass(kind):
        return _dataclass(kind, data)
    if kind is datetime:
        return datetime.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(data)
    if not isinstance(data, kind) and not (kind is float and isinstance(data, int)):
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data


def _dataclass(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _read(hint, data[name]) for name, hint in hints.items() if name in data})


@lru_cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)
