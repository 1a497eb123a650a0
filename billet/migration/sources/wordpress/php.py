"""Values that PHP serialised, as WordPress keeps them in custom fields. Objects are refused: nothing is built
of a class."""

from __future__ import annotations

import re

Value = str | int | float | bool | None | dict[str | int, "Value"]

_DEEPEST = 32
_SCALAR = re.compile(rb"(?:N|([bid]):([^;]{1,40}));")
_STRING = re.compile(rb's:(\d{1,9}):"')
_ARRAY = re.compile(rb"a:(\d{1,9}):\{")


class NotSerialised(ValueError):
    """A text is none of PHP's serialised values, or a damaged one."""


def unserialise(text: str) -> Value:
    """Returns the value that `text` holds: an array is a `dict`. Raises `NotSerialised`."""
    value, end = _value(text.encode("utf-8", "surrogatepass"), 0, 0)
    if text.encode("utf-8", "surrogatepass")[end:].strip():
        raise NotSerialised("there is more behind the value")
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if match := _SCALAR.match(data, at):
        return _scalar(match), match.end()
    if match := _STRING.match(data, at):
        return _string(data, match)
    if (match := _ARRAY.match(data, at)) and depth < _DEEPEST:
        return _array(data, match, depth)
    raise NotSerialised(f"there is no value at byte {at}")


def _scalar(match: re.Match[bytes]) -> Value:
    kind, written = match.groups()
    try:
        if kind == b"i":
            return int(written)
        if kind == b"d":
            return float(written)
    except ValueError as error:
        raise NotSerialised(str(error)) from error
    return None if kind is None else written == b"1"


def _string(data: bytes, match: re.Match[bytes]) -> tuple[str, int]:
    """Returns a string whose length is told in bytes. Where line ends or the encoding were changed since, the
    length is wrong, and the next end counts."""
    end = match.end() + int(match[1])
    if data[end : end + 2] != b'";':
        end = data.find(b'";', match.end())
    if end < 0:
        raise NotSerialised(f"the string at byte {match.start()} has no end")
    return data[match.end() : end].decode("utf-8", "replace"), end + 2


def _array(data: bytes, match: re.Match[bytes], depth: int) -> tuple[Value, int]:
    items: dict[str | int, Value] = {}
    at = match.end()
    for _ in range(int(match[1])):
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, str | int):
            raise NotSerialised(f"there is no key at byte {at}")
        items[key], at = _value(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise NotSerialised(f"the array at byte {match.start()} has no end")
    return items, at + 1
