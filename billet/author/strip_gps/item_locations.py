"""The items of a picture made of boxes: what each is, and where its bytes lie (ISO/IEC 14496-12, 8.11.3 and
8.11.6)."""

from __future__ import annotations

from collections.abc import Iterator

_FROM_FILE, _FROM_IDAT = 0, 1


class _Numbers:
    """Reads numbers from bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> int:
        """Returns the next number, of `size` bytes. Raises `EOFError` where there are not so many."""
        if self._at + size > len(self._data):
            raise EOFError
        number = int.from_bytes(self._data[self._at : self._at + size], "big")
        self._at += size
        return number


class ItemLocations:
    """What an ``iloc`` box says; `idat` is where the bytes of the box ``idat`` begin in the file."""

    def __init__(self, iloc: bytes, idat: int) -> None:
        self._ranges: dict[int, list[range]] = {}
        try:
            for item, ranges in _locations(_Numbers(iloc), idat):
                self._ranges[item] = ranges
        except EOFError:  # it is cut off
            pass

    def ranges_of(self, item: int) -> list[range]:
        """Returns the places in the file that together are the bytes of an item."""
        return self._ranges.get(item, [])


def item_types(iinf: bytes) -> dict[int, str]:
    """Returns the type of each item by its number, as an ``iinf`` box has it, or its media type."""
    types: dict[int, str] = {}
    at = 6 if iinf[:1] == b"\0" else 8  # version, flags and how many there are
    while at + 12 <= len(iinf):
        size = int.from_bytes(iinf[at : at + 4], "big")
        if size < 12:
            break
        version, entry = iinf[at + 8], iinf[at + 12 : at + size]
        if version in (2, 3):
            width = 2 if version == 2 else 4
            kind, rest = entry[width + 2 : width + 6], entry[width + 6 :]
            _, _, media_type = rest.partition(b"\0")  # behind the name
            name = media_type.partition(b"\0")[0] if kind == b"mime" else kind
            types[int.from_bytes(entry[:width], "big")] = name.decode("latin-1")
        at += size
    return types


def _locations(numbers: _Numbers, idat: int) -> Iterator[tuple[int, list[range]]]:
    version = numbers.take(1)
    numbers.take(3)
    sizes = numbers.take(1), numbers.take(1)
    offset_size, length_size, base_size, index_size = (
        nibble for size in sizes for nibble in (size >> 4, size & 15)
    )
    width = 4 if version == 2 else 2
    for _ in range(numbers.take(width)):
        item = numbers.take(width)
        method = numbers.take(2) & 15 if version else _FROM_FILE
        numbers.take(2)
        base = numbers.take(base_size) + (idat if method == _FROM_IDAT else 0)
        ranges = []
        for _ in range(numbers.take(2)):
            numbers.take(index_size if version else 0)
            start = base + numbers.take(offset_size)
            ranges.append(range(start, start + numbers.take(length_size)))
        if method in (_FROM_FILE, _FROM_IDAT):
            yield item, ranges
