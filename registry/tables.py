"""TOML files into checked values: what pydantic refuses is said with file, key path and nearest name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from registry.errors import Problem, RegistryError, did_you_mean, raise_problems

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]


class Table(BaseModel):
    """A table of a registry file: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


T = TypeVar("T", bound=Table)


def load_table(path: Path, model: type[T], **known: object) -> T:
    """Reads one file as `model`; `known` are fields that the file itself may not set.

    Raises RegistryError for a file that is missing, empty, no TOML or not what the model asks for.
    """
    name = display_name(path)
    table = read_toml(path)
    taken = [Problem(name, key, "is not set in the file") for key in known if key in table]
    raise_problems(taken)
    try:
        return model.model_validate({**table, **known})
    except ValidationError as error:
        raise_problems(
            Problem(name, key_path(detail["loc"]), describe(detail, model, known))
            for detail in sorted(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
        )
        raise


def read_toml(path: Path) -> dict[str, Any]:
    """The file's table. Raises RegistryError if it cannot be read, is empty or no TOML."""
    name = display_name(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RegistryError(name, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RegistryError(name, "", f"is not UTF-8: {error.reason} at byte {error.start}") from error
    if not text.strip():
        raise RegistryError(name, "", "the file is empty")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(name, "", f"is not TOML: {error}") from error


def display_name(path: Path) -> str:
    """The path as a person would type it: relative to the working directory where it lies below it."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def key_path(location: Location) -> str:
    """`("feeds", 0, "url")` as `feeds[0].url`."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part != "[key]":
            text += f".{part}" if text else part
    return text


def describe(detail: ErrorDetails, model: type[BaseModel], known: dict[str, object]) -> str:
    """What pydantic found, in the words of a registry file."""
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        *table, key = detail["loc"]
        return f"unknown key{did_you_mean(str(key), valid_keys(model, tuple(table)) - set(known))}"
    if kind == "missing":
        return "missing key"
    if kind == "literal_error":
        expected = detail["ctx"]["expected"]
        names = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
        return f"{value!r} is not known{did_you_mean(str(value), names)}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "model_type":
        return f"should be a table, is {value!r}"
    message = detail["msg"].replace("Input should be", "should be").replace("valid tuple", "list")
    return f"{message}, is {value!r}" if len(repr(value)) < 80 else message


def valid_keys(model: type[BaseModel], location: Location) -> set[str]:
    """The keys of the table at `location` below `model`."""
    here: Any = model
    for part in location:
        here = below(here, part)
    table = table_in(here)
    return set(table.model_fields) if table else set()


def below(annotation: Any, part: int | str) -> Any:
    """The type that a key or index leads to; None where the annotation does not say."""
    table = table_in(annotation)
    if table and isinstance(part, str):
        field = table.model_fields.get(part)
        return field.annotation if field else None
    arguments = [argument for argument in get_args(annotation) if argument is not Ellipsis]
    return arguments[-1] if arguments else None


def table_in(annotation: Any) -> type[BaseModel] | None:
    """The table that an annotation is, or is optionally."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType):
        return next((table for table in map(table_in, get_args(annotation)) if table), None)
    return None
