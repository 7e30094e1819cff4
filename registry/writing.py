"""A source as the text of its TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.source import Source


def source_toml(source: Source) -> str:
    """A source as the text of its file: what differs from the defaults, in the order of the model."""
    values = source.model_dump(exclude={"id"}, exclude_defaults=True)
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in values.items())


def toml_value(value: object) -> str:
    """A value of the registry's kinds as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        parts = [toml_value(part) for part in value]
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"
        return f"[{', '.join(parts)}]"
    if isinstance(value, str):
        return '"' + "".join(escaped(character) for character in value) + '"'
    return str(value)


def escaped(character: str) -> str:
    """One character of a basic TOML string."""
    if character in '"\\':
        return f"\\{character}"
    return f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character
